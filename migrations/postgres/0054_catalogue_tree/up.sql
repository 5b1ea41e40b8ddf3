-- Categories stand below each other, some products have their margin as an amount of a unit, and units may say which
-- products they sell: one without a list sells what the nearest unit above it with one sells.
alter table product_categories add column parent_id text collate "C";
create index product_categories_by_parent on product_categories (parent_id) where parent_id is not null;
alter table products add column unit_margin bigint;

create table assortments (
  unit_id text collate "C" not null primary key references units (id),
  updated_at timestamp not null,
  updated_by text collate "C" not null,
  version integer not null
);

create table assortment_products (
  unit_id text collate "C" not null references assortments (unit_id),
  product_id text collate "C" not null references products (id),
  primary key (unit_id, product_id)
);

alter table partners add column allow_unlisted_products boolean not null default false;
