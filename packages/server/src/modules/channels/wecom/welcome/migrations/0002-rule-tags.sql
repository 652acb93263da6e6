-- Tags that newcomers get by the rule that is for them, by number.
alter table channels_wecom_welcome_rules add column tag_ids bigint[] not null default '{}';
