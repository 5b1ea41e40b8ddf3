-- Purchases, their lines and refunds. Money is minor units of the base currency, quantities thousandths.
create table purchases (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  unit_id text collate "C" references units (id),
  channel text collate "C" not null,
  partner text collate "C",
  external_id text collate "C",
  revision integer not null,
  import_id text collate "C",
  import_row bigint,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  currency text collate "C" not null,
  gross_minor bigint not null,
  discount_minor bigint not null,
  refunded_minor bigint not null,
  net_minor bigint not null,
  state text collate "C" not null,
  primary key (id, customer_id)
);
create index purchases_by_customer on purchases (customer_id, occurred_at, id);
create index purchases_by_unit on purchases (unit_id, occurred_on);

create table purchase_lines (
  customer_id text collate "C" not null,
  purchase_id text collate "C" not null,
  number integer not null,
  product_id text collate "C" references products (id),
  category_id text collate "C" references product_categories (id),
  description text collate "C",
  quantity bigint not null,
  unit_price bigint,
  amount bigint not null,
  discount bigint not null,
  refunded_quantity bigint not null,
  refunded_amount bigint not null,
  primary key (customer_id, purchase_id, number)
);

create table refunds (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  purchase_id text collate "C" not null,
  unit_id text collate "C" references units (id),
  reason text collate "C",
  partner text collate "C",
  external_id text collate "C",
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text collate "C" not null,
  amount bigint not null,
  primary key (id, customer_id)
);
create index refunds_by_customer on refunds (customer_id, occurred_at, id);

create table refund_lines (
  customer_id text collate "C" not null,
  refund_id text collate "C" not null,
  number integer not null,
  quantity bigint not null,
  amount bigint not null,
  primary key (customer_id, refund_id, number)
);

-- A partner's own id of a purchase or refund: the key is the id.
create table external_refs (
  kind text collate "C" not null,
  partner text collate "C" not null,
  external_id text collate "C" not null,
  subject_id text collate "C" not null,
  customer_id text collate "C" not null,
  revision integer not null,
  fingerprint text collate "C" not null,
  primary key (kind, partner, external_id)
);
