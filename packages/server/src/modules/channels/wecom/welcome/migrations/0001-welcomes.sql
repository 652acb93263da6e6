-- What newcomers are told by themselves, and to whom of them each rule is for.
-- person: none
create table channels_wecom_welcome_rules (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  name text not null,
  is_on boolean not null,
  -- Empty: any code, whichever member, at any time.
  channel_states text[] not null,
  user_ids text[] not null,
  hours jsonb not null,
  text text not null,
  attachments jsonb not null,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by text not null
);
create index channels_wecom_welcome_rules_corp on channels_wecom_welcome_rules (workspace_id, corp_id, id);

-- Welcome codes that callbacks brought, each once: a queue while they wait, then what became of them. The code itself is in the callback only.
-- person: external_user_id
create table channels_wecom_welcomes (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  code_hash text not null,
  callback_id bigint not null,
  user_id text not null,
  external_user_id text not null,
  channel_state text not null,
  -- The platform's CreateTime: the code lives from then. Received, due, claimed and ended are of the real clock.
  happened_at timestamptz not null,
  received_at timestamptz not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'expired', 'taken', 'refused', 'unknown', 'no_rule')),
  due_at timestamptz not null,
  -- Somebody is sending it until then; what is over then without an outcome may have been sent.
  claimed_until timestamptz,
  rule_id bigint,
  reason text,
  -- From receiving the callback to the platform's answer.
  took_ms integer,
  ended_at timestamptz,
  unique (corp_id, code_hash)
);
create index channels_wecom_welcomes_waiting on channels_wecom_welcomes (due_at) where state = 'waiting';
create index channels_wecom_welcomes_sending on channels_wecom_welcomes (claimed_until) where state = 'sending';
create index channels_wecom_welcomes_age on channels_wecom_welcomes (received_at);
create index channels_wecom_welcomes_person on channels_wecom_welcomes (workspace_id, corp_id, external_user_id);

-- How welcomes ended by day of the workspace and rule; outlives the rows above.
-- person: none
create table channels_wecom_welcome_days (
  workspace_id integer not null,
  corp_id text not null,
  day date not null,
  -- 0: no rule was chosen.
  rule_id bigint not null,
  outcome text not null,
  welcomes integer not null,
  took_ms_sum bigint not null,
  primary key (workspace_id, corp_id, day, rule_id, outcome)
);
