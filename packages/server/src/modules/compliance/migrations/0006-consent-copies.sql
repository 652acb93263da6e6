-- Atoms whose consents changed and that the event store, which keeps a copy, has not been told of.
-- person: none
create table compliance_consent_copies (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  atoms bigint[] not null
);

-- Everything there is, in pieces as large as those of later changes.
insert into compliance_consent_copies (workspace_id, atoms)
  select workspace_id, array_agg(atom) from (
    select workspace_id, atom, row_number() over (partition by workspace_id order by atom) / 5000 as piece from (
      select distinct workspace_id, atom from compliance_consents) as known) as numbered
  group by workspace_id, piece order by workspace_id, piece;
