drop index notifications_by_item;
drop table webhook_attempts;
drop table webhook_deliveries;
drop table webhooks;
