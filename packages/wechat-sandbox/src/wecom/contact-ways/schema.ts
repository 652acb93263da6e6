/** Contact ways 「联系我」: codes that lead to staff. */
export const contactWaysSchema = `
create table if not exists contact_ways (
  seq integer primary key,
  corp_id text not null,
  config_id text not null unique,
  agent_id integer not null,
  -- 1 one staff member, 2 several
  type integer not null,
  -- 1 button in a mini program, 2 code
  scene integer not null,
  style integer,
  remark text not null,
  skip_verify integer not null,
  state text not null,
  -- JSON lists
  user_ids text not null,
  department_ids text not null,
  is_exclusive integer not null,
  mark_source integer not null,
  qr_code text unique,
  -- whose turn it is among the staff
  turn integer not null default 0,
  created_at integer not null
) strict;
create index if not exists contact_ways_of_app on contact_ways (corp_id, agent_id, seq);

create table if not exists contact_way_hits (
  config_id text not null,
  customer_id text not null,
  user_id text not null,
  primary key (config_id, customer_id)
) strict, without rowid;
`
