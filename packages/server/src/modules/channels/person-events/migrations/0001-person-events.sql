-- Events of people on their way to the collector: written with what brought them about, gone when they are stored.
-- person: reference
create table channels_person_events (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  -- The identifier that says whose it is: `external_userid:wx1:wm2`.
  reference text not null,
  event jsonb not null,
  -- Real clock: somebody is handing it over until then.
  claimed_until timestamptz
);
create index channels_person_events_reference on channels_person_events (workspace_id, reference);
