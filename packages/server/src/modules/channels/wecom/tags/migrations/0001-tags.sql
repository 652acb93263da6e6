-- Corp tags as the platform lists them.
-- person: none
create table channels_wecom_corp_tags (
  workspace_id integer not null,
  corp_id text not null,
  tag_id text not null,
  name text not null,
  group_id text not null,
  group_name text not null,
  -- In the order of the platform's list.
  position integer not null,
  -- By this app: no other may rename or delete it.
  made_here boolean not null default false,
  -- Since when the list does not have it.
  deleted_at timestamptz,
  primary key (workspace_id, corp_id, tag_id)
);

-- Tags that are shown in WeCom, or taken from there, or both. A tag and a corp tag belong to each other alone.
-- person: none
create table channels_wecom_tag_links (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  tag_id bigint not null,
  corp_tag_id text not null,
  direction text not null check (direction in ('out', 'in', 'both')),
  changed_at timestamptz not null,
  changed_by text not null,
  unique (workspace_id, corp_id, tag_id),
  unique (workspace_id, corp_id, corp_tag_id)
);

-- Which pairs of a member and a contact bear the corp tag of a link, as was last agreed upon by both sides, and what is to be said to the platform.
-- person: atom
create table channels_wecom_tag_marks (
  workspace_id integer not null,
  corp_id text not null,
  link_id bigint not null,
  user_id text not null,
  external_user_id text not null,
  atom bigint not null,
  has boolean not null,
  -- Business clock: when that was known. A relation asked for earlier does not tell of it yet.
  known_at timestamptz not null,
  -- To be brought about at the platform; null when nothing is.
  wanted boolean,
  -- Real clock.
  due_at timestamptz,
  claimed_until timestamptz,
  -- Since the last answer: with one or more, the platform may have done it already.
  tries integer not null default 0,
  -- The platform's words for why it will not; not tried again by itself.
  failed text,
  primary key (workspace_id, corp_id, external_user_id, user_id, link_id)
);
create index channels_wecom_tag_marks_due on channels_wecom_tag_marks (due_at) where wanted is not null and failed is null;
create index channels_wecom_tag_marks_link on channels_wecom_tag_marks (link_id);
create index channels_wecom_tag_marks_atom on channels_wecom_tag_marks (workspace_id, atom);

-- One row a corp: when its tags are compared and listed next. Real clock, but for what is shown.
-- person: none
create table channels_wecom_tag_rounds (
  workspace_id integer not null,
  corp_id text not null,
  look_at timestamptz not null,
  list_at timestamptz not null,
  -- Business clock.
  looked_at timestamptz,
  listed_at timestamptz,
  -- Why the list could not be had the last time.
  list_error text,
  primary key (workspace_id, corp_id)
);
