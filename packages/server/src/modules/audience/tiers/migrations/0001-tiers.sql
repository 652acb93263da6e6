-- Thresholds of the tiers where a workspace set its own; what is null in `settings` follows the brand's repurchase cycle or the product.
-- person: none
create table audience_tier_settings (
  workspace_id integer primary key,
  settings jsonb not null,
  -- Business clock.
  changed_at timestamptz not null,
  made_by text not null
);

-- The thresholds that the live audiences of a workspace were last looked at with: when others are in force, they are looked at anew.
-- person: none
create table audience_tier_lines (
  workspace_id integer primary key,
  thresholds jsonb not null,
  -- Business clock.
  checked_at timestamptz not null
);
