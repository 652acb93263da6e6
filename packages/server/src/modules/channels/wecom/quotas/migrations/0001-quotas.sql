-- What was last found of each quota, and when somebody looks again.
-- person: none
create table channels_wecom_quotas (
  workspace_id integer not null,
  corp_id text not null,
  quota text not null,
  -- Null: never found.
  used bigint,
  max bigint,
  -- Subjects, slots and days of expiry, as the answer shows them; no contacts in it.
  details jsonb not null,
  -- Business clock.
  found_at timestamptz,
  tried_at timestamptz not null,
  -- Of the last try.
  error text,
  primary key (workspace_id, corp_id, quota)
);

-- One looks at the quotas of a corp at a time.
-- person: none
create table channels_wecom_quota_rounds (
  workspace_id integer not null,
  corp_id text not null,
  -- Business clock.
  due_at timestamptz not null,
  -- Codes are many pages; they are counted less often.
  codes_due_at timestamptz not null,
  -- Real clock.
  claimed_until timestamptz,
  primary key (workspace_id, corp_id)
);

-- The most that was seen of a quota on a day of the workspace.
-- person: none
create table channels_wecom_quota_days (
  workspace_id integer not null,
  corp_id text not null,
  quota text not null,
  day date not null,
  used bigint not null,
  max bigint,
  primary key (workspace_id, corp_id, quota, day)
);
create index channels_wecom_quota_days_age on channels_wecom_quota_days (day);

-- Limits that the platform does not publish, and when a quota counts as nearly full.
-- person: none
create table channels_wecom_quota_limits (
  workspace_id integer not null,
  corp_id text not null,
  near_percent integer not null,
  contacts_per_staff integer,
  new_contacts_per_staff_a_day integer,
  mass_tasks_per_staff_a_day integer,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (workspace_id, corp_id)
);

-- What the platform warned of; one open row for each kind and subject.
-- person: none
create table channels_wecom_quota_alarms (
  id bigint generated always as identity primary key,
  workspace_id integer not null,
  corp_id text not null,
  kind text not null,
  -- A link; '' without one.
  subject text not null,
  -- The platform's clock.
  first_at timestamptz not null,
  last_at timestamptz not null,
  times integer not null,
  -- What the platform said besides.
  facts jsonb not null,
  settled_at timestamptz,
  settled_by text
);
create unique index channels_wecom_quota_alarms_open on channels_wecom_quota_alarms (workspace_id, corp_id, kind, subject) where settled_at is null;
create index channels_wecom_quota_alarms_list on channels_wecom_quota_alarms (workspace_id, last_at);

-- Alarms are told from the callbacks that were stored of them, in whatever order those are worked through.
create index channels_wecom_callbacks_acquisition on channels_wecom_callbacks (corp_id, change_type, happened_at)
  where event = 'customer_acquisition';
