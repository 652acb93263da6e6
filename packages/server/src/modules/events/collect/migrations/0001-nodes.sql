-- Runs of collecting processes. After `alive_until` (real clock) and the longest insert a node stores nothing any more.
-- person: none
create table events_nodes (
  node integer generated always as identity primary key,
  started_at timestamptz not null,
  alive_until timestamptz not null
);
