-- Kinds a workspace declared beyond those that all have.
-- person: none
create table identity_kinds (
  workspace_id integer not null,
  kind text collate "C" not null,
  is_unique boolean not null,
  is_single boolean not null,
  merge_power integer not null,
  trust integer not null,
  declared_at timestamptz not null,
  primary key (workspace_id, kind)
);

-- Atoms are numbers without gaps worth mentioning: people become bits of bitmaps.
create sequence identity_atom_numbers as bigint;

-- One row an identifier. `key` is the value itself, or the blind index of a personal value, which then is kept in `sealed`.
-- person: atom
create table identity_identifiers (
  workspace_id integer not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  sealed text,
  atom bigint not null,
  verified boolean not null default false,
  seen_at timestamptz not null,
  primary key (workspace_id, kind, key)
);
create index identity_identifiers_atom on identity_identifiers (workspace_id, atom);

-- One row a trait of an atom; `value` is null once unset. The row named '' says when all traits were deleted.
-- person: atom
create table identity_traits (
  workspace_id integer not null,
  atom bigint not null,
  name text collate "C" not null,
  value jsonb,
  changed_at timestamptz not null,
  source text not null,
  primary key (workspace_id, atom, name)
);
create index identity_traits_called on identity_traits (workspace_id, lower(left(value #>> '{}', 100)) text_pattern_ops)
  where name in ('name', 'nickname', 'company');

-- Increments and appends that took effect, so that an event sent again after a crash does not count twice.
-- person: none
create table identity_trait_steps (
  workspace_id integer not null,
  step text collate "C" not null,
  applied_at timestamptz not null,
  primary key (workspace_id, step)
);
create index identity_trait_steps_applied on identity_trait_steps (applied_at);
