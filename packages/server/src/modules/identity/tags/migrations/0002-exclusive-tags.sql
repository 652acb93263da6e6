-- Tags that others of their group take the place of, for set-wise questions of the modules above.
create view pub_identity_exclusive_tags as
select tag.workspace_id, tag.id from identity_tags tag
  join identity_tag_groups own on own.workspace_id = tag.workspace_id and own.id = tag.group_id and own.exclusive
where tag.archived_at is null;

-- All tags, the archived ones too.
create view pub_identity_tag_names as select workspace_id, id, name, kind, archived_at is not null as archived from identity_tags;
