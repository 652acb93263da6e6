/** The corp, its apps, its staff, and the customers of the world. Times are milliseconds of the world's clock. */
export const corpSchema = `
create table if not exists corps (
  corp_id text primary key,
  name text not null,
  callback_url text,
  token text not null,
  encoding_aes_key text not null,
  -- 1: a WeChat developer id is bound, answers carry unionids
  developer_bound integer not null,
  created_at integer not null
) strict;

create table if not exists apps (
  corp_id text not null,
  agent_id integer not null,
  name text not null,
  secret text not null,
  -- 1: listed under 客户联系「可调用接口的应用」
  contacts_allowed integer not null,
  -- JSON list of userids the app may see; null: the whole corp
  visible_user_ids text,
  -- JSON list of addresses that may call; null: any
  trusted_addresses text,
  primary key (corp_id, agent_id)
) strict;

create table if not exists departments (
  corp_id text not null,
  department_id integer not null,
  name text not null,
  parent_id integer not null,
  sort integer not null,
  primary key (corp_id, department_id)
) strict;

create table if not exists staff (
  corp_id text not null,
  user_id text not null,
  name text not null,
  alias text not null,
  department_id integer not null,
  position text not null,
  mobile text not null,
  email text not null,
  -- 1 man, 2 woman
  gender integer not null,
  avatar text not null,
  -- 1: activated and still with the corp
  active integer not null,
  -- 1: may use 客户联系
  contacts_enabled integer not null,
  joined_at integer not null,
  resigned_at integer,
  primary key (corp_id, user_id)
) strict;
create index if not exists staff_of_department on staff (corp_id, department_id);

create table if not exists customers (
  id text primary key,
  -- the order they came into the world in
  number integer not null unique,
  name text not null,
  -- 0 unknown, 1 man, 2 woman
  gender integer not null,
  city text not null,
  mobile text not null,
  avatar text not null,
  unionid text not null unique,
  -- null: a person of WeChat; else the name of the other corp whose WeCom they use
  wecom_corp_name text
) strict;

create table if not exists external_ids (
  corp_id text not null,
  customer_id text not null,
  external_user_id text not null,
  primary key (corp_id, customer_id)
) strict, without rowid;
create unique index if not exists external_ids_by_external on external_ids (corp_id, external_user_id);
`
