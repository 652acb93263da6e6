-- What puts a tag on people by itself: a rule at its times, a rule all the time, or an interest.
-- person: none
create table audience_tag_rules (
  workspace_id integer not null,
  tag_id bigint not null,
  mode text not null check (mode in ('scheduled', 'live', 'interest')),
  -- The rule; null for an interest, whose settings are in the next column.
  rule jsonb,
  interest jsonb,
  -- ISO 8601; null: live.
  every text,
  -- Business clock: when it is run next; of a live one, when its marks are held against the people of its audience. Null: archived.
  due_at timestamptz,
  -- The hidden live audience.
  audience_id bigint,
  -- Grows with every change; a run of an earlier round ends.
  round integer not null default 1,
  -- The latest run, and of which round it is.
  job_id text,
  job_round integer not null default 0,
  last_run_at timestamptz,
  last_added bigint,
  last_removed bigint,
  last_error text,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (workspace_id, tag_id)
);
create index audience_tag_rules_due on audience_tag_rules (due_at) where due_at is not null;
create unique index audience_tag_rules_audience on audience_tag_rules (workspace_id, audience_id) where audience_id is not null;
