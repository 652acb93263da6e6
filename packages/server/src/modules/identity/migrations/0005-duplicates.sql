-- Two people that are probably the same, once a pair, so that a decision is remembered: the atoms that stood for them when they were found.
-- person: a, b
create table identity_duplicates (
  workspace_id integer not null,
  id bigint generated always as identity,
  a bigint not null,
  b bigint not null,
  -- Probability, 0 to 1.
  score double precision not null,
  -- Fields with their levels and weights, no values.
  reasons jsonb not null,
  -- `open`, `same`, `different`.
  state text not null default 'open',
  -- The search that found the pair last.
  job_id text not null,
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  primary key (workspace_id, id),
  check (a < b)
);
create unique index identity_duplicates_pair on identity_duplicates (workspace_id, a, b);
create index identity_duplicates_b on identity_duplicates (workspace_id, b);
create index identity_duplicates_state on identity_duplicates (workspace_id, state);

-- Searches for duplicates; of those not ended a workspace has one at most.
-- person: none
create table identity_duplicate_searches (
  workspace_id integer not null,
  job_id text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  people integer,
  pairs integer,
  primary key (workspace_id, job_id)
);
create unique index identity_duplicate_searches_open on identity_duplicate_searches (workspace_id) where ended_at is null;
