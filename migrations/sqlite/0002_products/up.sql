-- What is sold.
create table product_categories (
  id text not null primary key,
  code text not null unique,
  name text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table products (
  id text not null primary key,
  code text not null unique,
  name text not null,
  category_id text references product_categories (id),
  unit_price bigint,
  margin text,
  state text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;
create index products_by_category on products (category_id);
