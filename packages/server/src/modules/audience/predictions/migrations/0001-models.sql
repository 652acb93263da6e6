-- Numbers of models: predictions are written under one before the model is known.
create sequence audience_model_numbers as bigint;

-- Fitted models, each once all its predictions are written.
-- person: none
create table audience_models (
  workspace_id integer not null,
  id bigint not null,
  -- The last day whose orders it knows, in the workspace's zone, and the moment at which that day ended: from then on it is in force.
  calibration_end date not null,
  known_until timestamptz not null,
  fitted_at timestamptz not null,
  made_by text not null,
  -- Parameters, their standard errors, how it stood a hold-out, counts.
  fit jsonb not null,
  primary key (workspace_id, id)
);

-- Fits; of those not ended a workspace has one at most, of those ended only the latest is kept.
-- person: none
create table audience_model_fits (
  workspace_id integer not null,
  job_id text not null,
  made_by text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Code and details of the reason why it made no model.
  refused jsonb,
  primary key (workspace_id, job_id)
);
create unique index audience_model_fits_open on audience_model_fits (workspace_id) where ended_at is null;
