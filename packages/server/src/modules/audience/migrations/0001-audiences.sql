-- Audiences: who is meant, under a name. What they stand on is in `rule`; their people are elsewhere.
-- person: none
create table audience_audiences (
  workspace_id integer not null,
  id bigint generated always as identity,
  name text not null,
  description text not null,
  kind text not null check (kind in ('live', 'static')),
  -- Empty: somebody made it and it is listed. Otherwise what it serves, `tag:12`: hidden, and ended by that.
  owner text not null default '',
  -- Null: its people were named one by one.
  rule jsonb,
  -- What the rule of a static one knows: what happened before. Null: live, or named people.
  as_of timestamptz,
  state text not null check (state in ('computing', 'ready', 'failed')),
  job_id text,
  -- Grows with every computation; rows of people carry the one that wrote them last.
  round integer not null default 1,
  -- Static, computing: people up to this number are written in this round.
  filled_to bigint not null default 0,
  count bigint,
  computed_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  updated_at timestamptz not null,
  updated_by text not null,
  archived_at timestamptz,
  primary key (workspace_id, id),
  check (kind = 'static' or rule is not null)
);
create unique index audience_audiences_name on audience_audiences (workspace_id, name) where archived_at is null and owner = '';
create index audience_audiences_newest on audience_audiences (workspace_id, updated_at desc, id desc) where owner = '';
create unique index audience_audiences_owner on audience_audiences (workspace_id, owner) where owner <> '' and archived_at is null;

-- People of static audiences, by all the atoms each had when it was computed: an un-merge leaves both people in it.
-- person: atom
create table audience_static_members (
  workspace_id integer not null,
  audience_id bigint not null,
  atom bigint not null,
  round integer not null,
  primary key (workspace_id, audience_id, atom)
);
create index audience_static_members_atom on audience_static_members (workspace_id, atom);

-- Lists of people that were exported; the file is in the folder `audience-exports` of the data directory under the job's id.
-- person: none
create table audience_exports (
  workspace_id integer not null,
  job_id uuid not null,
  audience_id bigint not null,
  format text not null check (format in ('csv', 'xlsx')),
  -- Phone numbers and e-mail addresses stand in it in clear.
  personal boolean not null,
  state text not null check (state in ('queued', 'ready', 'failed', 'expired')),
  requested_at timestamptz not null,
  made_by text not null,
  -- Business clock.
  expires_at timestamptz,
  primary key (workspace_id, job_id)
);
create index audience_exports_expiry on audience_exports (expires_at) where state = 'ready';

-- Versions of rows of `dim_audience_members_v1`: whoever draws a later number has read the members later.
create sequence audience_member_versions as bigint;
