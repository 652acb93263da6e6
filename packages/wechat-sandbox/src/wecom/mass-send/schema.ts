/**
 * Mass sends 企业群发: one content, one task for each member who must tap, one recipient row for each customer or group of a task.
 * A row with status 1 is a received message: the receive caps count them.
 */
export const massSendSchema = `
create table if not exists mass_sends (
  seq integer primary key,
  msgid text not null unique,
  corp_id text not null,
  agent_id integer,
  -- single, group
  chat_type text not null,
  -- 0 by the corp (API), 1 by a member in the client
  create_type integer not null,
  creator text,
  allow_select integer not null,
  -- JSON: {text?, attachments?}
  content text not null,
  created_at integer not null,
  -- before this the tasks are not with the members: 41063
  dispatches_at integer not null,
  dispatched integer not null default 0,
  cancelled_at integer
) strict;
create index if not exists mass_sends_of_corp on mass_sends (corp_id, chat_type, seq);
create index if not exists mass_sends_to_dispatch on mass_sends (dispatches_at) where dispatched = 0;

create table if not exists mass_send_tasks (
  seq integer primary key,
  msgid text not null,
  corp_id text not null,
  user_id text not null,
  -- 0 not sent, 2 sent
  status integer not null default 0,
  sent_at integer,
  unique (msgid, user_id)
) strict;
create index if not exists mass_send_tasks_of_message on mass_send_tasks (msgid, seq);
create index if not exists mass_send_tasks_of_staff on mass_send_tasks (corp_id, user_id, seq);

create table if not exists mass_send_recipients (
  seq integer primary key,
  msgid text not null,
  corp_id text not null,
  user_id text not null,
  -- external_userid or chat_id
  target text not null,
  -- 0 not sent, 1 sent, 2 no friend any more, 3 has received other mass sends up to the cap
  status integer not null default 0,
  sent_at integer,
  unique (msgid, user_id, target)
) strict;
create index if not exists mass_send_recipients_of_task on mass_send_recipients (msgid, user_id, seq);
create index if not exists mass_send_recipients_received on mass_send_recipients (corp_id, target, sent_at) where status = 1;

create table if not exists mass_send_reminders (
  seq integer primary key,
  msgid text not null,
  at integer not null
) strict;
create index if not exists mass_send_reminders_of_message on mass_send_reminders (msgid, at);

create table if not exists mass_send_rules (
  corp_id text primary key,
  rule text not null
) strict;
`
