alter table campaigns drop column unit_id;
alter table templates drop column unit_id;
alter table segments drop column unit_id;
alter table calendars drop column unit_id;
