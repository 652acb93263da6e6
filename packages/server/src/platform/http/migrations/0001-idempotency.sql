-- Answers to writes that came with an Idempotency-Key, for 24 hours. Real clock.
-- The answer is sealed with the key itself, of which only the hash is kept: it may hold personal data or a new secret.
-- person: none
create table http_idempotency (
  workspace_id integer not null,
  key_hash text not null,
  -- Actor, endpoint, path, query and body.
  request_hash text not null,
  -- Null while the first copy runs; renewed by it, past it the key belongs to nobody.
  status integer,
  answer text,
  leased_until timestamptz not null,
  -- Tells runners apart, so that one that lost its lease changes nothing.
  runner text not null,
  created_at timestamptz not null,
  primary key (workspace_id, key_hash)
);
create index http_idempotency_age on http_idempotency (created_at);
