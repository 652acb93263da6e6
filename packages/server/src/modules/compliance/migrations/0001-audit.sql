-- Who did what: one row a write, made before the write runs and completed after it. Never values from a body.
-- Targets are ids, so that a row outlives the erasure of the person it names without saying anything about them.
-- person: none
create table compliance_audit (
  workspace_id integer not null,
  id bigint generated always as identity,
  request_id text not null,
  -- Endpoint name: `auth.create_key`.
  action text not null,
  actor_kind text not null check (actor_kind in ('session', 'key', 'nobody')),
  actor_id text not null,
  actor_name text not null,
  targets text[] not null,
  -- Names of the fields sent, never their values.
  fields text[] not null,
  -- `running` stays when the process died before the answer: whether the write took effect is then unknown.
  outcome text not null check (outcome in ('running', 'done', 'refused', 'failed')),
  -- HTTP status; null while running.
  status integer,
  error_code text,
  -- Business clock, then real clock.
  at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (workspace_id, id)
);
create index compliance_audit_action on compliance_audit (workspace_id, action, id desc);
create index compliance_audit_actor on compliance_audit (workspace_id, actor_id, id desc);
