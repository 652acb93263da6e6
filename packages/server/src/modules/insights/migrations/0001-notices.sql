-- What a workspace is told on its first page; one row a piece of news, under the number that the news has in the outbox. Kept for a quarter.
-- person: none
create table insights_notices (
  workspace_id integer not null,
  id bigint not null,
  -- The name of the news.
  kind text not null,
  -- What the news carried.
  payload jsonb not null,
  raised_at timestamptz not null,
  dismissed_at timestamptz,
  -- Name of the account or key.
  dismissed_by text,
  primary key (workspace_id, id),
  check ((dismissed_at is null) = (dismissed_by is null))
);

create index insights_notices_listed on insights_notices (workspace_id, (dismissed_at is null) desc, raised_at desc, id desc);
