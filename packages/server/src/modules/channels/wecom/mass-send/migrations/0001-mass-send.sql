-- Mass sends that one member is to confirm: one content for up to 10,000 contacts of theirs.
-- person: none
create table channels_wecom_mass_tasks (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  -- The caller's; planning it again does nothing.
  key text collate "C" not null,
  corp_id text not null,
  user_id text not null,
  content jsonb not null,
  state text not null check (state in ('planned', 'sending', 'looking', 'waiting', 'ended')),
  -- Business clock: not handed over before; not to be tapped after.
  due_at timestamptz not null,
  ends_at timestamptz not null,
  -- Business clock: when something is to be done about it next; null once it has ended.
  look_at timestamptz,
  -- What was tried in vain, or looked for, in the state it is in.
  tries integer not null default 0,
  -- Real clock: somebody is at it until then.
  leased_until timestamptz,
  cancel_asked boolean not null default false,
  -- Business clock.
  handed_at timestamptz,
  msgid text,
  -- Told by the platform.
  tapped_at timestamptz,
  reminded_at timestamptz[] not null default '{}',
  -- Business clock.
  ended_at timestamptz,
  -- Of a refusal, and of what cannot be told.
  reason text,
  unique (workspace_id, key)
);
create index channels_wecom_mass_tasks_due on channels_wecom_mass_tasks (look_at) where look_at is not null;
create unique index channels_wecom_mass_tasks_msgid on channels_wecom_mass_tasks (workspace_id, corp_id, msgid) where msgid is not null;

-- Who is to receive a mass send, and what came of it.
-- person: atom
create table channels_wecom_mass_recipients (
  workspace_id integer not null,
  task_id bigint not null,
  corp_id text not null,
  external_user_id text not null,
  atom bigint not null,
  -- The caller's: what this stands for at theirs.
  ref text not null,
  state text not null check (
    state in ('pending', 'unconfirmed', 'sent', 'expired', 'cancelled', 'not_friend', 'no_slot', 'unknown', 'failed')),
  -- Business clock; of `sent` what the platform told.
  changed_at timestamptz not null,
  reason text,
  primary key (workspace_id, task_id, external_user_id)
);
create index channels_wecom_mass_recipients_ref on channels_wecom_mass_recipients (workspace_id, ref);
create index channels_wecom_mass_recipients_atom on channels_wecom_mass_recipients (workspace_id, atom);
-- What counts against the receive caps.
create index channels_wecom_mass_recipients_received on channels_wecom_mass_recipients (workspace_id, corp_id, external_user_id, changed_at)
  where state in ('pending', 'unconfirmed', 'sent', 'no_slot', 'unknown');

-- By which rule contacts of a corp receive mass sends, from when on. Without a row it is the platform's own.
-- person: none
create table channels_wecom_receive_rules (
  workspace_id integer not null,
  corp_id text not null,
  -- Business clock.
  since timestamptz not null,
  rule text not null check (rule in ('monthly', 'weekly', 'daily', 'legacy')),
  chosen_by text not null,
  primary key (workspace_id, corp_id, since)
);

create view pub_channels_wecom_mass_tasks as
  select workspace_id, id, key, corp_id, user_id, state, due_at, ends_at, handed_at, tapped_at, reminded_at, ended_at, reason
  from channels_wecom_mass_tasks;

create view pub_channels_wecom_mass_recipients as
  select workspace_id, task_id, corp_id, external_user_id, atom, ref, state, changed_at, reason from channels_wecom_mass_recipients;
