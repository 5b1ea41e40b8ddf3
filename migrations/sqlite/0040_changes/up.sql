-- When what is shown of a customer last changed, the profile, identities, figures or tier: it stands with the figures, which
-- move with each purchase anyway. Of earlier changes only those of the profile are known.
alter table customer_metrics add column changed_at timestamp not null default '1970-01-01 00:00:00';
update customer_metrics set changed_at =
  (select c.updated_at from customers c where c.id = customer_metrics.customer_id);
create index customer_metrics_by_change on customer_metrics (changed_at, customer_id);

-- When a purchase was recorded, took a new revision, or was given back in part or whole.
alter table purchases add column updated_at timestamp not null default '1970-01-01 00:00:00';
update purchases set updated_at = case when state = 'paid' then recorded_at else coalesce(
  (select max(r.recorded_at) from refunds r where r.customer_id = purchases.customer_id and r.purchase_id = purchases.id),
  recorded_at) end;
create index purchases_by_change on purchases (updated_at, id);
