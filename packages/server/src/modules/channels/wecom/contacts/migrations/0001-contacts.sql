-- Members of the corp that the app sees.
-- person: none
create table channels_wecom_staff (
  workspace_id integer not null,
  corp_id text not null,
  user_id text not null,
  name text not null,
  department_ids integer[] not null,
  -- May use 客户联系.
  contacts_enabled boolean not null,
  -- Business clock: last seen in the platform's list.
  fetched_at timestamptz not null,
  -- Business clock: from when the list did not have them.
  left_at timestamptz,
  primary key (workspace_id, corp_id, user_id)
);

-- External contacts of the corp: who they are. The atom is that of `external_userid:<corpid>`.
-- person: atom
create table channels_wecom_contacts (
  workspace_id integer not null,
  corp_id text not null,
  external_user_id text not null,
  atom bigint not null,
  name text not null,
  avatar text not null,
  -- 1 WeChat, 2 WeCom.
  type smallint not null,
  -- 0 unknown, 1 man, 2 woman.
  gender smallint not null,
  unionid text,
  -- Of a contact with WeCom.
  position text not null,
  corp_name text not null,
  -- Business clock: when the request began that told this. An answer to an earlier one never overwrites.
  fetched_at timestamptz not null,
  primary key (workspace_id, corp_id, external_user_id)
);
create index channels_wecom_contacts_atom on channels_wecom_contacts (workspace_id, atom);

-- Who of the staff has whom. One row for a pair; a pair that comes together again begins a new time in it.
-- person: atom
create table channels_wecom_relations (
  workspace_id integer not null,
  corp_id text not null,
  user_id text not null,
  external_user_id text not null,
  atom bigint not null,
  -- deleted_by_customer: the staff member still has them in the list. half_added: the member has not accepted yet.
  state text not null check (state in ('half_added', 'active', 'deleted_by_customer', 'deleted_by_staff', 'transferred')),
  added_at timestamptz not null,
  -- When the customer last deleted the staff member, whether they added again or not.
  customer_deleted_at timestamptz,
  ended_at timestamptz,
  add_way smallint not null,
  -- The `state` of the code or link that brought them.
  channel_state text not null,
  oper_user_id text not null,
  remark text not null,
  description text not null,
  tag_ids text[] not null,
  fetched_at timestamptz not null,
  primary key (workspace_id, corp_id, external_user_id, user_id)
);
create index channels_wecom_relations_staff on channels_wecom_relations (workspace_id, corp_id, user_id, external_user_id);
create index channels_wecom_relations_atom on channels_wecom_relations (workspace_id, atom);

-- Contacts that were erased, as keyed hashes: what the platform tells about them from before that is not taken in again.
-- person: none
create table channels_wecom_erased (
  workspace_id integer not null,
  corp_id text not null,
  hash text not null,
  -- Business clock.
  erased_at timestamptz not null,
  primary key (workspace_id, corp_id, hash)
);
