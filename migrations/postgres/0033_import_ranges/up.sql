-- Where the purchases of an import lie: between the first and the last that it made, by their ids. An index of them took a
-- tenth of the space of a purchase.
alter table imports add column first_purchase_id text;
alter table imports add column last_purchase_id text;
update imports set
  first_purchase_id = (select min(p.id) from purchases p where p.import_id = imports.id),
  last_purchase_id = (select max(p.id) from purchases p where p.import_id = imports.id);
drop index purchases_by_import;
