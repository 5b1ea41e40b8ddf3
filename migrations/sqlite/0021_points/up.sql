-- A card whose number was lost has none until a new one is given.
create table memberships_now (
  id text not null,
  customer_id text not null references customers (id),
  programme_id text not null references membership_programmes (id),
  card text,
  state text not null,
  enrolled_at timestamp not null,
  enrolled_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  level_id text references membership_levels (id),
  level_since date not null,
  level_rule integer not null,
  review_on date not null,
  balance bigint not null,
  carry bigint not null,
  entries bigint not null,
  updated_at timestamp not null,
  version integer not null,
  primary key (id, customer_id)
) without rowid;
insert into memberships_now select * from memberships;
drop table memberships;
alter table memberships_now rename to memberships;
create unique index memberships_by_customer on memberships (customer_id, programme_id) where state <> 'closed';
create unique index memberships_by_card on memberships (customer_id, card) where state <> 'closed';
create index memberships_by_programme on memberships (programme_id, id);
create index memberships_of_customer on memberships (customer_id, id);

-- The purchase that reached a level, and the day on which it turned out to have been returned.
alter table membership_level_changes add column purchase_id text;
alter table membership_level_changes add column returned_on date;

-- The redemption that a row undoes, and a partner's own id of a row.
alter table point_entries add column undoes_id text;
alter table point_entries add column partner text;
alter table point_entries add column external_id text;
create unique index point_entries_by_undone on point_entries (customer_id, undoes_id) where undoes_id is not null;

-- What becomes of a purchase whose customer nobody knows: it is refused, or the customer is created.
alter table partners add column unknown_customers text not null default 'reject';

-- What somebody has given away in a month.
create index point_adjustments_by_decider on point_adjustments (decided_by, decided_at);
create index complaint_compensations_by_decider on complaint_compensations (decided_by, decided_at);
