-- Who edited a value, and whether the latest write changed it and for which time: the statement that writes keeps the history by these.
alter table identity_traits
  add column made_by text not null default '',
  add column changes integer not null default 1,
  add column changed boolean not null default true;

-- The latest changes of each trait of an atom: places are taken in turn, so that a new change takes that of the oldest.
-- person: atom
create table identity_trait_history (
  workspace_id integer not null,
  atom bigint not null,
  name text collate "C" not null,
  place integer not null,
  -- Null: unset, or too long to be kept.
  value jsonb,
  too_long boolean not null,
  changed_at timestamptz not null,
  recorded_at timestamptz not null,
  source text not null,
  made_by text not null,
  primary key (workspace_id, atom, name, place)
);
insert into identity_trait_history (workspace_id, atom, name, place, value, too_long, changed_at, recorded_at, source, made_by)
  select workspace_id, atom, name, changes, value, false, changed_at, changed_at, source, made_by from identity_traits
  where name <> '' and value is not null;

-- How the value of a trait is chosen, where that is not the latest.
-- person: none
create table identity_trait_rules (
  workspace_id integer not null,
  name text collate "C" not null,
  rule text not null,
  changed_at timestamptz not null,
  made_by text not null,
  primary key (workspace_id, name)
);

-- People by the value of a trait; long values are told apart by reading the row.
create index identity_traits_valued on identity_traits (workspace_id, name, left(value #>> '{}', 100) collate "C", atom)
  where jsonb_typeof(value) in ('string', 'number', 'boolean');

-- People by when they were first seen.
create index identity_identifiers_seen on identity_identifiers (workspace_id, seen_at, atom);
create index identity_unbound_seen on identity_unbound (workspace_id, seen_at, atom);

-- People made of two by a merge, the newest first.
create index identity_merges_merged on identity_merges (workspace_id, id) where kind = 'merged' and undone_at is null;
