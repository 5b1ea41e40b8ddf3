create table idempotency_keys_before (
  principal text not null,
  key text not null,
  route text not null,
  body_hash text not null,
  status integer not null,
  headers text not null,
  body text not null,
  created_at timestamp not null,
  rights text not null default '',
  primary key (principal, key)
) without rowid;
insert into idempotency_keys_before
  select principal, key, route, body_hash, status, headers, body, created_at, rights from idempotency_keys
  where packed is null;
drop table idempotency_keys;
alter table idempotency_keys_before rename to idempotency_keys;
create index idempotency_keys_by_age on idempotency_keys (created_at);
