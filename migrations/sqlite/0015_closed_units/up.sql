-- The last day of a closed unit; who closed one before this column was there did it when the row last changed.
alter table units add column closed_on date;
update units set closed_on = date(updated_at) where state = 'closed';
