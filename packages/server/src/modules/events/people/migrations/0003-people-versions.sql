-- Versions of rows of `dim_people_v1`: whoever draws a later number has read who is who later.
create sequence events_people_versions as bigint;
