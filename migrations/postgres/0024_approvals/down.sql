drop index complaint_compensations_by_promiser;
drop index complaint_compensations_waiting;
drop index point_adjustments_by_asker;
drop index point_adjustments_waiting;
alter table complaint_compensations drop column decision_note;
alter table point_adjustments drop column decision_note;
alter table users drop column mails_notifications;
drop table notifications;
drop table authors;
