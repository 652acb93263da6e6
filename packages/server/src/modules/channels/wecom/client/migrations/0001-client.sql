-- Access tokens, shared by all processes; one of them fetches the next.
-- person: none
create table channels_wecom_tokens (
  workspace_id integer not null,
  corp_id text not null,
  agent_id bigint not null,
  -- Sealed; null until the first was fetched.
  token text,
  -- Grows with every fetched token: whoever was refused with one asks for the one after it.
  version integer not null default 0,
  -- Business clock.
  expires_at timestamptz,
  -- Real clock: somebody is fetching until then.
  leased_until timestamptz not null,
  primary key (workspace_id, corp_id, agent_id)
);

-- Calls by interface and hour: what is left of the platform's frequency limits, and what was used.
-- person: none
create table channels_wecom_calls (
  workspace_id integer not null,
  corp_id text not null,
  api text not null,
  -- Business clock.
  hour timestamptz not null,
  calls integer not null default 0,
  -- The latest minute with calls, and how many it has.
  minute timestamptz not null,
  minute_calls integer not null default 0,
  -- Refused by the platform for their frequency.
  limited integer not null default 0,
  -- Business clock: the platform takes none until then.
  blocked_until timestamptz,
  primary key (workspace_id, corp_id, api, hour)
);
create index channels_wecom_calls_age on channels_wecom_calls (hour);
