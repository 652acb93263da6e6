-- An atom without a row here is its own person; the members of a component of two or more all have one, its representative too.
-- person: atom
create table identity_members (
  workspace_id integer not null,
  atom bigint not null,
  person bigint not null,
  primary key (workspace_id, atom)
);
create index identity_members_person on identity_members (workspace_id, person, atom);
-- Representatives: with the people of one atom they are the list of all people.
create index identity_members_representative on identity_members (workspace_id, atom) where atom = person;

-- What a merge must know about a person of several atoms without reading them all.
-- person: person
create table identity_persons (
  workspace_id integer not null,
  person bigint not null,
  atoms integer not null,
  -- How many identifiers of each kind: {"phone": 2}.
  kinds jsonb not null,
  primary key (workspace_id, person)
);

-- What made two persons one. Those in force (`undone_at` null) form a forest over the atoms, so taking one out splits in two.
-- person: a
create table identity_merges (
  workspace_id integer not null,
  id bigint generated always as identity,
  -- The joined atoms.
  a bigint not null,
  b bigint not null,
  -- The persons they stood in at the time; `into_person` went on.
  into_person bigint not null,
  from_person bigint not null,
  -- `linked`: one side was an identifier that nobody had seen before.
  kind text not null,
  cause text not null,
  source text not null,
  -- What shows it: the message hash of an event, the id of a request, conflict or suggestion.
  evidence text not null,
  made_by text not null,
  at timestamptz not null,
  undone_at timestamptz,
  undone_by text,
  primary key (workspace_id, id)
);
create index identity_merges_a on identity_merges (workspace_id, a);
create index identity_merges_b on identity_merges (workspace_id, b);

-- Two atoms that must not become one person until somebody lifts it. The persons are kept beside them so that a merge finds what forbids it.
-- person: a
create table identity_apart (
  workspace_id integer not null,
  id bigint generated always as identity,
  a bigint not null,
  b bigint not null,
  a_person bigint not null,
  b_person bigint not null,
  cause text not null,
  at timestamptz not null,
  made_by text not null,
  lifted_at timestamptz,
  lifted_by text,
  primary key (workspace_id, id)
);
create index identity_apart_a on identity_apart (workspace_id, a_person) where lifted_at is null;
create index identity_apart_b on identity_apart (workspace_id, b_person) where lifted_at is null;
create unique index identity_apart_pair on identity_apart (workspace_id, least(a, b), greatest(a, b)) where lifted_at is null;

-- Links that would have given a person a second value of a `single` kind: a person decides.
-- person: a
create table identity_conflicts (
  workspace_id integer not null,
  id bigint generated always as identity,
  a bigint not null,
  b bigint not null,
  -- The kind that would have had two values.
  kind text collate "C" not null,
  cause text not null,
  source text not null,
  evidence text not null,
  made_by text not null,
  at timestamptz not null,
  state text not null default 'open',
  decided_at timestamptz,
  decided_by text,
  primary key (workspace_id, id)
);
create unique index identity_conflicts_open on identity_conflicts (workspace_id, least(a, b), greatest(a, b)) where state = 'open';
create index identity_conflicts_state on identity_conflicts (workspace_id, state, id desc);

-- Identifiers that came together and were not merged, once a pair; `b` is the weaker one.
-- person: a
create table identity_encounters (
  workspace_id integer not null,
  a bigint not null,
  b bigint not null,
  reason text not null,
  at timestamptz not null,
  primary key (workspace_id, b, a)
);
create index identity_encounters_a on identity_encounters (workspace_id, a);

-- Identifiers taken away from a person; what happened under them stays with that person.
-- person: atom
create table identity_unbound (
  workspace_id integer not null,
  id bigint generated always as identity,
  kind text collate "C" not null,
  key text collate "C" not null,
  sealed text,
  atom bigint not null,
  verified boolean not null,
  seen_at timestamptz not null,
  cause text not null,
  evidence text not null,
  unbound_at timestamptz not null,
  unbound_by text not null,
  primary key (workspace_id, id)
);
create index identity_unbound_evidence on identity_unbound (workspace_id, evidence, kind, key);
create index identity_unbound_atom on identity_unbound (workspace_id, atom);

-- Atoms whose person changed and that the event store has not been told of.
-- person: none
create table identity_moves (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  atoms bigint[] not null
);

-- Grows when what a process remembers about identifiers may no longer hold: after an unbinding, an un-merge, a lifted rule, an erasure.
-- person: none
create table identity_epoch (
  epoch bigint not null
);
insert into identity_epoch (epoch) values (0);

-- Since when a value is taken for shared by several people and joins nobody any more.
alter table identity_identifiers add column shared_since timestamptz;
