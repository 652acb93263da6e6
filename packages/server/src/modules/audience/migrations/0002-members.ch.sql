-- People of static audiences, by atom; the row with the highest version holds. Live ones are answered by their rule.
-- person: atom
create table if not exists dim_audience_members_v1${local} ${on_cluster} (
  workspace UInt32,
  audience UInt64,
  atom UInt64,
  member UInt8,
  version UInt64
) engine = ${engine:ReplacingMergeTree(version)}
order by (workspace, audience, atom);
${distributed:dim_audience_members_v1, cityHash64(workspace, atom)};
