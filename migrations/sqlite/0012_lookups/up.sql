-- Every purchase asks for the memberships of its customer, closed ones too: the partial indexes do not serve that.
create index memberships_of_customer on memberships (customer_id, id);
-- Nobody reads when an identity came (its id tells). Without it all that is read of one is in the index by customer.
alter table customer_identities drop column created_at;
-- The newest purchases of all customers, which is how partners follow what happens.
create index purchases_by_time on purchases (occurred_at, id);
