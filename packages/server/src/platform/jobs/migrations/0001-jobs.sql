-- Long work that a person waits for or comes back to: imports, exports, refits. One row a job, also its queue entry.
-- person: none
create table platform_jobs (
  id text primary key,
  workspace_id integer not null,
  kind text not null,
  payload jsonb not null,
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  done_units bigint not null default 0,
  -- Null while the size of the work is unknown.
  total_units bigint,
  unit text not null,
  result jsonb,
  error text,
  attempts integer not null default 0,
  -- A runner renews it; past it the job belongs to nobody and is taken over. Real clock.
  leased_until timestamptz,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index platform_jobs_open on platform_jobs (created_at) where status in ('queued', 'running');
