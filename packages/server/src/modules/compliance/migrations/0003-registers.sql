-- Purposes that a workspace registered or changed; those that come with the product are in the program.
-- person: none
create table compliance_purposes (
  workspace_id integer not null,
  name text collate "C" not null,
  purpose jsonb not null,
  changed_at timestamptz not null,
  made_by text not null,
  primary key (workspace_id, name)
);

-- How long a workspace undertakes to keep a kind of data; null: until it is erased.
-- person: none
create table compliance_retention (
  workspace_id integer not null,
  kind text collate "C" not null,
  days integer,
  why text not null,
  changed_at timestamptz not null,
  made_by text not null,
  primary key (workspace_id, kind)
);
