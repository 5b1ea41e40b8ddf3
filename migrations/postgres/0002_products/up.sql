-- What is sold.
create table product_categories (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table products (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  category_id text collate "C" references product_categories (id),
  unit_price bigint,
  margin text collate "C",
  state text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);
create index products_by_category on products (category_id);
