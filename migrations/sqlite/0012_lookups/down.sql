drop index purchases_by_time;
alter table customer_identities add column created_at timestamp not null default '1970-01-01 00:00:00';
drop index memberships_of_customer;
