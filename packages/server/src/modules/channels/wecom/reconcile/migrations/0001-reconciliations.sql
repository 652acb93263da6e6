-- Comparisons of the registers with the platform: one under way a corp, the last that ended, and how far one is.
-- person: none
create table channels_wecom_reconciliations (
  workspace_id integer not null,
  corp_id text not null,
  job_id text not null,
  made_by text not null,
  started_at timestamptz not null,
  -- Members up to this userid are done. Under way are these, begun at that time (business clock), with pages up to the cursor.
  staff_after text not null default '',
  staff_ids text[] not null default '{}',
  staff_from timestamptz,
  page_cursor text not null default '',
  -- Contacts checked, repairs by kind, failures.
  figures jsonb not null,
  ended_at timestamptz,
  -- Why it came to nothing.
  error text,
  primary key (workspace_id, corp_id, job_id)
);
create unique index channels_wecom_reconciliations_open on channels_wecom_reconciliations (workspace_id, corp_id) where ended_at is null;
