drop index import_facts_by_customer;
alter table point_lots drop column from_lot_id;
alter table memberships drop column merged_into;
drop table purchase_identities;
alter table customers drop column took_over;
drop index customers_by_survivor;
drop table customer_merges;
