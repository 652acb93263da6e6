/** Customer groups. Members are named by userid (staff) or external_userid (customers), as the platform names them. */
export const groupsSchema = `
create table if not exists chats (
  seq integer primary key,
  corp_id text not null,
  chat_id text not null,
  name text not null,
  owner text not null,
  notice text not null default '',
  -- status_filter of groupchat/list: 0 served, 1 owner left, 2 being inherited, 3 inherited
  status integer not null default 0,
  created_at integer not null,
  dismissed_at integer,
  member_version text not null,
  welcome_template_id text,
  unique (corp_id, chat_id)
) strict;
create index if not exists chats_of_owner on chats (corp_id, owner, seq);

create table if not exists chat_members (
  seq integer primary key,
  corp_id text not null,
  chat_id text not null,
  -- userid of staff, external_userid of customers
  member_id text not null,
  -- 1 staff, 2 customer
  type integer not null check (type in (1, 2)),
  customer_id text,
  joined_at integer not null,
  -- 1 invited directly, 2 by an invitation link, 3 by code
  join_scene integer not null,
  invitor text,
  state text,
  way_id text,
  nickname text not null default '',
  is_admin integer not null default 0,
  unique (corp_id, chat_id, member_id)
) strict;
create index if not exists chat_members_of_chat on chat_members (corp_id, chat_id, seq);
create index if not exists chat_members_of_member on chat_members (corp_id, member_id);

create table if not exists chat_caps (
  corp_id text primary key,
  qr_cap integer not null,
  hard_cap integer not null
) strict;

create table if not exists chat_moves (
  seq integer primary key,
  corp_id text not null,
  chat_id text not null,
  member_id text not null,
  type integer not null,
  move text not null check (move in ('join', 'quit', 'removed')),
  at integer not null
) strict;
create index if not exists chat_moves_of_chat on chat_moves (corp_id, chat_id, at);

create table if not exists chat_messages (
  seq integer primary key,
  corp_id text not null,
  chat_id text not null,
  sender_id text not null,
  by_staff integer not null check (by_staff in (0, 1)),
  content text not null,
  at integer not null
) strict;
create index if not exists chat_messages_of_chat on chat_messages (corp_id, chat_id, at);

create table if not exists chat_join_ways (
  seq integer primary key,
  corp_id text not null,
  config_id text not null unique,
  agent_id integer not null,
  scene integer not null,
  remark text not null,
  auto_create_room integer not null,
  room_base_name text not null,
  room_base_id integer not null,
  -- rooms made so far: the next one is called room_base_name and room_base_id + rooms_made
  rooms_made integer not null default 0,
  -- JSON list
  chat_ids text not null,
  state text not null,
  mark_source integer not null,
  qr_code text not null unique,
  created_at integer not null
) strict;
create index if not exists chat_join_ways_of_corp on chat_join_ways (corp_id, seq);

create table if not exists chat_welcome_templates (
  corp_id text not null,
  template_id text not null,
  agent_id integer not null,
  -- JSON, as the app gave it
  content text not null,
  created_at integer not null,
  primary key (corp_id, template_id)
) strict;
`
