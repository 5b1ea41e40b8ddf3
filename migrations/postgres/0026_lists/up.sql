-- Lists follow an index in their order, whatever they are narrowed by, and counts are made of an index alone.
-- A customer costs 1 entry more for its status, and 1 each for a city, a source and a kind that is not the common one.
create index customers_by_status on customers (status, id);
create index customers_by_city on customers (city, id) where city is not null;
create index customers_by_source on customers (source, id) where source is not null;
create index customers_by_kind on customers (kind, id) where kind <> 'consumer';
-- Who spends most of a tier, and what a tier spends: one entry that moves with each purchase.
drop index customer_metrics_by_tier;
create index customer_metrics_by_tier on customer_metrics (tier, net_minor, customer_id);
-- What those spend who have bought, in an entry that moves with each purchase anyway.
drop index customer_metrics_by_purchases;
create index customer_metrics_by_purchases on customer_metrics (purchases, customer_id, net_minor);
-- By time within a channel, of which there are few: merged they are the order of all, so the index by time goes. By time
-- within a store; and what became of the few purchases that did not stay paid.
drop index purchases_by_time;
create index purchases_by_channel on purchases (channel, occurred_at, id);
drop index purchases_by_unit;
create index purchases_by_unit on purchases (unit_id, occurred_at, id) where unit_id is not null;
create index purchases_by_state on purchases (state, occurred_at, id) where state <> 'paid';
