-- The organisation: its settings by version, its units, its people and keys, and what they did.
create table settings (
  name text not null,
  version integer not null,
  value text not null,
  effective_from date not null,
  changed_by text not null,
  changed_at timestamp not null,
  job_id text,
  primary key (name, version)
) without rowid;

create table units (
  id text not null primary key,
  code text not null unique,
  name text not null,
  kind text not null,
  ownership text,
  parent_id text references units (id),
  time_zone text not null,
  currency text not null,
  state text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table users (
  id text not null primary key,
  email text not null unique,
  name text not null,
  language text not null,
  password_hash text not null,
  state text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table assignments (
  user_id text not null references users (id),
  unit_id text not null references units (id),
  role text not null,
  primary key (user_id, unit_id, role)
) without rowid;
create index assignments_by_unit on assignments (unit_id);

create table sessions (
  id text not null primary key,
  user_id text not null references users (id),
  address text not null,
  user_agent text not null,
  created_at timestamp not null,
  last_used_at timestamp not null,
  expires_at timestamp not null,
  revoked_at timestamp
) without rowid;
create index sessions_by_user on sessions (user_id);

create table refresh_tokens (
  hash text not null primary key,
  session_id text not null references sessions (id),
  created_at timestamp not null,
  rotated_at timestamp
) without rowid;
create index refresh_tokens_by_session on refresh_tokens (session_id);

create table login_failures (
  subject text not null primary key,
  failures integer not null,
  last_at timestamp not null
) without rowid;

create table partners (
  id text not null primary key,
  code text not null unique,
  name text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table api_keys (
  id text not null primary key,
  partner_id text not null references partners (id),
  unit_id text not null references units (id),
  name text not null,
  hint text not null,
  secret_hash text not null,
  previous_hash text,
  previous_until timestamp,
  scopes text not null,
  addresses text not null,
  rate_per_minute integer,
  expires_at timestamp,
  revoked_at timestamp,
  last_used_at timestamp,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table audit_events (
  id text not null primary key,
  at timestamp not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  detail text not null
) without rowid;
create index audit_events_by_subject on audit_events (subject_id, id);
create index audit_events_by_actor on audit_events (actor_id, id);

create table idempotency_keys (
  principal text not null,
  key text not null,
  route text not null,
  body_hash text not null,
  status integer not null,
  headers text not null,
  body text not null,
  created_at timestamp not null,
  primary key (principal, key)
) without rowid;
create index idempotency_keys_by_age on idempotency_keys (created_at);
