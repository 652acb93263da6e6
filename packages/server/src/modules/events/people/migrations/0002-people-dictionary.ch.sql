-- at each start
-- The person of atoms that are not their own; `final` takes the row with the highest version of each. Figures look every atom up here.
create or replace dictionary dim_people ${on_cluster} (
  atom UInt64,
  person UInt64
)
primary key atom
source(clickhouse(${account} db '${database}' table 'dim_people_v1' where 'person != atom'
  invalidate_query 'select max(version) from ${database}.dim_people_v1'))
layout(hashed())
${lifetime:2}
settings(final = 1);
