/** Corp tags in their groups, and which staff member marked which contact with them. Deleted ones stay, marked as such. */
export const corpTagsSchema = `
create table if not exists tag_groups (
  seq integer primary key,
  corp_id text not null,
  group_id text not null,
  name text not null,
  sort integer not null,
  created_at integer not null,
  -- the app that made it; null: made in the console
  agent_id integer,
  deleted integer not null default 0,
  unique (corp_id, group_id)
) strict;
create index if not exists tag_groups_by_name on tag_groups (corp_id, name);

create table if not exists tags (
  seq integer primary key,
  corp_id text not null,
  tag_id text not null,
  group_id text not null,
  name text not null,
  sort integer not null,
  created_at integer not null,
  agent_id integer,
  deleted integer not null default 0,
  unique (corp_id, tag_id)
) strict;
create index if not exists tags_of_group on tags (corp_id, group_id, name);

create table if not exists contact_tags (
  corp_id text not null,
  user_id text not null,
  external_userid text not null,
  tag_id text not null,
  marked_at integer not null,
  primary key (corp_id, user_id, external_userid, tag_id)
) strict, without rowid;
create index if not exists contact_tags_of_tag on contact_tags (corp_id, tag_id, user_id);
`
