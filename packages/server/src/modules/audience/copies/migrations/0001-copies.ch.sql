-- Copies of what Postgres knows of people, so that rules are answered beside the events. Every row carries the version drawn before it was
-- read; the highest holds, and what is gone stays as a row that says so until it is really deleted.

-- Every identifier without its value: by it somebody is there and can be reached.
-- person: atom
create table if not exists dim_identifiers_v1${local} ${on_cluster} (
  workspace UInt32,
  kind LowCardinality(String),
  atom UInt64,
  present UInt8,
  version UInt64
) engine = ${engine:ReplacingMergeTree(version)}
order by (workspace, kind, atom);
${distributed:dim_identifiers_v1, cityHash64(workspace, atom)};

-- Traits of atoms; the person's value is folded over them by the rule of the trait. The row named '' says when all traits were deleted.
-- person: atom
create table if not exists dim_traits_v1${local} ${on_cluster} (
  workspace UInt32,
  name LowCardinality(String),
  atom UInt64,
  -- 0: unset.
  set UInt8,
  -- A text as it is, anything else as JSON writes it.
  text String,
  number Nullable(Float64),
  -- Entries of a list, written as `text`.
  list Array(String),
  -- `string number boolean null list object`, or `hidden`: it holds a phone number or an address, which never come here.
  type LowCardinality(String),
  changed_ms Int64,
  -- How much its source is trusted; more is greater.
  trust UInt8,
  version UInt64
) engine = ${engine:ReplacingMergeTree(version)}
order by (workspace, name, atom);
${distributed:dim_traits_v1, cityHash64(workspace, atom)};

-- Marks of tags on atoms.
-- person: atom
create table if not exists dim_tags_v1${local} ${on_cluster} (
  workspace UInt32,
  tag UInt64,
  value String,
  atom UInt64,
  has UInt8,
  score Float64,
  since_ms Int64,
  version UInt64
) engine = ${engine:ReplacingMergeTree(version)}
order by (workspace, tag, value, atom);
${distributed:dim_tags_v1, cityHash64(workspace, atom)};

-- The latest word of each atom on a purpose and channel, of one moment the withdrawal. An empty state: nothing is said any more.
-- person: atom
create table if not exists dim_consents_v1${local} ${on_cluster} (
  workspace UInt32,
  purpose LowCardinality(String),
  channel LowCardinality(String),
  atom UInt64,
  state LowCardinality(String),
  at_ms Int64,
  version UInt64
) engine = ${engine:ReplacingMergeTree(version)}
order by (workspace, purpose, channel, atom);
${distributed:dim_consents_v1, cityHash64(workspace, atom)};
