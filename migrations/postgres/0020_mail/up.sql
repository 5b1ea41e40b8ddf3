-- A suppression is about an address: it has an id of its own, so that no address stands in a path, and holds nobody who
-- only wants no marketing. A delivery says when the other side reported that it arrived, or that it was called unwanted. A
-- user has addresses of their own that test messages may go to.

-- Who unsubscribed refuses the channel, wherever they are reached next. The refusal is written where none as new is known,
-- for whoever the address was of and whoever has it now; the day is that of UTC, which is the best that is known here.
insert into consents
  (id, customer_id, channel, granted, source, wording_version, occurred_at, occurred_on, recorded_at, recorded_by)
  with recursive reached (channel, address, customer_id) as (
    select channel, address, customer_id from suppressions where reason = 'unsubscribed' and customer_id is not null
    union
    select suppressions.channel, suppressions.address, customer_identities.customer_id
      from suppressions join customer_identities on customer_identities.value = suppressions.address
        and customer_identities.kind = case suppressions.channel when 'sms' then 'phone' else suppressions.channel end
      where suppressions.reason = 'unsubscribed'
    union
    select reached.channel, reached.address, customers.merged_into
      from reached join customers on customers.id = reached.customer_id where customers.merged_into is not null
  ), refusals (customer_id, channel, at, recorded_by) as (
    select reached.customer_id, reached.channel, max(suppressions.recorded_at), min(suppressions.recorded_by)
      from reached
      join suppressions on suppressions.channel = reached.channel and suppressions.address = reached.address
      join customers on customers.id = reached.customer_id and customers.status not in ('merged', 'erased')
      group by reached.customer_id, reached.channel
  )
  select 'con_0' || upper(substr(md5(random()::text || customer_id || channel), 1, 25)), customer_id, channel, false, 'unsubscribe', null, at, at::date, at, recorded_by
    from refusals
    where not exists (
      select 1 from consents as known
        where known.customer_id = refusals.customer_id and known.channel = refusals.channel
          and not known.granted and known.occurred_at >= refusals.at
    );
-- An address that is nobody's goes on getting nothing: there is no customer to keep the refusal with.
update suppressions set reason = 'by_hand',
    cause = coalesce(cause, '{"en":"unsubscribed, of an unknown customer","zh-CN":"客户未知，已退订"}')
  where reason = 'unsubscribed'
    and not exists (
      select 1 from customer_identities
        where customer_identities.value = suppressions.address
          and customer_identities.kind = case suppressions.channel when 'sms' then 'phone' else suppressions.channel end
    )
    and not exists (
      select 1 from customers where customers.id = suppressions.customer_id and customers.status <> 'erased'
    );
delete from suppressions where reason = 'unsubscribed';

alter table suppressions add column id text collate "C";
update suppressions set id = 'sup_0' || upper(substr(md5(random()::text || channel || address), 1, 25));
alter table suppressions alter column id set not null;
create unique index suppressions_by_id on suppressions (id);
drop index suppressions_by_time;
create index suppressions_by_time on suppressions (recorded_at, id);

alter table deliveries add column delivered_at timestamp;
alter table deliveries add column complained_at timestamp;

create table test_addresses (
  id text collate "C" not null primary key,
  user_id text collate "C" not null references users (id),
  channel text collate "C" not null,
  address text collate "C" not null,
  -- What the code that was sent there is derived from; none once the address is verified.
  code_salt text collate "C",
  code_expires_at timestamp,
  -- How often a wrong code was tried since it was sent.
  wrong_codes integer not null,
  verified_at timestamp,
  created_at timestamp not null
);
create unique index test_addresses_by_user on test_addresses (user_id, channel, address);

-- How many messages somebody had sent for trying on a day of UTC, of each kind.
create table test_send_counts (
  user_id text collate "C" not null references users (id),
  kind text collate "C" not null,
  day date not null,
  count integer not null,
  primary key (user_id, kind)
);
