-- Atoms that changed hands and that the event store has been told of since: for modules above that keep something by person.
-- person: none
create table events_people_moved (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  atoms bigint[] not null
);
