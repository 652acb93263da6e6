-- WeCom corps a workspace is connected to. Callbacks name the corp alone, so a corp belongs to one workspace.
-- person: none
create table channels_wecom_corps (
  workspace_id integer not null,
  corp_id text not null,
  agent_id bigint not null,
  -- The app's secret, and token and EncodingAESKey of callbacks, sealed.
  secret text not null,
  token text not null,
  encoding_aes_key text not null,
  -- Null: the installation's.
  api_base text,
  -- Grows with every change of the above: what processes hold in memory of an earlier one is out of date.
  version integer not null default 1,
  connected_at timestamptz not null,
  connected_by text not null,
  changed_at timestamptz not null,
  -- Real clock: the platform asked for the proof that the callback address is ours, and was answered.
  verified_at timestamptz,
  -- Real clock, at most some seconds behind.
  last_callback_at timestamptz,
  primary key (workspace_id, corp_id)
);
create unique index channels_wecom_corps_corp on channels_wecom_corps (corp_id);
