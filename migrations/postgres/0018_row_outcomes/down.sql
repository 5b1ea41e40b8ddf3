delete from import_rejections where outcome not in ('refused', 'held');
alter table import_rejections drop column outcome;
