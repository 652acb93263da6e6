-- What people said, for set-wise questions of the modules above: of the entries for a channel or for all of them the latest decides, of two of
-- the same moment the withdrawal.
create view pub_compliance_consents as select workspace_id, atom, purpose, channel, state, at from compliance_consents;
