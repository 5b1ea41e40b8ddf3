-- Points as a compensation: how many, on which card, and the entry of the ledger that gave them.
alter table complaint_compensations add column points bigint;
alter table complaint_compensations add column membership_id text;
alter table complaint_compensations add column entry_id text;
