-- Working calendars, complaints, and the clocks that run on them.
create table calendars (
  id text not null primary key,
  code text not null unique,
  name text not null,
  rule text not null,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

-- The calendar of a unit that has one of its own; others have their parent's.
create table unit_calendars (
  unit_id text not null primary key references units (id),
  calendar_id text not null references calendars (id)
) without rowid;
create index unit_calendars_by_calendar on unit_calendars (calendar_id);

create table complaint_categories (
  id text not null primary key,
  code text not null unique,
  name text not null,
  is_serious boolean not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table complaints (
  id text not null,
  customer_id text not null references customers (id),
  unit_id text not null references units (id),
  level text not null,
  acting_unit_id text not null references units (id),
  owner_id text references users (id),
  purchase_id text,
  product_id text references products (id),
  batch text,
  category_id text not null references complaint_categories (id),
  channel text not null,
  body text not null,
  wish text,
  value_minor bigint,
  severity text,
  suggested text not null,
  suggestion text not null,
  state text not null,
  waiting_from text,
  finding text,
  explanation text,
  cause text,
  cause_detail text,
  lesson text,
  resolution text,
  next_due_at timestamp,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  updated_at timestamp not null,
  version integer not null,
  primary key (id, customer_id)
) without rowid;
create index complaints_by_customer on complaints (customer_id, occurred_at, id);
create index complaints_by_due on complaints (next_due_at, id);
create index complaints_by_unit on complaints (unit_id, state);
create index complaints_by_product on complaints (product_id, unit_id, occurred_at);

-- One clock of a complaint: of a kind, at a level. The due ones are looked up by time.
create table complaint_clocks (
  customer_id text not null references customers (id),
  complaint_id text not null,
  kind text not null,
  level text not null,
  unit_id text not null references units (id),
  limit_days integer not null,
  used_seconds bigint not null,
  since timestamp,
  due_at timestamp,
  state text not null,
  started_at timestamp not null,
  missed_at timestamp,
  primary key (customer_id, complaint_id, kind, level)
) without rowid;
create index complaint_clocks_by_due on complaint_clocks (state, due_at);

create table complaint_members (
  customer_id text not null references customers (id),
  complaint_id text not null,
  user_id text not null references users (id),
  primary key (customer_id, complaint_id, user_id)
) without rowid;
create index complaint_members_by_user on complaint_members (user_id);

create table complaint_events (
  id text not null,
  customer_id text not null references customers (id),
  complaint_id text not null,
  kind text not null,
  body text,
  data text not null,
  occurred_at timestamp not null,
  recorded_by text not null,
  primary key (id, customer_id)
) without rowid;
create index complaint_events_by_complaint on complaint_events (customer_id, complaint_id, id);

create table complaint_compensations (
  id text not null,
  customer_id text not null references customers (id),
  complaint_id text not null,
  kind text not null,
  amount bigint,
  description text,
  state text not null,
  approval_level text not null,
  refund_id text,
  promised_by text not null,
  promised_at timestamp not null,
  decided_by text,
  decided_at timestamp,
  paid_by text,
  paid_at timestamp,
  primary key (id, customer_id)
) without rowid;
create index complaint_compensations_by_complaint on complaint_compensations (customer_id, complaint_id, id);

create table complaint_actions (
  id text not null,
  customer_id text not null references customers (id),
  complaint_id text not null,
  title text not null,
  owner_id text references users (id),
  due_on date not null,
  task_id text,
  created_at timestamp not null,
  primary key (id, customer_id)
) without rowid;
create index complaint_actions_by_complaint on complaint_actions (customer_id, complaint_id, id);

create table complaint_attachments (
  id text not null,
  customer_id text not null references customers (id),
  complaint_id text not null,
  file_name text not null,
  media_type text not null,
  bytes bigint not null,
  created_by text not null,
  created_at timestamp not null,
  primary key (id, customer_id)
) without rowid;
create index complaint_attachments_by_complaint on complaint_attachments (customer_id, complaint_id, id);

create table complaint_attachment_chunks (
  customer_id text not null references customers (id),
  attachment_id text not null,
  number integer not null,
  bytes blob not null,
  primary key (customer_id, attachment_id, number)
);
