-- Files being imported or imported before. `rows_read` is also how far the import is: everything up to it has taken effect.
-- person: none
create table events_imports (
  workspace_id integer not null,
  id uuid not null,
  job_id text not null,
  file_name text not null,
  preset text not null,
  -- How the file is read, with the time zone of its times.
  mapping jsonb not null,
  size_bytes bigint not null,
  status text not null check (status in ('queued', 'running', 'done', 'failed')),
  bytes_read bigint not null default 0,
  rows_read bigint not null default 0,
  rows_stored bigint not null default 0,
  rows_rejected bigint not null default 0,
  rows_duplicate bigint not null default 0,
  error_code text,
  error_details jsonb,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id)
);

create index events_imports_newest on events_imports (workspace_id, created_at desc, id desc);

-- Rejected rows with their reason, the first of each import; `rows_rejected` counts all. Phone numbers and e-mail addresses are masked.
-- Kept for a quarter.
-- person: none
create table events_import_rejects (
  workspace_id integer not null,
  import_id uuid not null,
  line bigint not null,
  code text not null,
  details jsonb not null,
  row_text text not null,
  rejected_at timestamptz not null,
  primary key (workspace_id, import_id, line)
);

create index events_import_rejects_age on events_import_rejects (rejected_at);
