alter table complaint_compensations drop column entry_id;
alter table complaint_compensations drop column membership_id;
alter table complaint_compensations drop column points;
