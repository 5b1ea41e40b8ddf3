drop index customers_by_referrer;
alter table customers drop column referrer_id;
