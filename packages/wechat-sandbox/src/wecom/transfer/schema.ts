/**
 * Inheritance 继承: of customers and of groups, from members who stay and from members who left. `transfer_unassigned` is what a member who
 * resigned leaves behind: the relation leaves the contacts and waits here, remark and tags with it.
 */
export const transferSchema = `
create table if not exists transfers (
  seq integer primary key,
  corp_id text not null,
  -- onjob, resigned
  kind text not null,
  handover text not null,
  takeover text not null,
  external_userid text not null,
  customer_id text not null,
  success_msg text not null,
  started_at integer not null,
  takes_effect_at integer not null,
  -- 1 done, 2 waiting, 3 refused by the customer, 4 the successor has too many customers
  status integer not null,
  taken_over_at integer
) strict;
create index if not exists transfers_of_pair on transfers (corp_id, kind, handover, takeover, seq);
create index if not exists transfers_of_customer on transfers (corp_id, external_userid, started_at);
create index if not exists transfers_waiting on transfers (takes_effect_at) where status = 2;
create index if not exists transfers_waiting_of_customer on transfers (corp_id, customer_id) where status = 2;

create table if not exists transfer_unassigned (
  seq integer primary key,
  corp_id text not null,
  handover text not null,
  external_userid text not null,
  customer_id text not null,
  -- mutual, one_way: as it was with the member who left
  relation_status text not null,
  remark text not null,
  description text not null,
  -- JSON list of tag ids
  tag_ids text not null,
  resigned_at integer not null,
  unique (corp_id, handover, external_userid)
) strict;
create index if not exists transfer_unassigned_by_time on transfer_unassigned (corp_id, resigned_at desc, seq);

create table if not exists transfer_chats (
  seq integer primary key,
  corp_id text not null,
  kind text not null,
  chat_id text not null,
  handover text not null,
  takeover text not null,
  started_at integer not null,
  takes_effect_at integer not null,
  done integer not null
) strict;
create index if not exists transfer_chats_of_owner on transfer_chats (corp_id, handover, started_at);
create index if not exists transfer_chats_of_chat on transfer_chats (corp_id, chat_id, started_at);
create index if not exists transfer_chats_waiting on transfer_chats (takes_effect_at) where done = 0;
`
