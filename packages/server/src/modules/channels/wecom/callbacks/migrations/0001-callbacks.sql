-- Callbacks of the platform as they came, each once. They are hints: what they are about is fetched.
-- person: external_user_id
create table channels_wecom_callbacks (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  -- Time and digest of the message: a repeated delivery has the same.
  key text not null,
  event text not null,
  change_type text not null,
  -- The customer it is about, '' when none.
  external_user_id text not null,
  fields jsonb not null,
  -- The platform's CreateTime; received, due and claimed are of the real clock.
  happened_at timestamptz not null,
  received_at timestamptz not null,
  state text not null check (state in ('waiting', 'done', 'unknown', 'failed')),
  attempts integer not null default 0,
  due_at timestamptz not null,
  claimed_until timestamptz,
  error text,
  unique (corp_id, key)
);
create index channels_wecom_callbacks_waiting on channels_wecom_callbacks (due_at, id) where state = 'waiting';
create index channels_wecom_callbacks_age on channels_wecom_callbacks (received_at) where state <> 'waiting';
create index channels_wecom_callbacks_person on channels_wecom_callbacks (workspace_id, corp_id, external_user_id) where external_user_id <> '';
