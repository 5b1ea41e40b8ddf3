//! Every table with rows of a customer says what becomes of each of its columns.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use regulars::assembly::sources::PERSONAL_DATA;
use regulars_db::on;
use regulars_tests::{Backend, TestApp};

/// By which a table belongs to customers, or is theirs.
const OWNERS: [&str; 2] = ["customer_id", "merged_into"];

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[actix_web::test]
async fn every_table_of_customers_says_what_becomes_of_each_column() {
    let app = TestApp::start().await;
    let query = match regulars_tests::backend() {
        Backend::Sqlite => {
            "select m.name as owner, c.name as name from sqlite_master m join pragma_table_info(m.name) c \
             where m.type = 'table'"
        }
        Backend::Postgres => {
            "select cast(table_name as text) as owner, cast(column_name as text) as name \
             from information_schema.columns where table_schema = 'public'"
        }
    };
    let found: Vec<Column> = on!(&mut app.db(), |c| diesel::sql_query(query).load(c)).unwrap();
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Column { owner, name } in found {
        tables.entry(owner).or_default().insert(name);
    }
    tables.retain(|_, columns| OWNERS.iter().any(|owner| columns.contains(*owner)));
    let mut stated: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for held in PERSONAL_DATA.held() {
        let columns = held.columns.iter().filter(|column| column.looked_up.is_none());
        let columns = columns.map(|column| column.name).chain([held.owner]);
        let columns: BTreeSet<String> = columns.map(str::to_owned).collect();
        // Rows of two customers are stated for either.
        let before = stated.insert(held.table.to_owned(), columns.clone());
        assert!(before.is_none_or(|before| before == columns), "{} is stated in two ways", held.table);
    }
    assert_eq!(stated, tables);
}
