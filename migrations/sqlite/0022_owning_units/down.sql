alter table api_keys drop column ends_at;
alter table api_keys drop column keeper_id;
alter table idempotency_keys drop column rights;
alter table campaigns drop column unit_id;
alter table templates drop column unit_id;
alter table segments drop column unit_id;
alter table calendars drop column unit_id;
