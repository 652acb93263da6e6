-- For set-wise questions of the modules above.
-- Every identifier, without its value.
create view pub_identity_identifiers as select workspace_id, kind, atom from identity_identifiers;

-- The person of every atom of a person of several; any other atom is its own person.
create view pub_identity_members as select workspace_id, atom, person from identity_members;

-- People of several atoms with how many identifiers of each kind they have: {"phone": 2}.
create view pub_identity_persons as select workspace_id, person, kinds from identity_persons;
