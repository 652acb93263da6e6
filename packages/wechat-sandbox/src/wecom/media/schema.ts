/** Uploaded material. A temporary one lives three days and is shared by all apps of the corp; a picture's address is for ever. */
export const mediaSchema = `
create table if not exists media_files (
  media_id text primary key,
  corp_id text not null,
  -- image, voice, video, file
  kind text not null,
  file_name text not null,
  content_type text not null,
  bytes blob not null,
  -- null: media/upload; 1 Moments, 2 product album: media/upload_attachment
  attachment_type integer,
  created_at integer not null,
  expires_at integer not null
) strict;
create index if not exists media_files_by_expiry on media_files (expires_at);

create table if not exists media_pictures (
  url text primary key,
  corp_id text not null,
  content_type text not null,
  bytes blob not null,
  created_at integer not null
) strict;
`
