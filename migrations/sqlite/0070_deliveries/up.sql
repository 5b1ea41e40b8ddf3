-- What was ordered of a purchase and promised for when, and what was delivered. Quantities in thousandths: those of a
-- delivery are the sums of its lines, `short` is what was missing.
create table purchase_deliveries (
  customer_id text not null,
  purchase_id text not null,
  ordered_on date,
  promised_on date,
  delivered_on date,
  ordered bigint not null,
  short bigint not null,
  updated_at timestamp not null,
  updated_by text not null,
  version integer not null,
  primary key (customer_id, purchase_id)
) without rowid;
create index purchase_deliveries_by_promise on purchase_deliveries (promised_on, purchase_id) where promised_on is not null;

create table purchase_delivery_lines (
  customer_id text not null,
  purchase_id text not null,
  number integer not null,
  ordered bigint not null,
  short bigint not null,
  primary key (customer_id, purchase_id, number)
) without rowid;
