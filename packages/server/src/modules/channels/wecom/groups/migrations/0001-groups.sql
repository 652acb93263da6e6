-- Customer groups of a corp as the platform last told.
-- person: none
create table channels_wecom_groups (
  workspace_id integer not null,
  corp_id text not null,
  chat_id text not null,
  name text not null,
  notice text not null,
  -- Userids.
  owner text not null,
  admins text[] not null,
  -- The platform's digest of who is in it.
  member_version text not null,
  -- owner_left, transferring, transferred: as the platform's list says. unseen: the app does not see the owner, so this is what was last known.
  state text not null check (state in ('normal', 'owner_left', 'transferring', 'transferred', 'unseen', 'dismissed')),
  created_at timestamptz not null,
  dismissed_at timestamptz,
  -- In it now, by the platform's list.
  staff integer not null,
  customers integer not null,
  -- Business clock: who left before that nobody knows.
  first_seen_at timestamptz not null,
  -- Business clock: when the request began that told this. An answer to an earlier one never overwrites.
  fetched_at timestamptz not null,
  primary key (workspace_id, corp_id, chat_id)
);
create index channels_wecom_groups_newest on channels_wecom_groups (workspace_id, created_at desc, chat_id);
create index channels_wecom_groups_fetched on channels_wecom_groups (workspace_id, corp_id, fetched_at) where state <> 'dismissed';

-- Who is and was in a group: a row for each time somebody was. Staff by userid, customers by external userid, whose atom it is.
-- person: atom
create table channels_wecom_group_members (
  workspace_id integer not null,
  corp_id text not null,
  chat_id text not null,
  member_id text not null,
  joined_at timestamptz not null,
  kind text not null check (kind in ('staff', 'customer')),
  -- Null of staff.
  atom bigint,
  unionid text,
  name text not null,
  -- What they are called in this group.
  nickname text not null,
  -- 1 invited, 2 by an invitation link, 3 by code, 0 not known.
  join_scene smallint not null,
  invitor text not null,
  -- The `state` of the code that brought them.
  channel_state text not null,
  left_at timestamptz,
  -- '' while they are in it, and when nobody said how they went: then left_at is when that was learnt.
  left_how text not null check (left_how in ('', 'left', 'removed', 'dismissed')),
  primary key (workspace_id, corp_id, chat_id, member_id, joined_at),
  check ((kind = 'customer') = (atom is not null))
);
create unique index channels_wecom_group_members_now on channels_wecom_group_members (workspace_id, corp_id, chat_id, member_id)
  where left_at is null;
create index channels_wecom_group_members_member on channels_wecom_group_members (workspace_id, corp_id, member_id);
create index channels_wecom_group_members_atom on channels_wecom_group_members (workspace_id, atom) where atom is not null;

-- An erasure finds callbacks of groups by the members they name.
create index channels_wecom_callbacks_group_members on channels_wecom_callbacks using gin ((fields -> 'MemChangeList' -> 'Item') jsonb_path_ops)
  where event = 'change_external_chat';
