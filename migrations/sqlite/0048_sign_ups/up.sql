-- Forms by which people sign up, and what came in by them. What was typed is forgotten unless the person confirms it.
create table sign_up_forms (
  id text not null primary key,
  token text not null unique,
  unit_id text not null references units (id),
  name text not null,
  state text not null,
  source text not null,
  asked text not null,
  consents text not null,
  wording text not null,
  wording_version text not null,
  origins text not null,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);
create index sign_up_forms_by_unit on sign_up_forms (unit_id, id);

create table sign_ups (
  id text not null primary key,
  form_id text not null references sign_up_forms (id),
  customer_id text references customers (id),
  state text not null,
  reason text,
  name text,
  phone text,
  email text,
  birthday text,
  language text not null,
  consents text not null,
  wording_version text not null,
  salt text,
  wrong_codes integer not null,
  email_confirmed_at timestamp,
  phone_confirmed_at timestamp,
  is_new boolean not null,
  created_at timestamp not null,
  ended_at timestamp
);
create index sign_ups_by_form on sign_ups (form_id, id);
create index sign_ups_by_form_and_state on sign_ups (form_id, state);
create index sign_ups_by_form_and_time on sign_ups (form_id, created_at);
create index sign_ups_by_state on sign_ups (state, created_at);
create index sign_ups_by_customer on sign_ups (customer_id, id) where customer_id is not null;
create index sign_ups_by_phone on sign_ups (phone, created_at) where phone is not null;
create index sign_ups_by_email on sign_ups (email, created_at) where email is not null;
