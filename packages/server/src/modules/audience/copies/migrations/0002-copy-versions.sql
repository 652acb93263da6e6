-- Versions of rows of the copies in the event store: whoever draws a later number has read what is copied later.
create sequence audience_copy_versions as bigint;
