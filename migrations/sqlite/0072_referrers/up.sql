-- Who referred a customer to us.
alter table customers add column referrer_id text;
create index customers_by_referrer on customers (referrer_id, id) where referrer_id is not null;
