-- What a campaign is held to: who wrote its plan, what was approved, and the last preparation of its launch.
create table campaign_oversight (
  campaign_id text not null primary key references campaigns (id),
  held text not null
) without rowid;
-- The birthday as segments look it up: calendar, month and day, such as `l0815` and `s0229`.
alter table customers add column birth_key text;
update customers set birth_key = (case json_extract(birthday, '$.calendar') when 'lunar' then 'l' else 's' end)
  || printf('%02d%02d', json_extract(birthday, '$.month'), json_extract(birthday, '$.day'))
  where birthday is not null and json_valid(birthday);
create index customers_by_birth_key on customers (birth_key);
-- What was given back is not bought: a purchase counts in a category while a line of it is kept.
update customer_tallies set purchases = (
    select count(distinct p.id) from purchases p
      join purchase_lines l on l.customer_id = p.customer_id and l.purchase_id = p.id
      where p.customer_id = customer_tallies.customer_id and p.state <> 'refunded'
        and l.category_id = customer_tallies.member_id and l.refunded_quantity < l.quantity
        and (l.amount = 0 or l.refunded_amount < l.amount)), net_minor = (
    select coalesce(sum(l.amount - l.refunded_amount), 0) from purchase_lines l
      where l.customer_id = customer_tallies.customer_id and l.category_id = customer_tallies.member_id
        and l.refunded_quantity < l.quantity and (l.amount = 0 or l.refunded_amount < l.amount))
  where dimension = 'category' and customer_id in (
    select customer_id from purchase_lines where refunded_quantity > 0 or refunded_amount > 0);
delete from customer_tallies where purchases = 0 and net_minor = 0;
update customer_metrics set favourite_category_id = (
    select t.member_id from customer_tallies t
      where t.customer_id = customer_metrics.customer_id and t.dimension = 'category' and t.purchases > 0
      order by t.purchases desc, t.net_minor desc, t.member_id limit 1)
  where customer_id in (select customer_id from purchase_lines where refunded_quantity > 0 or refunded_amount > 0);
-- What a task is about, where that is more than a customer: the id of a complaint.
alter table tasks add column about_id text;
