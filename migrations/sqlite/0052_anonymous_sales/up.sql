-- What was sold to somebody who did not say who they are. It counts in the takings of its store and in nobody's figures, so
-- it stands apart from purchases, which always have a customer.
create table anonymous_sales (
  id text not null primary key,
  unit_id text references units (id),
  channel text not null,
  partner text,
  external_id text,
  revision integer not null,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  currency text not null,
  gross_minor bigint not null,
  discount_minor bigint not null,
  refunded_minor bigint not null,
  net_minor bigint not null,
  state text not null,
  updated_at timestamp not null
) without rowid;
create index anonymous_sales_by_day on anonymous_sales (occurred_on, unit_id);

create table anonymous_sale_lines (
  sale_id text not null references anonymous_sales (id),
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
  primary key (sale_id, number)
) without rowid;

create table anonymous_refunds (
  id text not null primary key,
  sale_id text not null references anonymous_sales (id),
  unit_id text references units (id),
  reason text,
  partner text,
  external_id text,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  amount bigint not null
) without rowid;
create index anonymous_refunds_by_sale on anonymous_refunds (sale_id, id);
create index anonymous_refunds_by_day on anonymous_refunds (occurred_on, unit_id);

create table anonymous_refund_lines (
  refund_id text not null references anonymous_refunds (id),
  number integer not null,
  quantity bigint not null,
  amount bigint not null,
  primary key (refund_id, number)
) without rowid;

-- Takings go by the day of a refund.
create index refunds_by_day on refunds (occurred_on, unit_id);
