drop index purchases_by_change;
alter table purchases drop column updated_at;
drop index customer_metrics_by_change;
alter table customer_metrics drop column changed_at;
