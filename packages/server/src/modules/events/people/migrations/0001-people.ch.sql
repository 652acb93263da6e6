-- To which person an atom belongs, for every atom that ever changed hands; the row with the highest version holds. Atoms are numbers of one
-- sequence, so no two workspaces share one. Small beside the events and asked for with each of them: every node has all of it.
-- person: atom
create table if not exists dim_people_v1 ${on_cluster} (
  atom UInt64,
  person UInt64,
  version UInt64
) engine = ${everywhere:ReplacingMergeTree(version)}
order by atom;
