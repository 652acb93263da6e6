-- News of one module for the modules above it, written in the transaction of what happened.
-- person: none
create table platform_outbox (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  name text not null,
  payload jsonb not null,
  -- Made by the emitter so that a repeated effect emits once; random otherwise.
  event_key text not null unique,
  emitted_at timestamptz not null,
  expanded boolean not null default false
);
create index platform_outbox_unexpanded on platform_outbox (id) where not expanded;

-- One row for each reaction still owed to a piece of news.
-- person: none
create table platform_outbox_work (
  outbox_id bigint not null references platform_outbox (id) on delete cascade,
  reaction text not null,
  attempts integer not null default 0,
  due_at timestamptz not null,
  last_error text,
  primary key (outbox_id, reaction)
);
create index platform_outbox_work_due on platform_outbox_work (due_at);
