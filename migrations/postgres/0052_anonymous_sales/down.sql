drop index refunds_by_day;
drop table anonymous_refund_lines;
drop table anonymous_refunds;
drop table anonymous_sale_lines;
drop table anonymous_sales;
