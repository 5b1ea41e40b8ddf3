-- How a row ended that something is said of: refused or held, or taken with a warning.
alter table import_rejections add column outcome text not null default 'refused';
