-- Purchases, their lines and refunds. Money is minor units of the base currency, quantities thousandths.
create table purchases (
  id text not null,
  customer_id text not null references customers (id),
  unit_id text references units (id),
  channel text not null,
  partner text,
  external_id text,
  revision integer not null,
  import_id text,
  import_row bigint,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  currency text not null,
  gross_minor bigint not null,
  discount_minor bigint not null,
  refunded_minor bigint not null,
  net_minor bigint not null,
  state text not null,
  primary key (id, customer_id)
) without rowid;
create index purchases_by_customer on purchases (customer_id, occurred_at, id);
create index purchases_by_unit on purchases (unit_id, occurred_on);

create table purchase_lines (
  customer_id text not null,
  purchase_id text not null,
  number integer not null,
  product_id text references products (id),
  category_id text references product_categories (id),
  description text,
  quantity bigint not null,
  unit_price bigint,
  amount bigint not null,
  discount bigint not null,
  refunded_quantity bigint not null,
  refunded_amount bigint not null,
  primary key (customer_id, purchase_id, number)
) without rowid;

create table refunds (
  id text not null,
  customer_id text not null references customers (id),
  purchase_id text not null,
  unit_id text references units (id),
  reason text,
  partner text,
  external_id text,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  amount bigint not null,
  primary key (id, customer_id)
) without rowid;
create index refunds_by_customer on refunds (customer_id, occurred_at, id);

create table refund_lines (
  customer_id text not null,
  refund_id text not null,
  number integer not null,
  quantity bigint not null,
  amount bigint not null,
  primary key (customer_id, refund_id, number)
) without rowid;

-- A partner's own id of a purchase or refund: the key is the id.
create table external_refs (
  kind text not null,
  partner text not null,
  external_id text not null,
  subject_id text not null,
  customer_id text not null,
  revision integer not null,
  fingerprint text not null,
  primary key (kind, partner, external_id)
) without rowid;
