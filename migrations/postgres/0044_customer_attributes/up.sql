-- What a chain wants to know of its customers besides.
create table attribute_definitions (
  id text collate "C" not null primary key,
  key text collate "C" not null unique,
  name_zh text collate "C" not null,
  name_en text collate "C" not null,
  value_type text collate "C" not null,
  kinds text collate "C" not null,
  options text collate "C" not null,
  minimum text collate "C",
  maximum text collate "C",
  max_length integer,
  archived boolean not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

-- The attributes of customers as rows, for lists and segments: a number in ten-thousandths, anything else as a text.
create table customer_attributes (
  customer_id text collate "C" not null references customers (id),
  key text collate "C" not null,
  text_value text collate "C",
  number_value bigint,
  primary key (customer_id, key)
);
create index customer_attributes_by_text on customer_attributes (key, text_value, customer_id)
  where text_value is not null;
create index customer_attributes_by_number on customer_attributes (key, number_value, customer_id)
  where number_value is not null;

-- Attributes that were written before any was defined get a definition each: of their own type where all values agree,
-- else of texts.
insert into attribute_definitions
select
  'atr_0' || upper(substr(md5(random()::text || key), 1, 25)), key, key, key,
  case when bool_and(is_boolean) then 'boolean' when bool_and(is_integer) then 'integer' else 'text' end,
  '["consumer","business","dealer","internal","public_interest"]', '[]', null, null, null, false,
  now() at time zone 'utc', now() at time zone 'utc', 1
from (
  select
    a.key as key,
    jsonb_typeof(a.value) = 'boolean' as is_boolean,
    jsonb_typeof(a.value) = 'number' and a.value #>> '{}' ~ '^-?[0-9]{1,11}$' as is_integer
  from customers c, jsonb_each(c.attributes::jsonb) a
  where c.attributes <> '{}' and jsonb_typeof(a.value) <> 'null' and a.value #>> '{}' <> ''
) values_of
group by key;

update customers set attributes = coalesce((
  select jsonb_object_agg(
    a.key, case when d.value_type = 'text' then to_jsonb(a.value #>> '{}') else a.value end
  )::text
  from jsonb_each(customers.attributes::jsonb) a join attribute_definitions d on d.key = a.key
  where jsonb_typeof(a.value) <> 'null' and a.value #>> '{}' <> ''
), '{}')
where attributes <> '{}';

insert into customer_attributes (customer_id, key, text_value, number_value)
select
  c.id, a.key,
  case when jsonb_typeof(a.value) <> 'number' then a.value #>> '{}' end,
  case when jsonb_typeof(a.value) = 'number' then (a.value #>> '{}')::bigint * 10000 end
from customers c, jsonb_each(c.attributes::jsonb) a
where c.attributes <> '{}' and c.status not in ('merged', 'erased');
