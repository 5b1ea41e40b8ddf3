drop index complaint_compensations_by_decider;
drop index point_adjustments_by_decider;
alter table partners drop column unknown_customers;
drop index point_entries_by_undone;
alter table point_entries drop column external_id;
alter table point_entries drop column partner;
alter table point_entries drop column undoes_id;
alter table membership_level_changes drop column returned_on;
alter table membership_level_changes drop column purchase_id;
update memberships set card = id where card is null;
create table memberships_now (
  id text not null,
  customer_id text not null references customers (id),
  programme_id text not null references membership_programmes (id),
  card text not null,
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
