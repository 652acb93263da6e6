-- Atoms of which something changed that the event store keeps a copy of and has not been told; one row a batch, not a person.
-- person: none
create table identity_copies (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  what text not null check (what in ('identifiers', 'traits', 'tags')),
  atoms bigint[] not null,
  -- Of these traits only; null: of all.
  names text[],
  -- Of `tags`: which one changed.
  tag_id bigint,
  tag_value text
);
create index identity_copies_what on identity_copies (what, id);

-- Everything there is, in pieces as large as those of later changes.
insert into identity_copies (workspace_id, what, atoms)
  select workspace_id, 'identifiers', array_agg(atom) from (
    select workspace_id, atom, row_number() over (partition by workspace_id order by atom) / 5000 as piece from (
      select workspace_id, atom from identity_identifiers union select workspace_id, atom from identity_unbound) as known) as numbered
  group by workspace_id, piece order by workspace_id, piece;
insert into identity_copies (workspace_id, what, atoms)
  select workspace_id, 'traits', array_agg(atom) from (
    select workspace_id, atom, row_number() over (partition by workspace_id order by atom) / 5000 as piece from (
      select distinct workspace_id, atom from identity_traits) as known) as numbered
  group by workspace_id, piece order by workspace_id, piece;
