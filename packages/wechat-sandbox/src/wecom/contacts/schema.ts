/**
 * Who knows whom. `contacts`: one row while a staff member has the customer in the list (or is asked to). `contact_deeds`: every add and delete,
 * for statistics. `contact_messages`: what was said one to one. `contact_pending_ids`: what the corp was told of persons it does not know yet.
 */
export const contactsSchema = `
create table if not exists contacts (
  seq integer primary key,
  corp_id text not null,
  user_id text not null,
  external_userid text not null,
  customer_id text not null,
  status text not null check (status in ('requested', 'half', 'mutual', 'one_way')),
  created_at integer not null,
  settles_at integer not null,
  talked_at integer not null,
  add_way integer not null,
  oper_userid text not null,
  state text,
  way_id text,
  remark text not null default '',
  description text not null default '',
  remark_company text not null default '',
  remark_mobiles text not null default '[]',
  remark_pic_mediaid text,
  unique (corp_id, user_id, external_userid)
) strict;
create index if not exists contacts_of_staff on contacts (corp_id, user_id, seq);
create index if not exists contacts_of_customer on contacts (corp_id, external_userid);

create table if not exists contact_deeds (
  seq integer primary key,
  corp_id text not null,
  user_id text not null,
  external_userid text not null,
  deed text not null check (deed in ('apply', 'add', 'customer_delete', 'staff_delete', 'transfer_delete')),
  at integer not null
) strict;
create index if not exists contact_deeds_of_staff on contact_deeds (corp_id, user_id, at);

create table if not exists contact_messages (
  seq integer primary key,
  corp_id text not null,
  user_id text not null,
  external_userid text not null,
  by_staff integer not null check (by_staff in (0, 1)),
  content text not null,
  at integer not null
) strict;
create index if not exists contact_messages_of_staff on contact_messages (corp_id, user_id, at);
create index if not exists contact_messages_of_pair on contact_messages (corp_id, external_userid, user_id, seq);

create table if not exists contact_pending_ids (
  corp_id text not null,
  customer_id text not null,
  pending_id text not null unique,
  expires_at integer not null,
  primary key (corp_id, customer_id)
) strict;
`
