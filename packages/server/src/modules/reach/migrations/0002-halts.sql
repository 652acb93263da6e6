-- Everything stopped: while a workspace has a row here nothing of it is approved.
-- person: none
create table reach_halts (
  workspace_id integer primary key,
  halted_at timestamptz not null,
  halted_by text not null
);

-- A request that comes without a key of its own is known again by who asks for what; null: it had one. Real clock.
alter table reach_broadcasts add column request_hash text, add column asked_at timestamptz;
create index reach_broadcasts_request on reach_broadcasts (workspace_id, request_hash, id) where request_hash is not null;
