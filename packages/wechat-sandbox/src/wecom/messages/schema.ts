/** What apps send to staff. `message_recipients` is what the caps and the check for duplicates count. */
export const messagesSchema = `
create table if not exists messages (
  msgid text primary key,
  corp_id text not null,
  agent_id integer not null,
  msgtype text not null,
  -- JSON, as it was shown
  content text not null,
  sent_at integer not null,
  recalled_at integer,
  -- of cards that can be answered: works once
  response_code text unique,
  response_code_used_at integer
) strict;
create index if not exists messages_of_app on messages (corp_id, agent_id, sent_at);

create table if not exists message_recipients (
  corp_id text not null,
  agent_id integer not null,
  user_id text not null,
  msgid text not null,
  digest text not null,
  sent_at integer not null,
  primary key (corp_id, agent_id, user_id, sent_at, msgid)
) strict, without rowid;
create index if not exists message_recipients_of_app on message_recipients (corp_id, agent_id, sent_at);
create index if not exists message_recipients_of_message on message_recipients (msgid, user_id);
`
