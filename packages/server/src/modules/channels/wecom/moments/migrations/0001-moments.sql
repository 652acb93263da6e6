-- Moments of the corp: what members are to publish on their Moments, for which customers, until when.
-- person: none
create table channels_wecom_moments (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  name text not null,
  content jsonb not null,
  -- Who is to publish it; empty: everybody who can.
  user_ids text[] not null,
  -- Corp tags of the customers who see it; empty: all customers.
  tag_ids text[] not null,
  state text not null check (state in ('draft', 'approved', 'sending', 'looking', 'making', 'waiting', 'watching', 'ended')),
  outcome text check (outcome in ('done', 'cancelled', 'failed', 'unknown')),
  -- Business clock: not handed over before; not to be published after.
  send_at timestamptz not null,
  until_at timestamptz not null,
  -- Business clock: when something is to be done about it next; null for a draft and once it has ended.
  look_at timestamptz,
  -- What was tried in vain, or looked for, in the state it is in.
  tries integer not null default 0,
  -- Real clock: somebody is at it until then.
  leased_until timestamptz,
  cancel_asked boolean not null default false,
  created_at timestamptz not null,
  created_by text not null,
  approved_at timestamptz,
  approved_by text,
  -- Business clock, and who was named to the platform then.
  handed_at timestamptz,
  handed_to text[] not null default '{}',
  job_id text,
  moment_id text,
  -- Whom and what the platform did not take.
  refused_user_ids text[] not null default '{}',
  refused_tag_ids text[] not null default '{}',
  -- Business clock: nobody can publish it any more; nothing more is asked about it.
  closed_at timestamptz,
  ended_at timestamptz,
  reason text
);
create index channels_wecom_moments_due on channels_wecom_moments (look_at) where look_at is not null;
create index channels_wecom_moments_newest on channels_wecom_moments (workspace_id, id);
create unique index channels_wecom_moments_platform on channels_wecom_moments (workspace_id, corp_id, moment_id) where moment_id is not null;

-- The members who are to publish a Moment, as the platform has them.
-- person: none
create table channels_wecom_moment_members (
  workspace_id integer not null,
  moment bigint not null,
  user_id text not null,
  -- Business clock: when we learnt of it; the platform does not tell when.
  published_at timestamptz,
  -- Customers who can see what this member published; null while it is not known.
  visible_to integer,
  -- Business clock: when likes and comments were last asked for.
  looked_at timestamptz,
  primary key (workspace_id, moment, user_id)
);

-- Likes and comments of customers. The words of a comment are not told.
-- person: atom
create table channels_wecom_moment_reactions (
  workspace_id integer not null,
  moment bigint not null,
  -- Who published it.
  user_id text not null,
  kind text not null check (kind in ('like', 'comment')),
  corp_id text not null,
  external_user_id text not null,
  -- Of a comment its second and its place among those of that second, a like is one.
  mark text not null,
  atom bigint not null,
  -- Told by the platform.
  happened_at timestamptz not null,
  primary key (workspace_id, moment, user_id, kind, external_user_id, mark)
);
create index channels_wecom_moment_reactions_atom on channels_wecom_moment_reactions (workspace_id, atom);
create index channels_wecom_moment_reactions_newest on channels_wecom_moment_reactions (workspace_id, moment, happened_at);
