-- How far a run is with the groups of the corp, after its contacts: begun at that time (business clock), with groups of owners up to this userid
-- ('' all at once), and of the pages under way up to the cursor.
alter table channels_wecom_reconciliations
  add column groups_from timestamptz,
  add column groups_owners_after text not null default '',
  add column groups_by_owner boolean not null default false,
  add column groups_cursor text not null default '',
  add column groups_listed boolean not null default false;
