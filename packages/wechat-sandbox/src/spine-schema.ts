/** Tables of the spine: the world itself, what people see, callbacks on their way, tokens and counted calls. */
export const spineSchema = `
create table if not exists worlds (
  id integer primary key check (id = 1),
  plan text not null,
  random_state integer not null,
  clock_offset_ms integer not null,
  created_at integer not null
) strict;

create table if not exists faults (
  id integer primary key check (id = 1),
  settings text not null
) strict;

create table if not exists inbox (
  id integer primary key,
  -- 'customer:ID' or 'staff:CORP:USERID'
  person text not null,
  at integer not null,
  sender text not null,
  channel text not null,
  chat_id text,
  content text not null
) strict;
create index if not exists inbox_of_person on inbox (person, id);
create index if not exists inbox_of_sender on inbox (sender, channel, id);

create table if not exists callbacks (
  id integer primary key,
  corp_id text not null,
  event text not null,
  change_type text not null,
  xml text not null,
  -- world's time
  created_at integer not null,
  -- waiting | sending | sent | lost (fault) | failed (attempts used up) | unheard (no callback address)
  state text not null,
  attempts integer not null,
  -- real time of the next attempt
  due_at integer not null,
  -- HTTP status of the last attempt, or what went wrong
  outcome text,
  -- 1: a second copy made by the fault 'duplicate'
  copy integer not null
) strict;
create index if not exists callbacks_due on callbacks (state, due_at, id);

create table if not exists visits (
  id integer primary key,
  person text not null,
  url text not null,
  at integer not null,
  -- waiting | done
  state text not null,
  -- HTTP status of the page reached at last, or what went wrong
  outcome text,
  reached_url text
) strict;
create index if not exists visits_waiting on visits (state, id);

create table if not exists tokens (
  token text primary key,
  corp_id text not null,
  agent_id integer not null,
  expires_at integer not null
) strict, without rowid;
create index if not exists tokens_of_app on tokens (corp_id, agent_id, expires_at);

create table if not exists call_windows (
  -- a corp, or 'ip ADDRESS'
  caller text not null,
  path text not null,
  span text not null,
  started_at integer not null,
  calls integer not null,
  blocked_until integer not null,
  primary key (caller, path, span)
) strict, without rowid;

create table if not exists unknown_calls (
  method text not null,
  path text not null,
  calls integer not null,
  last_at integer not null,
  primary key (method, path)
) strict, without rowid;
`
