-- Event names seen, with their volume. Written by the stream, so every stored event is counted once.
-- person: none
create table events_plan_names (
  workspace_id integer not null,
  name text not null,
  event_type text not null,
  total bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (workspace_id, name)
);

-- The same by the day of receipt (UTC), for trends and lateness.
-- person: none
create table events_plan_days (
  workspace_id integer not null,
  name text not null,
  day date not null,
  total bigint not null,
  -- Received more than an hour after they happened.
  late bigint not null,
  primary key (workspace_id, name, day)
);

-- Properties seen on an event name, one row a type: two rows for one property are a drift.
-- person: none
create table events_plan_properties (
  workspace_id integer not null,
  name text not null,
  property text not null,
  value_type text not null,
  total bigint not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  samples jsonb not null,
  primary key (workspace_id, name, property, value_type)
);

-- What the team says an event should look like, and what happens to events that do not.
-- person: none
create table events_plan_declarations (
  workspace_id integer not null,
  name text not null,
  mode text not null check (mode in ('observe', 'warn', 'reject')),
  description text not null,
  properties jsonb not null,
  changed_at timestamptz not null,
  primary key (workspace_id, name)
);

-- Stored events that did not keep to a declaration, by the day of receipt (UTC).
-- person: none
create table events_plan_violations (
  workspace_id integer not null,
  name text not null,
  property text not null,
  violation text not null check (violation in ('missing_property', 'wrong_type', 'undeclared_property')),
  day date not null,
  total bigint not null,
  primary key (workspace_id, name, property, violation, day)
);

-- Copies of known events, by the day they came (UTC, business clock) and the form they came in. Copies themselves are not kept.
-- person: none
create table events_plan_duplicates (
  workspace_id integer not null,
  day date not null,
  source text not null,
  total bigint not null,
  primary key (workspace_id, day, source)
);
