/** Moments 客户朋友圈: a job makes the moment, a task asks each member to publish, viewers are the customers of who published. */
export const momentsSchema = `
create table if not exists moments (
  seq integer primary key,
  moment_id text not null unique,
  corp_id text not null,
  -- of the corp's moments: the job that makes them, and when it is done
  job_id text unique,
  job_done_at integer not null,
  job_done integer not null,
  -- JSON: {senders, departments, tags} that do not exist
  invalid text not null,
  -- 0 by the corp (API), 1 by a member in the client
  create_type integer not null,
  creator text,
  -- JSON: {text?, attachments?}
  content text not null,
  -- JSON list of tag ids: who may see it; null: everybody (public)
  tag_ids text,
  -- JSON list of userids who are to publish
  senders text not null,
  created_at integer not null,
  cancelled_at integer
) strict;
create index if not exists moments_of_corp on moments (corp_id, seq);
create index if not exists moments_to_make on moments (job_done_at) where job_done = 0;

create table if not exists moment_tasks (
  seq integer primary key,
  moment_id text not null,
  user_id text not null,
  published_at integer,
  unique (moment_id, user_id)
) strict;
create index if not exists moment_tasks_of_moment on moment_tasks (moment_id, seq);
create index if not exists moment_tasks_of_staff on moment_tasks (user_id, seq);

create table if not exists moment_viewers (
  seq integer primary key,
  moment_id text not null,
  user_id text not null,
  external_userid text not null,
  -- 0: chosen, but the customer has deleted the member and sees nothing
  sees integer not null,
  unique (moment_id, user_id, external_userid)
) strict;
create index if not exists moment_viewers_of_member on moment_viewers (moment_id, user_id, seq);
create index if not exists moment_viewers_of_customer on moment_viewers (external_userid, seq);

create table if not exists moment_reactions (
  seq integer primary key,
  moment_id text not null,
  -- who published
  user_id text not null,
  -- like, comment
  kind text not null,
  -- external_userid or userid of who reacted
  external_userid text,
  by_user_id text,
  words text,
  at integer not null
) strict;
create index if not exists moment_reactions_of_member on moment_reactions (moment_id, user_id, kind, seq);
`
