drop table import_facts;
drop index purchases_by_import;
drop index imports_by_fingerprint;
alter table imports drop column undone;
alter table imports drop column newest_on;
alter table imports drop column mode;
alter table imports drop column fingerprint;
