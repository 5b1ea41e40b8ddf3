create index purchases_by_import on purchases (import_id, id) where import_id is not null;
alter table imports drop column last_purchase_id;
alter table imports drop column first_purchase_id;
