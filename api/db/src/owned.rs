//! Rows of a customer that are given to another. `customer_id` is part of their keys and never updated: they are inserted
//! anew and deleted.

use crate::dialect::SqlBuilder;
use crate::{Db, Result};

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// A table whose rows are of a customer each.
pub(crate) struct Owned {
    pub table: &'static str,
    /// The column by which some of its rows are told: the row's own id, or that of the thing it belongs to.
    pub key: &'static str,
    /// A query of every column, as the schema has them.
    pub all: fn() -> String,
}

/// An [`Owned`] table by its name and key: `owned!(purchases, id)`.
macro_rules! owned {
    ($table:ident, $key:ident) => {
        $crate::owned::Owned {
            table: stringify!($table),
            key: stringify!($key),
            all: || {
                use diesel::prelude::*;
                let all = $crate::schema::$table::table.select($crate::schema::$table::all_columns);
                diesel::debug_query::<diesel::pg::Pg, _>(&all).to_string()
            },
        }
    };
}
pub(crate) use owned;

impl Owned {
    /// The columns in the order of the schema.
    fn columns(&self) -> Vec<String> {
        let query = (self.all)();
        let list = query.trim_start_matches("SELECT ").split(" FROM ").next().unwrap_or_default();
        let name = |column: &str| column.rsplit('.').next().unwrap_or_default().trim_matches('"').to_owned();
        list.split(", ").map(name).collect()
    }

    /// Gives rows of a customer to another: all, or those with these keys.
    pub fn give(&self, db: &mut Db, from: &str, to: &str, keys: Option<&[String]>) -> Result<()> {
        if keys.is_some_and(<[String]>::is_empty) {
            return Ok(());
        }
        let columns = self.columns();
        let mut insert = SqlBuilder::default();
        insert.text("insert into ").text(self.table).text(" (").text(&columns.join(", ")).text(") select ");
        for (place, column) in columns.iter().enumerate() {
            insert.text(if place == 0 { "" } else { ", " });
            match column.as_str() {
                "customer_id" => insert.value(to),
                column => insert.text(column),
            };
        }
        insert.text(" from ").text(self.table);
        self.chosen(db, &mut insert, from, keys);
        insert.execute(db)?;
        let mut delete = SqlBuilder::default();
        delete.text("delete from ").text(self.table);
        self.chosen(db, &mut delete, from, keys);
        delete.execute(db).map(|_| ())
    }

    fn chosen(&self, db: &mut Db, sql: &mut SqlBuilder, from: &str, keys: Option<&[String]>) {
        sql.text(" where customer_id = ").value(from);
        if let Some(keys) = keys {
            sql.text(" and ").text(self.key).text(" in ").ids(db.backend(), keys);
        }
    }

    /// How many of the rows are of a customer.
    pub fn count(&self, db: &mut Db, customer_id: &str) -> Result<i64> {
        let mut query = SqlBuilder::default();
        query.text("select count(*) as count from ").text(self.table).text(" where customer_id = ").value(customer_id);
        Ok(query.load::<Count>(db)?.first().map_or(0, |row| row.count))
    }

    /// The keys of a customer's rows, in their order.
    pub fn keys(&self, db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
        let mut query = SqlBuilder::default();
        query.text("select distinct ").text(self.key).text(" as id from ").text(self.table);
        query.text(" where customer_id = ").value(customer_id).text(" order by 1");
        Ok(query.load::<crate::dialect::Id>(db)?.into_iter().map(|row| row.id).collect())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_columns_are_those_of_the_schema() {
        let table = owned!(purchase_identities, purchase_id);
        assert_eq!(table.columns(), ["customer_id", "purchase_id", "identity"]);
        assert!(owned!(complaints, id).columns().contains(&"next_due_at".to_owned()));
    }
}
