-- Who deleted a member are few beside all; what a broadcast cost starts from them.
create index channels_wecom_relations_deletions on channels_wecom_relations (workspace_id, atom) where customer_deleted_at is not null;
