alter table partners drop column allow_unlisted_products;
drop table assortment_products;
drop table assortments;
alter table products drop column unit_margin;
drop index product_categories_by_parent;
alter table product_categories drop column parent_id;
