-- Where events are posted. The secret is derived from the installation's own by key and nonce.
create table webhooks (
  id text collate "C" not null primary key,
  unit_id text collate "C" not null references units (id),
  partner_id text collate "C" references partners (id),
  url text collate "C" not null,
  description text collate "C" not null,
  kinds text collate "C" not null,
  enabled boolean not null,
  off_reason text collate "C",
  off_at timestamp,
  key_id text collate "C" not null,
  nonce text collate "C" not null,
  previous_key_id text collate "C",
  previous_nonce text collate "C",
  previous_until timestamp,
  last_success_at timestamp,
  created_by text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

-- One event for one endpoint; a test has no event. What is posted is made of the event, which is found by its id.
create table webhook_deliveries (
  id text collate "C" not null primary key,
  webhook_id text collate "C" not null,
  event_id text collate "C",
  event_number bigint,
  kind text collate "C",
  state text collate "C" not null,
  tries integer not null,
  attempts integer not null,
  next_at timestamp,
  first_at timestamp,
  last_status integer,
  last_error text collate "C",
  created_at timestamp not null,
  ended_at timestamp
);
create index webhook_deliveries_by_webhook on webhook_deliveries (webhook_id, id);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, state, next_at, id);
create index webhook_deliveries_ended on webhook_deliveries (ended_at) where ended_at is not null;

create table webhook_attempts (
  delivery_id text collate "C" not null,
  number integer not null,
  started_at timestamp not null,
  duration_ms bigint not null,
  status integer,
  error text collate "C",
  response text collate "C" not null,
  primary key (delivery_id, number)
);

-- What people were told of one thing and have not read.
create index notifications_by_item on notifications (item_id, kind) where read_at is null;
