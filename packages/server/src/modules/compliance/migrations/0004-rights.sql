-- Exports of people; the file is in the folder `exports` of the data directory under the id.
-- person: atom
create table compliance_exports (
  workspace_id integer not null,
  id uuid not null,
  -- The atom that stood for the person.
  atom bigint not null,
  job_id text not null,
  state text not null check (state in ('queued', 'ready', 'failed', 'expired')),
  requested_at timestamptz not null,
  made_by text not null,
  finished_at timestamptz,
  -- Business clock.
  expires_at timestamptz,
  size_bytes bigint,
  counts jsonb not null,
  primary key (workspace_id, id)
);
create index compliance_exports_atom on compliance_exports (workspace_id, atom);
create index compliance_exports_expiry on compliance_exports (expires_at) where state = 'ready';

-- Erasures with their proof. While one is under way, and until the last look for what was still on its way, it holds the atoms it works on.
-- person: atoms
create table compliance_erasures (
  workspace_id integer not null,
  id uuid not null,
  job_id text not null,
  state text not null check (state in ('queued', 'running', 'done', 'failed')),
  reason text not null,
  requested_at timestamptz not null,
  made_by text not null,
  finished_at timestamptz,
  -- Keyed hash of the person's id, and how many atoms and identifiers had that person.
  person_hash text collate "C" not null,
  atom_count integer not null,
  identifier_count integer not null,
  -- The first is the one that stood for the person. Null once everything is over.
  atoms bigint[],
  -- The person is nobody any more, only what was known of them is left to go.
  cut boolean not null default false,
  -- Holder → rows it had before anything was erased.
  found jsonb not null,
  steps jsonb not null,
  left_rows bigint,
  -- Real clock: when to look again for what was on its way.
  look_again_at timestamptz,
  primary key (workspace_id, id)
);
create index compliance_erasures_newest on compliance_erasures (workspace_id, requested_at desc, id desc);
create index compliance_erasures_open on compliance_erasures (workspace_id) where atoms is not null;

-- Keyed hashes of everything an erased person was called: their id, atoms and identifiers. Never values.
-- person: none
create table compliance_erased (
  workspace_id integer not null,
  hash text collate "C" not null,
  erasure_id uuid not null,
  kind text not null check (kind in ('person', 'atom', 'identifier')),
  primary key (workspace_id, hash, erasure_id)
);
