-- What customers asked for and did not get, and what was decided on it.
create table wishes (
  id text collate "C" not null primary key,
  customer_id text collate "C" references customers (id),
  unit_id text collate "C" not null references units (id),
  product_id text collate "C" references products (id),
  wanted text collate "C",
  wanted_key text collate "C",
  reason text collate "C" not null,
  state text collate "C" not null,
  decision_note text collate "C",
  decided_by text collate "C",
  decided_at timestamp,
  asked_on date not null,
  recorded_at timestamp not null,
  recorded_by text collate "C" not null
);
create index wishes_by_unit on wishes (unit_id, id);
create index wishes_by_day on wishes (asked_on, id);
create index wishes_by_product on wishes (product_id, id) where product_id is not null;
create index wishes_by_words on wishes (wanted_key, id) where wanted_key is not null;
create index wishes_by_customer on wishes (customer_id, id) where customer_id is not null;
