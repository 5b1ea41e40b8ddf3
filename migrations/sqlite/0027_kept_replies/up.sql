-- What is answered again is packed, and its rows are of a table with rowids: a row above 1,000 bytes of one without takes
-- a page of its own. Answers of before are still told from `headers` and `body`.
create table idempotency_keys_now (
  principal text not null,
  key text not null,
  route text not null,
  body_hash text not null,
  status integer not null,
  headers text not null,
  body text not null,
  created_at timestamp not null,
  rights text not null default '',
  packed blob,
  primary key (principal, key)
);
insert into idempotency_keys_now
  select principal, key, route, body_hash, status, headers, body, created_at, rights, null from idempotency_keys;
drop table idempotency_keys;
alter table idempotency_keys_now rename to idempotency_keys;
create index idempotency_keys_by_age on idempotency_keys (created_at);
