-- What people agreed to and took back, one row each time; nothing changes an entry. Whoever speaks for a person is recorded on the atom that
-- was named, so that an un-merge takes every entry back to where it was.
-- person: atom
create table compliance_consents (
  workspace_id integer not null,
  id bigint generated always as identity,
  atom bigint not null,
  purpose text collate "C" not null,
  channel text collate "C" not null,
  state text not null check (state in ('granted', 'withdrawn')),
  -- When it was said, which decides; then when it was recorded, by the real clock.
  at timestamptz not null,
  recorded_at timestamptz not null,
  made_by text not null,
  source text not null,
  -- Sealed JSON: both may hold phone numbers and names.
  proof text,
  guardian text,
  primary key (workspace_id, id)
);
create index compliance_consents_atom on compliance_consents (workspace_id, atom, purpose, channel);

-- The entries of people who were erased, under a keyed hash: that something was agreed to and taken back can be shown to whoever names the person.
-- person: none
create table compliance_erased_consents (
  workspace_id integer not null,
  person_hash text collate "C" not null,
  id bigint not null,
  purpose text collate "C" not null,
  channel text collate "C" not null,
  state text not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (workspace_id, person_hash, id)
);
