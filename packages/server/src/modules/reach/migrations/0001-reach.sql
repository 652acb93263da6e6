-- What a workspace allows: caps of touches and quiet hours. No row: the defaults.
-- person: none
create table reach_settings (
  workspace_id integer primary key,
  settings jsonb not null,
  changed_at timestamptz not null,
  made_by text not null
);

-- Broadcasts. Times are of the business clock where nothing else is said.
-- person: none
create table reach_broadcasts (
  workspace_id integer not null,
  id bigint generated always as identity primary key,
  name text not null,
  purpose text not null check (purpose in ('marketing', 'service')),
  channel text not null,
  -- Who is meant, and what the rule knows: what happened before `as_of`.
  rule jsonb not null,
  as_of timestamptz not null,
  -- Not handed over before; null: as soon as it is approved.
  send_at timestamptz,
  -- Nothing is sent from here on; what nobody tapped by then is cancelled.
  ends_at timestamptz,
  -- Share of those who could get it that is left out, to compare with.
  holdout real not null,
  -- Decides by chance, the same way every time, who is left out and who gets which variant.
  seed text not null,
  state text not null check (state in ('planning', 'draft', 'approved', 'sending', 'ended', 'stopped')),
  -- While planning: people up to this one have their delivery.
  planned_to bigint not null default 0,
  -- Real clock: until then a process plans it, unless it died.
  claimed_until timestamptz,
  -- Of an approved one: when it is handed over.
  due_at timestamptz,
  -- Handed over wholly.
  handed_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  approved_at timestamptz,
  approved_by text,
  ended_at timestamptz,
  ended_by text
);
create index reach_broadcasts_list on reach_broadcasts (workspace_id, id);
create index reach_broadcasts_open on reach_broadcasts (id) where state in ('planning', 'approved', 'sending');

-- What a broadcast says: one of these to everybody.
-- person: none
create table reach_variants (
  workspace_id integer not null,
  broadcast_id bigint not null,
  place smallint not null,
  content jsonb not null,
  primary key (workspace_id, broadcast_id, place)
);

-- One for each person a broadcast meant, whether they get it or not.
-- person: atom
create table reach_deliveries (
  workspace_id integer not null,
  id bigint generated always as identity primary key,
  broadcast_id bigint not null,
  -- Of the contact it goes to, or where nobody can reach them the atom that stood for them.
  atom bigint not null,
  -- Who sends it to whom, empty where nobody can.
  corp_id text not null,
  user_id text not null,
  external_user_id text not null,
  variant smallint not null,
  state text not null check (state in ('pending', 'unconfirmed', 'sent', 'expired', 'cancelled', 'not_friend', 'no_slot', 'no_consent',
    'fatigued', 'quiet_hours', 'holdout', 'unknown', 'failed')),
  -- Of failed ones what the channel said.
  reason text not null default '',
  -- When it became the channel's.
  handed_at timestamptz,
  sent_at timestamptz,
  -- The day, in the workspace's zone, on which it is counted against the caps of the person.
  touched_on date,
  changed_at timestamptz not null
);
-- The state is in it for counting. No other index begins with these two columns: without figures about the table the planner would take it
-- for looking up one atom.
create unique index reach_deliveries_person on reach_deliveries (workspace_id, broadcast_id, atom) include (state);
create index reach_deliveries_atom on reach_deliveries (workspace_id, atom);
-- What more may be heard of.
create index reach_deliveries_open on reach_deliveries (broadcast_id) where state in ('pending', 'unconfirmed');
create index reach_deliveries_waiting on reach_deliveries (broadcast_id, corp_id, user_id, variant, id) where state = 'pending' and handed_at is null;

-- What was found when it was decided about a delivery: by the plan, and once more right before it was handed over.
-- person: atom
create table reach_decisions (
  workspace_id integer not null,
  delivery_id bigint not null,
  atom bigint not null,
  step text not null check (step in ('plan', 'hand_over')),
  outcome text not null,
  findings jsonb not null,
  decided_at timestamptz not null,
  primary key (workspace_id, delivery_id, step)
);
create index reach_decisions_atom on reach_decisions (workspace_id, atom);

-- How often somebody was touched on a day of the workspace's zone, by marketing.
-- person: atom
create table reach_touches (
  workspace_id integer not null,
  atom bigint not null,
  day date not null,
  touches integer not null,
  primary key (workspace_id, atom, day)
);
-- For sweeping. Of another kind than the key, for whose look-ups the planner could else take it.
create index reach_touches_day on reach_touches using brin (day);
