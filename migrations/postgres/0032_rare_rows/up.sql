-- What is rare among memberships and among deeds is found by an entry of its own.
create index memberships_by_state on memberships (state, id) where state <> 'active';
create index memberships_by_level on memberships (level_id, id) where level_id is not null;
create index audit_events_by_action on audit_events (action, id);

-- Those of no tier stand behind all others by their last and by the number of their purchases. Who buys leaves the two
-- indexes, so they cost a purchase nothing.
create index customer_metrics_none_by_last on customer_metrics (tier, last_purchase_on, customer_id) where tier = 'none';
create index customer_metrics_none_by_purchases on customer_metrics (tier, purchases, customer_id) where tier = 'none';
