drop table products;
drop table product_categories;
