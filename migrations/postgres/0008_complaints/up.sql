-- Working calendars, complaints, and the clocks that run on them.
create table calendars (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  rule text collate "C" not null,
  created_by text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

-- The calendar of a unit that has one of its own; others have their parent's.
create table unit_calendars (
  unit_id text collate "C" not null primary key references units (id),
  calendar_id text collate "C" not null references calendars (id)
);
create index unit_calendars_by_calendar on unit_calendars (calendar_id);

create table complaint_categories (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  is_serious boolean not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table complaints (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  unit_id text collate "C" not null references units (id),
  level text collate "C" not null,
  acting_unit_id text collate "C" not null references units (id),
  owner_id text collate "C" references users (id),
  purchase_id text collate "C",
  product_id text collate "C" references products (id),
  batch text collate "C",
  category_id text collate "C" not null references complaint_categories (id),
  channel text collate "C" not null,
  body text collate "C" not null,
  wish text collate "C",
  value_minor bigint,
  severity text collate "C",
  suggested text collate "C" not null,
  suggestion text collate "C" not null,
  state text collate "C" not null,
  waiting_from text collate "C",
  finding text collate "C",
  explanation text collate "C",
  cause text collate "C",
  cause_detail text collate "C",
  lesson text collate "C",
  resolution text collate "C",
  next_due_at timestamp,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text collate "C" not null,
  updated_at timestamp not null,
  version integer not null,
  primary key (id, customer_id)
);
create index complaints_by_customer on complaints (customer_id, occurred_at, id);
create index complaints_by_due on complaints (next_due_at, id);
create index complaints_by_unit on complaints (unit_id, state);
create index complaints_by_product on complaints (product_id, unit_id, occurred_at);

-- One clock of a complaint: of a kind, at a level. The due ones are looked up by time.
create table complaint_clocks (
  customer_id text collate "C" not null references customers (id),
  complaint_id text collate "C" not null,
  kind text collate "C" not null,
  level text collate "C" not null,
  unit_id text collate "C" not null references units (id),
  limit_days integer not null,
  used_seconds bigint not null,
  since timestamp,
  due_at timestamp,
  state text collate "C" not null,
  started_at timestamp not null,
  missed_at timestamp,
  primary key (customer_id, complaint_id, kind, level)
);
create index complaint_clocks_by_due on complaint_clocks (state, due_at);

create table complaint_members (
  customer_id text collate "C" not null references customers (id),
  complaint_id text collate "C" not null,
  user_id text collate "C" not null references users (id),
  primary key (customer_id, complaint_id, user_id)
);
create index complaint_members_by_user on complaint_members (user_id);

create table complaint_events (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  complaint_id text collate "C" not null,
  kind text collate "C" not null,
  body text collate "C",
  data text collate "C" not null,
  occurred_at timestamp not null,
  recorded_by text collate "C" not null,
  primary key (id, customer_id)
);
create index complaint_events_by_complaint on complaint_events (customer_id, complaint_id, id);

create table complaint_compensations (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  complaint_id text collate "C" not null,
  kind text collate "C" not null,
  amount bigint,
  description text collate "C",
  state text collate "C" not null,
  approval_level text collate "C" not null,
  refund_id text collate "C",
  promised_by text collate "C" not null,
  promised_at timestamp not null,
  decided_by text collate "C",
  decided_at timestamp,
  paid_by text collate "C",
  paid_at timestamp,
  primary key (id, customer_id)
);
create index complaint_compensations_by_complaint on complaint_compensations (customer_id, complaint_id, id);

create table complaint_actions (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  complaint_id text collate "C" not null,
  title text collate "C" not null,
  owner_id text collate "C" references users (id),
  due_on date not null,
  task_id text collate "C",
  created_at timestamp not null,
  primary key (id, customer_id)
);
create index complaint_actions_by_complaint on complaint_actions (customer_id, complaint_id, id);

create table complaint_attachments (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  complaint_id text collate "C" not null,
  file_name text collate "C" not null,
  media_type text collate "C" not null,
  bytes bigint not null,
  created_by text collate "C" not null,
  created_at timestamp not null,
  primary key (id, customer_id)
);
create index complaint_attachments_by_complaint on complaint_attachments (customer_id, complaint_id, id);

create table complaint_attachment_chunks (
  customer_id text collate "C" not null references customers (id),
  attachment_id text collate "C" not null,
  number integer not null,
  bytes bytea not null,
  primary key (customer_id, attachment_id, number)
);
