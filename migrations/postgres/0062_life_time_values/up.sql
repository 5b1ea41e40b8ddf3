-- How customers are appraised: the fits of the models to the whole base, and what the current one says of each customer.
create table life_time_value_fits (
  id text collate "C" not null primary key,
  as_of date not null,
  setting_version integer not null,
  fingerprint text collate "C" not null,
  fitted_at timestamp not null,
  finished_at timestamp,
  fit text collate "C" not null,
  totals text collate "C"
);
-- Shares, purchases and transactions are in millionths, money in minor units.
create table customer_life_time_values (
  customer_id text collate "C" not null,
  fit_id text collate "C" not null references life_time_value_fits (id),
  repeats bigint not null,
  recency_days bigint not null,
  age_days bigint not null,
  mean_basket_minor bigint,
  p_alive bigint not null,
  expected_purchases bigint not null,
  expected_basket_minor bigint,
  residual_transactions bigint not null,
  life_time_value_minor bigint,
  worth bigint not null,
  primary key (customer_id, fit_id)
);
create index customer_life_time_values_by_worth on customer_life_time_values (fit_id, worth, customer_id);
