-- What somebody is to do. Times are of the business clock.
-- person: atom
create table tasks_tasks (
  workspace_id integer not null,
  id bigint generated always as identity primary key,
  -- Of a task kind, which a module above has.
  kind text collate "C" not null,
  -- The module's: what the task is about. While one is open there is no second.
  key text collate "C" not null,
  state text not null check (state in ('open', 'done', 'dismissed', 'overtaken')),
  -- About whom, null where it is about nobody.
  atom bigint,
  -- Whose it is: `account:ID`, `staff:CORPID:USERID`, empty for nobody's, with the name they had then.
  assignee text not null,
  assignee_name text not null,
  -- Whose it was when it was opened: to whom it goes back when it is given back.
  first_assignee text not null,
  first_assignee_name text not null,
  due_at timestamptz,
  -- Texts and numbers from which its words are made.
  facts jsonb not null,
  opened_at timestamptz not null,
  ended_at timestamptz,
  ended_by text not null default '',
  -- What whoever ended it said about it.
  note text not null default ''
);
create unique index tasks_tasks_one_open on tasks_tasks (workspace_id, kind, key) where state = 'open';
-- By urgency: those without a time come last.
create index tasks_tasks_urgent on tasks_tasks (workspace_id, (coalesce(due_at, timestamptz '9999-12-31T00:00:00Z')), id) where state = 'open';
create index tasks_tasks_ended on tasks_tasks (workspace_id, ended_at, id) where state <> 'open';
create index tasks_tasks_atom on tasks_tasks (workspace_id, atom) where atom is not null;

-- Everything that was done with a task, in its order.
-- person: atom
create table tasks_changes (
  workspace_id integer not null,
  task_id bigint not null,
  id bigint generated always as identity,
  -- The task's.
  atom bigint,
  change text not null check (change in ('opened', 'taken', 'given_back', 'done', 'dismissed', 'overtaken', 'reopened')),
  at timestamptz not null,
  -- Empty: by itself.
  by_name text not null,
  note text not null default '',
  primary key (workspace_id, task_id, id)
);
create index tasks_changes_atom on tasks_changes (workspace_id, atom) where atom is not null;
