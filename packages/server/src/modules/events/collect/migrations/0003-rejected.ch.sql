-- Events and rows that were refused, with their reason. Phone numbers and e-mail addresses are masked; kept for a quarter.
-- person: none
create table if not exists events_rejected_v1${local} ${on_cluster} (
  workspace UInt32,
  received DateTime64(3, 'UTC'),
  id UUID,
  source LowCardinality(String),
  code LowCardinality(String),
  message String,
  field String,
  raw String
) engine = ${engine:MergeTree}
partition by toYYYYMM(received)
order by (workspace, received, id)
ttl toDateTime(received) + interval 92 day;

${distributed:events_rejected_v1, cityHash64(workspace)};
