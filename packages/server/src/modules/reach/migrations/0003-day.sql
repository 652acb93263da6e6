-- What was sent and what expired on a day.
create index reach_deliveries_sent on reach_deliveries (workspace_id, sent_at) where state = 'sent';
create index reach_deliveries_expired on reach_deliveries (workspace_id, changed_at) where state = 'expired';
