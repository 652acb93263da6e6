-- Transfers of customers and groups from one member to others.
-- person: none
create table channels_wecom_transfers (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  -- onjob: the handover stays; resigned: has left.
  kind text not null check (kind in ('onjob', 'resigned')),
  handover text not null,
  takeovers text[] not null,
  -- What the customer reads from the takeover; '' is the platform's own words. Only on the job.
  message text not null,
  state text not null check (state in ('planned', 'running', 'ended', 'discarded')),
  -- What is not handed over yet is not to be.
  stop_asked boolean not null default false,
  -- Business clock.
  created_at timestamptz not null,
  created_by text not null,
  approved_at timestamptz,
  approved_by text,
  ended_at timestamptz
);
create index channels_wecom_transfers_list on channels_wecom_transfers (workspace_id, id desc);

-- What is handed over in one call: up to a hundred customers, or groups, for one takeover.
-- person: none
create table channels_wecom_transfer_batches (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  transfer_id bigint not null,
  corp_id text not null,
  kind text not null,
  what text not null check (what in ('customers', 'groups')),
  handover text not null,
  takeover text not null,
  state text not null check (state in ('planned', 'handing', 'looking', 'waiting', 'checking', 'ended')),
  -- Business clock: when something is to be done about it next; null before the approval and after the end.
  look_at timestamptz,
  -- What was tried in vain, or looked for, in the state it is in.
  tries integer not null default 0,
  -- Real clock: somebody is at it until then.
  leased_until timestamptz,
  -- Business clock: last handed over.
  handed_at timestamptz,
  reason text
);
create index channels_wecom_transfer_batches_due on channels_wecom_transfer_batches (look_at) where look_at is not null;
create index channels_wecom_transfer_batches_transfer on channels_wecom_transfer_batches (workspace_id, transfer_id, id);

-- Customers of a transfer, and what came of them.
-- person: atom
create table channels_wecom_transfer_customers (
  workspace_id integer not null,
  transfer_id bigint not null,
  -- Null of those left out beforehand.
  batch_id bigint,
  corp_id text not null,
  kind text not null,
  handover text not null,
  -- '' of those left out beforehand.
  takeover text not null,
  external_user_id text not null,
  atom bigint not null,
  state text not null check (state in ('excluded', 'planned', 'waiting', 'done', 'customer_refused', 'receiver_full', 'no_record', 'refused',
    'unknown', 'cancelled')),
  -- The platform's, of a refusal; 0 without one.
  errcode integer not null default 0,
  -- Why left out, or what cannot be told.
  reason text,
  -- Business clock.
  handed_at timestamptz,
  changed_at timestamptz not null,
  -- Told by the platform.
  taken_over_at timestamptz,
  primary key (workspace_id, transfer_id, external_user_id)
);
create index channels_wecom_transfer_customers_batch on channels_wecom_transfer_customers (workspace_id, batch_id) where batch_id is not null;
create index channels_wecom_transfer_customers_pair on channels_wecom_transfer_customers (workspace_id, corp_id, external_user_id, handover);
create index channels_wecom_transfer_customers_atom on channels_wecom_transfer_customers (workspace_id, atom);
create index channels_wecom_transfer_customers_takeover on channels_wecom_transfer_customers (workspace_id, corp_id, takeover)
  where state in ('planned', 'waiting');

-- Groups of a transfer, and what came of them.
-- person: none
create table channels_wecom_transfer_groups (
  workspace_id integer not null,
  transfer_id bigint not null,
  batch_id bigint,
  corp_id text not null,
  chat_id text not null,
  takeover text not null,
  state text not null check (state in ('excluded', 'planned', 'waiting', 'done', 'no_record', 'refused', 'unknown', 'cancelled')),
  errcode integer not null default 0,
  reason text,
  handed_at timestamptz,
  changed_at timestamptz not null,
  primary key (workspace_id, transfer_id, chat_id)
);
create index channels_wecom_transfer_groups_batch on channels_wecom_transfer_groups (workspace_id, batch_id) where batch_id is not null;
create index channels_wecom_transfer_groups_chat on channels_wecom_transfer_groups (workspace_id, corp_id, chat_id);

-- Customers whom members who left have left behind, as the platform listed them last.
-- person: atom
create table channels_wecom_unassigned (
  workspace_id integer not null,
  corp_id text not null,
  handover text not null,
  external_user_id text not null,
  atom bigint not null,
  -- Told by the platform: when the member left.
  left_at timestamptz not null,
  -- Business clock.
  fetched_at timestamptz not null,
  primary key (workspace_id, corp_id, handover, external_user_id)
);
create index channels_wecom_unassigned_atom on channels_wecom_unassigned (workspace_id, atom);

-- Groups whose owner has left.
-- person: none
create table channels_wecom_unassigned_groups (
  workspace_id integer not null,
  corp_id text not null,
  handover text not null,
  chat_id text not null,
  fetched_at timestamptz not null,
  primary key (workspace_id, corp_id, chat_id)
);

-- When those left behind were asked for last, and when they are next.
-- person: none
create table channels_wecom_unassigned_fetches (
  workspace_id integer not null,
  corp_id text not null,
  -- Business clock.
  look_at timestamptz not null,
  fetched_at timestamptz,
  -- Real clock.
  leased_until timestamptz,
  tries integer not null default 0,
  reason text,
  primary key (workspace_id, corp_id)
);
