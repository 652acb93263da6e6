/** Acquisition links 获客链接, who came by them, and the quota they use up. */
export const acquisitionSchema = `
create table if not exists acquisition_links (
  seq integer primary key,
  corp_id text not null,
  link_id text not null unique,
  agent_id integer not null,
  link_name text not null,
  url text not null unique,
  -- JSON lists
  user_ids text not null,
  department_ids text not null,
  skip_verify integer not null,
  mark_source integer not null,
  -- JSON, null without
  priority_option text,
  turn integer not null default 0,
  created_at integer not null,
  deleted_at integer
) strict;
create index if not exists acquisition_links_of_corp on acquisition_links (corp_id, seq);

create table if not exists acquisition_customers (
  seq integer primary key,
  corp_id text not null,
  link_id text not null,
  user_id text not null,
  external_userid text not null,
  state text not null,
  at integer not null,
  -- null while the staff member has not accepted yet; then the quota is charged
  added_at integer,
  unique (corp_id, user_id, external_userid)
) strict;
create index if not exists acquisition_customers_waiting on acquisition_customers (corp_id) where added_at is null;
create index if not exists acquisition_customers_of_link on acquisition_customers (corp_id, link_id, seq);

create table if not exists acquisition_clicks (
  corp_id text not null,
  link_id text not null,
  customer_id text not null,
  state text not null,
  at integer not null
) strict;
create index if not exists acquisition_clicks_of_link on acquisition_clicks (corp_id, link_id, at);

create table if not exists acquisition_quotas (
  seq integer primary key,
  corp_id text not null,
  bought integer not null,
  balance integer not null,
  expires_at integer not null,
  -- days before the expiry the corp was told of last: 14, 7, 3, 2, 1; null: not yet
  told_days integer
) strict;
create index if not exists acquisition_quotas_of_corp on acquisition_quotas (corp_id, expires_at);

create table if not exists acquisition_chat_keys (
  chat_key text primary key,
  corp_id text not null,
  user_id text not null,
  external_userid text not null,
  link_id text not null,
  state text not null,
  expires_at integer not null
) strict;
`
