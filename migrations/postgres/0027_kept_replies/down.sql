delete from idempotency_keys where packed is not null;
alter table idempotency_keys drop column packed;
