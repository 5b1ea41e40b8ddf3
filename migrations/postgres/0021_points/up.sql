-- A card whose number was lost has none until a new one is given.
alter table memberships alter column card drop not null;

-- The purchase that reached a level, and the day on which it turned out to have been returned.
alter table membership_level_changes add column purchase_id text collate "C";
alter table membership_level_changes add column returned_on date;

-- The redemption that a row undoes, and a partner's own id of a row.
alter table point_entries add column undoes_id text collate "C";
alter table point_entries add column partner text collate "C";
alter table point_entries add column external_id text collate "C";
create unique index point_entries_by_undone on point_entries (customer_id, undoes_id) where undoes_id is not null;

-- What becomes of a purchase whose customer nobody knows: it is refused, or the customer is created.
alter table partners add column unknown_customers text collate "C" not null default 'reject';

-- What somebody has given away in a month.
create index point_adjustments_by_decider on point_adjustments (decided_by, decided_at);
create index complaint_compensations_by_decider on complaint_compensations (decided_by, decided_at);
