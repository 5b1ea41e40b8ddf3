drop table held_purchases;
