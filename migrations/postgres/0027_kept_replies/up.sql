-- What is answered again is packed. Answers of before are still told from `headers` and `body`.
alter table idempotency_keys add column packed bytea;
