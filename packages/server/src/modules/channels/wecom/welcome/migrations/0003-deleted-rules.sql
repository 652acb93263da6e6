-- A deleted rule can be had back for a while.
alter table channels_wecom_welcome_rules add column deleted_at timestamptz;
