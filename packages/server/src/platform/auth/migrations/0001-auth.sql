-- Workspaces share nothing; their integer id begins the key of every other table.
-- person: none
create table auth_workspaces (
  id integer generated always as identity primary key,
  name text not null unique check (name ~ '^[a-z0-9_-]{1,63}$'),
  -- IANA name.
  time_zone text not null,
  created_at timestamptz not null
);

-- People who use the console: our user's staff, not their customers.
-- person: none
create table auth_accounts (
  id integer generated always as identity primary key,
  -- Lower case.
  email text not null unique,
  name text not null,
  -- Null: the browser decides.
  locale text,
  -- argon2id, PHC form.
  password_hash text not null,
  created_at timestamptz not null,
  signed_in_at timestamptz,
  disabled_at timestamptz
);

-- One role of one account in one workspace; workspace 0 stands for every one, also later ones.
-- person: none
create table auth_memberships (
  workspace_id integer not null,
  account_id integer not null references auth_accounts (id) on delete cascade,
  role text not null,
  created_at timestamptz not null,
  primary key (workspace_id, account_id)
);
create index auth_memberships_account on auth_memberships (account_id);

-- Sessions of the console. Only the hash of the token is kept. All times by the real clock.
-- person: none
create table auth_sessions (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id integer not null references auth_accounts (id) on delete cascade,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  client text not null
);
create index auth_sessions_account on auth_sessions (account_id, created_at desc);
create index auth_sessions_expiry on auth_sessions (expires_at);

-- Failed sign-ins by account and by address; subjects are keyed hashes. Real clock.
-- person: none
create table auth_login_failures (
  subject text primary key,
  failures integer not null,
  failed_at timestamptz not null,
  blocked_until timestamptz not null
);
create index auth_login_failures_age on auth_login_failures (failed_at);

-- Keys for the management API; workspace 0 stands for every one. Only the hash is kept.
-- person: none
create table auth_api_keys (
  id uuid primary key,
  workspace_id integer not null,
  name text not null,
  hash bytea not null unique,
  hint text not null,
  -- Permission patterns.
  permissions text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz
);
create index auth_api_keys_workspace on auth_api_keys (workspace_id, created_at desc, id);

-- Keys for collecting. They stand in public pages, so they are kept as they are and can be shown again.
-- person: none
create table auth_write_keys (
  id uuid primary key,
  workspace_id integer not null references auth_workspaces (id),
  name text not null,
  key text not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index auth_write_keys_workspace on auth_write_keys (workspace_id, created_at desc, id);
