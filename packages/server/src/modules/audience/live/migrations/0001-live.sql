-- Grows whenever a live audience of the workspace comes, goes or has another rule.
-- person: none
create table audience_live_generations (
  workspace_id integer primary key,
  generation bigint not null default 1
);

-- Who evaluates the live audiences of a workspace. A turn that nobody ends runs out; its epoch shuts a former holder out.
-- person: none
create table audience_live_turns (
  workspace_id integer primary key,
  epoch bigint not null default 0,
  -- Real clock.
  held_until timestamptz not null default to_timestamp(0),
  -- Business clock: the moment of the last evaluation, which never goes back.
  as_of timestamptz not null default to_timestamp(0)
);

-- One row a live audience.
-- person: none
create table audience_live (
  workspace_id integer not null,
  audience_id bigint not null,
  -- Grows with every complete evaluation that is asked for; the one under way has looked at people up to `filled_to`, null: complete.
  fill bigint not null default 1,
  filled_to bigint default 0,
  -- Only of rules about everybody: something they stand on changed; not evaluated again before (infinity: of other rules).
  is_stale boolean not null default false,
  rests_until timestamptz not null default to_timestamp(0),
  -- Nobody asks for it any more; its people are taken away in pieces.
  is_dropped boolean not null default false,
  primary key (workspace_id, audience_id)
);

-- Who is in a live audience now.
-- person: person
create table audience_members (
  workspace_id integer not null,
  audience_id bigint not null,
  person bigint not null,
  entered_at timestamptz not null,
  primary key (workspace_id, audience_id, person)
);
create index audience_members_person on audience_members (workspace_id, person);

-- When passing time alone may bring somebody into an audience or out of it. Early rather than late: an early one costs one evaluation.
-- person: person
create table audience_due (
  workspace_id integer not null,
  person bigint not null,
  audience_id bigint not null,
  due_at timestamptz not null,
  primary key (workspace_id, person, audience_id)
);
create index audience_due_next on audience_due (workspace_id, due_at);

-- People of whom something changed that a live audience stands on, one row a batch; gone within seconds.
-- person: none
create table audience_dirty (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  -- events, traits, tags, identifiers, consents, people, everybody
  what text not null,
  -- Of events: their name. Empty: any.
  name text not null default '',
  atoms bigint[] not null
);
create index audience_dirty_next on audience_dirty (workspace_id, id);
