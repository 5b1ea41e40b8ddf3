-- The organisation: its settings by version, its units, its people and keys, and what they did.
create table settings (
  name text collate "C" not null,
  version integer not null,
  value text collate "C" not null,
  effective_from date not null,
  changed_by text collate "C" not null,
  changed_at timestamp not null,
  job_id text collate "C",
  primary key (name, version)
);

create table units (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  kind text collate "C" not null,
  ownership text collate "C",
  parent_id text collate "C" references units (id),
  time_zone text collate "C" not null,
  currency text collate "C" not null,
  state text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table users (
  id text collate "C" not null primary key,
  email text collate "C" not null unique,
  name text collate "C" not null,
  language text collate "C" not null,
  password_hash text collate "C" not null,
  state text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table assignments (
  user_id text collate "C" not null references users (id),
  unit_id text collate "C" not null references units (id),
  role text collate "C" not null,
  primary key (user_id, unit_id, role)
);
create index assignments_by_unit on assignments (unit_id);

create table sessions (
  id text collate "C" not null primary key,
  user_id text collate "C" not null references users (id),
  address text collate "C" not null,
  user_agent text collate "C" not null,
  created_at timestamp not null,
  last_used_at timestamp not null,
  expires_at timestamp not null,
  revoked_at timestamp
);
create index sessions_by_user on sessions (user_id);

create table refresh_tokens (
  hash text collate "C" not null primary key,
  session_id text collate "C" not null references sessions (id),
  created_at timestamp not null,
  rotated_at timestamp
);
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table login_failures (
  subject text collate "C" not null primary key,
  failures integer not null,
  last_at timestamp not null
);

create table partners (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table api_keys (
  id text collate "C" not null primary key,
  partner_id text collate "C" not null references partners (id),
  unit_id text collate "C" not null references units (id),
  name text collate "C" not null,
  hint text collate "C" not null,
  secret_hash text collate "C" not null,
  previous_hash text collate "C",
  previous_until timestamp,
  scopes text collate "C" not null,
  addresses text collate "C" not null,
  rate_per_minute integer,
  expires_at timestamp,
  revoked_at timestamp,
  last_used_at timestamp,
  created_by text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table audit_events (
  id text collate "C" not null primary key,
  at timestamp not null,
  actor_kind text collate "C" not null,
  actor_id text collate "C" not null,
  actor_name text collate "C" not null,
  action text collate "C" not null,
  subject_kind text collate "C" not null,
  subject_id text collate "C" not null,
  detail text collate "C" not null
);
create index audit_events_by_subject on audit_events (subject_id, id);
create index audit_events_by_actor on audit_events (actor_id, id);

create table idempotency_keys (
  principal text collate "C" not null,
  key text collate "C" not null,
  route text collate "C" not null,
  body_hash text collate "C" not null,
  status integer not null,
  headers text collate "C" not null,
  body text collate "C" not null,
  created_at timestamp not null,
  primary key (principal, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
