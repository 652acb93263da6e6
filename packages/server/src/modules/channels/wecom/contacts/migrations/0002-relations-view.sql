-- Who of the staff has whom, for set-wise questions of the modules above. can_send: the corp is connected, both still have each other, and the
-- member works there and may use 客户联系.
create view pub_channels_wecom_relations as
select relation.workspace_id, relation.corp_id, relation.user_id, relation.external_user_id, relation.atom, relation.state, relation.added_at,
  relation.customer_deleted_at, relation.ended_at, coalesce(staff.name, '') as staff_name,
  relation.state = 'active' and coalesce(staff.contacts_enabled and staff.left_at is null, true) and exists (
    select 1 from channels_wecom_corps corp
    where corp.workspace_id = relation.workspace_id and corp.corp_id = relation.corp_id) as can_send
from channels_wecom_relations relation
  left join channels_wecom_staff staff on staff.workspace_id = relation.workspace_id and staff.corp_id = relation.corp_id
    and staff.user_id = relation.user_id;
