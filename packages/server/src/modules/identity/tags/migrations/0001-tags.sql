-- Groups of tags. Of an exclusive one a person shows one tag at most: the one put on last.
-- person: none
create table identity_tag_groups (
  workspace_id integer not null,
  id bigint generated always as identity,
  name text not null,
  exclusive boolean not null default false,
  dimension text,
  position integer not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (workspace_id, id)
);
create unique index identity_tag_groups_name on identity_tag_groups (workspace_id, name);

-- Tags. An archived one is hidden with all its marks and comes back with them; its name is free meanwhile.
-- person: none
create table identity_tags (
  workspace_id integer not null,
  id bigint generated always as identity,
  name text not null,
  -- `manual`, `rule`, `interest`.
  kind text not null,
  group_id bigint,
  dimension text not null,
  description text not null default '',
  color text not null,
  -- Of an interest: after so many days a score is worth half.
  half_life_days double precision,
  made_at timestamptz not null,
  made_by text not null,
  archived_at timestamptz,
  archived_by text,
  primary key (workspace_id, id)
);
create unique index identity_tags_name on identity_tags (workspace_id, name) where archived_at is null;
create index identity_tags_group on identity_tags (workspace_id, group_id);

-- A tag on an atom, with one of its values, as it stands; a row of what was taken off stays with `has` false, so that the copy in the event store
-- and the numbering of the history hold. A person has the tag when one of its atoms has it.
-- person: atom
create table identity_tag_marks (
  workspace_id integer not null,
  tag_id bigint not null,
  value text not null default '',
  atom bigint not null,
  has boolean not null default true,
  -- Of an interest: the binary logarithm of its score as reckoned back to the beginning of 2020, so that it need not be written anew as it
  -- decays; 0 otherwise.
  score double precision not null default 0,
  -- When it came, or went.
  since timestamptz not null,
  -- `request`, `bulk`, `rule`, `live`, `interest`, `replaced`.
  cause text not null,
  -- Empty when a rule or an interest did it.
  made_by text not null default '',
  -- How often it came or went.
  changes integer not null default 1,
  primary key (workspace_id, tag_id, value, atom)
);
create index identity_tag_marks_atom on identity_tag_marks (workspace_id, atom);

-- How a mark stood before: written when it changes, so that a mark which only came has no row here. `place` is `changes` going round, so that
-- the newest of each tag, value and atom stay.
-- person: atom
create table identity_tag_history (
  workspace_id integer not null,
  atom bigint not null,
  tag_id bigint not null,
  value text not null,
  place integer not null,
  changes integer not null,
  has boolean not null,
  since timestamptz not null,
  cause text not null,
  made_by text not null,
  primary key (workspace_id, atom, tag_id, value, place)
);

-- For set-wise questions of the modules above. Marks, also those taken off.
create view pub_identity_tag_marks as select workspace_id, tag_id, value, atom, has, score, since from identity_tag_marks;

-- Tags that are not archived, by name.
create view pub_identity_tags as select workspace_id, id, name, kind from identity_tags where archived_at is null;
