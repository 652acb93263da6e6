-- Customers who deleted a member of staff, or were deleted by one: one row a time.
-- person: atom
create table channels_wecom_lost (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  user_id text not null,
  external_user_id text not null,
  atom bigint not null,
  by_whom text not null check (by_whom in ('customer', 'staff')),
  friends_since timestamptz not null,
  -- As the platform told; learnt by a reconciliation, when it was learnt.
  lost_at timestamptz not null,
  -- Whom of the corp they still had then; '' nobody.
  still_with text not null,
  -- Mass sends they got in the seven days before.
  sent_before integer not null,
  -- When the customer added somebody of the corp again, and whom.
  won_back_at timestamptz,
  won_back_by text,
  unique (workspace_id, corp_id, external_user_id, user_id, lost_at, by_whom)
);
create index channels_wecom_lost_list on channels_wecom_lost (workspace_id, lost_at desc, id desc);
create index channels_wecom_lost_atom on channels_wecom_lost (workspace_id, atom);

-- Who is told of lost customers. Without a row it is on, for everybody.
-- person: none
create table channels_wecom_lost_settings (
  workspace_id integer primary key,
  opens_tasks boolean not null,
  -- Only of those who were friends for so long.
  min_days integer not null,
  changed_at timestamptz not null,
  changed_by text not null
);
