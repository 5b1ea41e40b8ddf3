drop index anonymous_sales_by_change;
