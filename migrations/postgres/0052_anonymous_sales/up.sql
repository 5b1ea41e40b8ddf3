-- What was sold to somebody who did not say who they are. It counts in the takings of its store and in nobody's figures, so
-- it stands apart from purchases, which always have a customer.
create table anonymous_sales (
  id text collate "C" not null primary key,
  unit_id text collate "C" references units (id),
  channel text collate "C" not null,
  partner text collate "C",
  external_id text collate "C",
  revision integer not null,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  currency text collate "C" not null,
  gross_minor bigint not null,
  discount_minor bigint not null,
  refunded_minor bigint not null,
  net_minor bigint not null,
  state text collate "C" not null,
  updated_at timestamp not null
);
create index anonymous_sales_by_day on anonymous_sales (occurred_on, unit_id);

create table anonymous_sale_lines (
  sale_id text collate "C" not null references anonymous_sales (id),
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
  primary key (sale_id, number)
);

create table anonymous_refunds (
  id text collate "C" not null primary key,
  sale_id text collate "C" not null references anonymous_sales (id),
  unit_id text collate "C" references units (id),
  reason text collate "C",
  partner text collate "C",
  external_id text collate "C",
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text collate "C" not null,
  amount bigint not null
);
create index anonymous_refunds_by_sale on anonymous_refunds (sale_id, id);
create index anonymous_refunds_by_day on anonymous_refunds (occurred_on, unit_id);

create table anonymous_refund_lines (
  refund_id text collate "C" not null references anonymous_refunds (id),
  number integer not null,
  quantity bigint not null,
  amount bigint not null,
  primary key (refund_id, number)
);

-- Takings go by the day of a refund.
create index refunds_by_day on refunds (occurred_on, unit_id);
