drop table customer_life_time_values;
drop table life_time_value_fits;
