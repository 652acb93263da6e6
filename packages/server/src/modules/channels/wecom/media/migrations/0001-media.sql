-- Media for messages and Moments: uploaded once, kept in the data directory by its content.
-- person: none
create table channels_wecom_media (
  workspace_id integer not null,
  -- Kind and SHA-256 of the content.
  id text collate "C" not null,
  -- As it was called where it came from; the platform shows it of files.
  name text not null,
  kind text not null check (kind in ('image', 'video', 'file')),
  content_type text not null,
  size_bytes integer not null,
  -- Business clock.
  created_at timestamptz not null,
  created_by text not null,
  -- Business clock: uploaded again, or given to the platform.
  used_at timestamptz not null,
  -- Business clock: not offered any more since; what names it still gets it.
  deleted_at timestamptz,
  primary key (workspace_id, id)
);
create index channels_wecom_media_newest on channels_wecom_media (workspace_id, created_at, id) where deleted_at is null;

-- The platform's name for media in a corp, by use: it lives three days, an address for ever.
-- person: none
create table channels_wecom_media_ids (
  workspace_id integer not null,
  corp_id text not null,
  media_id text collate "C" not null,
  use text not null check (use in ('message', 'moment', 'address')),
  -- Null: none was fetched yet.
  platform_id text,
  -- Business clock: when it ends on the platform.
  expires_at timestamptz,
  -- Real clock: somebody is uploading it until then.
  leased_until timestamptz,
  primary key (workspace_id, corp_id, media_id, use)
);
