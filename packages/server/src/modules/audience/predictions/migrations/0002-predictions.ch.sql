-- What each model says of each customer it knew, under the atom that stood for them then; what was merged since is added up when read.
-- person: atom
create table if not exists dim_predictions_v1${local} ${on_cluster} (
  workspace UInt32,
  model UInt64,
  atom UInt64,
  -- Days with an order.
  bought UInt32,
  p_alive Float64,
  expected Float64,
  value Nullable(Float64),
  next_days Nullable(UInt32)
) engine = ${engine:MergeTree}
order by (workspace, model, atom);
${distributed:dim_predictions_v1, cityHash64(workspace, atom)};

-- What a model says of customers with one history, while its predictions are being written.
-- person: none
create table if not exists dim_prediction_patterns_v1 ${on_cluster} (
  workspace UInt32,
  model UInt64,
  repeats UInt32,
  recency UInt32,
  age UInt32,
  alive Float64,
  expected Float64,
  expected_in_value_days Float64,
  next_days Nullable(UInt32)
) engine = ${everywhere:MergeTree}
order by (workspace, model, repeats, recency, age);
