-- Every event, once. Partitioned by the month of receipt, so that a client with a wrong date spoils nothing; ordered so that
-- one event name of one workspace lies together, each person's in a row. `message_hash` names the event, `raw_time` is what
-- the client's clock said; the projection finds copies by these two without reading the rest. Rows arrive in many small
-- parts: a higher base merges more of them at once, so a row is rewritten less often.
-- person: atom
create table if not exists events_v1${local} ${on_cluster} (
  workspace UInt32,
  name LowCardinality(String),
  type LowCardinality(String),
  time DateTime64(3, 'UTC') codec(DoubleDelta, LZ4),
  received DateTime64(3, 'UTC') codec(Delta, LZ4),
  atom UInt64,
  node UInt32,
  sequence UInt64 codec(Delta, LZ4),
  message_hash UUID codec(NONE),
  raw_time DateTime64(3, 'UTC') codec(Delta, LZ4),
  amount Nullable(Decimal(18, 4)),
  currency LowCardinality(String),
  source LowCardinality(String),
  properties JSON(max_dynamic_paths = 32),
  context String,
  index by_sequence (node, sequence) type minmax granularity 4,
  projection by_minute (
    select workspace, toUnixTimestamp(toStartOfMinute(raw_time)), message_hash
    order by workspace, toUnixTimestamp(toStartOfMinute(raw_time)), message_hash
  )
) engine = ${engine:MergeTree}
partition by toYYYYMM(received)
order by (workspace, name, atom, time)
settings merge_selector_base = 12, non_replicated_deduplication_window = 1000, replicated_deduplication_window = 1000,
  object_serialization_version = 'v3', object_shared_data_serialization_version = 'map_with_buckets';

${distributed:events_v1, cityHash64(workspace, atom)};
