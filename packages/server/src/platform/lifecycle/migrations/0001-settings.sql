-- What the program remembers about its own store: the secret's fingerprint, the offset of the business clock.
-- person: none
create table platform_settings (
  name text primary key,
  value text not null
);
