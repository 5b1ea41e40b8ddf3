drop index customer_metrics_none_by_purchases;
drop index customer_metrics_none_by_last;
drop index audit_events_by_action;
drop index memberships_by_level;
drop index memberships_by_state;
