drop index customers_by_birth_key;
alter table customers drop column birth_key;
drop table campaign_oversight;
alter table tasks drop column about_id;
