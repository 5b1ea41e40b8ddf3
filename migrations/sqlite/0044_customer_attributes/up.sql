-- What a chain wants to know of its customers besides.
create table attribute_definitions (
  id text not null primary key,
  key text not null unique,
  name_zh text not null,
  name_en text not null,
  value_type text not null,
  kinds text not null,
  options text not null,
  minimum text,
  maximum text,
  max_length integer,
  archived boolean not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

-- The attributes of customers as rows, for lists and segments: a number in ten-thousandths, anything else as a text.
create table customer_attributes (
  customer_id text not null references customers (id),
  key text not null,
  text_value text,
  number_value bigint,
  primary key (customer_id, key)
) without rowid;
create index customer_attributes_by_text on customer_attributes (key, text_value, customer_id)
  where text_value is not null;
create index customer_attributes_by_number on customer_attributes (key, number_value, customer_id)
  where number_value is not null;

-- Attributes that were written before any was defined get a definition each: of their own type where all values agree,
-- else of texts.
insert into attribute_definitions
select
  'atr_0' || substr(hex(randomblob(13)), 1, 25), key, key, key,
  case when min(is_boolean) then 'boolean' when min(is_integer) then 'integer' else 'text' end,
  '["consumer","business","dealer","internal","public_interest"]', '[]', null, null, null, false,
  strftime('%Y-%m-%d %H:%M:%f', 'now'), strftime('%Y-%m-%d %H:%M:%f', 'now'), 1
from (
  select
    a.key as key,
    a.type in ('true', 'false') as is_boolean,
    a.type = 'integer' and a.value between -99999999999 and 99999999999 as is_integer
  from customers c, json_each(c.attributes) a
  where c.attributes <> '{}' and a.type <> 'null' and a.value <> ''
) values_of
group by key;

update customers set attributes = coalesce((
  select json_group_object(
    a.key,
    case
      when d.value_type = 'text' and a.type in ('true', 'false') then a.type
      when d.value_type = 'text' then cast(a.value as text)
      when d.value_type = 'boolean' then json(a.type)
      else a.value
    end
  )
  from json_each(customers.attributes) a join attribute_definitions d on d.key = a.key
  where a.type <> 'null' and a.value <> ''
), '{}')
where attributes <> '{}';

insert into customer_attributes (customer_id, key, text_value, number_value)
select
  c.id, a.key,
  case when a.type in ('true', 'false') then a.type when a.type = 'text' then a.value end,
  case when a.type = 'integer' then a.value * 10000 end
from customers c, json_each(c.attributes) a
where c.attributes <> '{}' and c.status not in ('merged', 'erased');
