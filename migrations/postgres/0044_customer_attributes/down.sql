drop table customer_attributes;
drop table attribute_definitions;
