delete from attribute_definitions where id between 'atr_00000000000000000000000001' and 'atr_0000000000000000000000000C';
