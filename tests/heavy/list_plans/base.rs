//! 200,000 rows of all that grows with the base, written by the database itself in seconds. What is looked for is at times
//! common, at times rare, and rare things lie in no order.

use regulars_db::{Backend, Db};
use regulars_tests::{Role, Units, add_user};

pub const ROWS: i64 = 200_000;
/// Surnames: two in twenty are 李, one is 王.
const SURNAMES: &str = "王李李张刘陈杨黄赵吴周徐孙马朱胡郭何高林";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志";
/// The customer of whom much is known.
pub const REGULAR: i64 = 77;

/// A filled base.
pub struct Base {
    pub units: Units,
    /// Owns five customers in a thousand.
    pub owner: String,
}

impl Base {
    pub fn fill(db: &mut Db, units: Units) -> Base {
        let assigned = [(units.group.clone(), Role::Admin)];
        let owner = add_user(db, "owner@example.com", &assigned, None).unwrap().id;
        let base = Base { units, owner };
        // References are checked row by row otherwise.
        db.execute(match db.backend() {
            Backend::Postgres => "SET session_replication_role = replica",
            Backend::Sqlite => "PRAGMA foreign_keys = OFF",
        })
        .unwrap();
        let sql = Sql(db.backend());
        let statements = [base.customers(sql), base.sales(sql), base.loyalty(sql), base.service(sql)].concat();
        db.transaction(|db| statements.iter().try_for_each(|statement| db.execute(statement))).unwrap();
        if db.backend() == Backend::Postgres {
            db.execute("ANALYZE").unwrap();
            db.execute("VACUUM").unwrap();
        }
        base
    }

    /// Most customers are at home in one store, a few in the group itself.
    fn home(&self) -> String {
        let Units { n1, n2, s1, group, .. } = &self.units;
        let of = among(17, 1000);
        format!(
            "case when {of} < 5 then '{group}' when {of} < 500 then '{n1}' when {of} < 800 then '{n2}' else '{s1}' end"
        )
    }

    fn customers(&self, sql: Sql) -> Vec<String> {
        let (numbers, owner, home) = (sql.numbers(), &self.owner, self.home());
        let created = sql.moment("n * 10");
        let name = name();
        let (city, gone, source, tags) = (among(13, 2000), among(19, 2000), among(23, 1000), among(29, 1000));
        let (tier, spend, last) = (among(31, 100), among(37, 100_003), sql.day(&among(41, 1000)));
        vec![
            format!(
                "INSERT INTO customers (id, kind, status, name, name_key, city, source, home_unit_id, owner_id, tags, \
                 attributes, created_at, updated_at, version) SELECT {CUSTOMER}, \
                 case when {} = 3 then 'business' else 'consumer' end, \
                 case when {gone} = 0 then 'merged' when {gone} = 1 then 'erased' when {gone} < 20 then 'lost' \
                 when {gone} < 200 then 'prospect' else 'active' end, {name}, {name}, \
                 case when {city} = 0 then '三亚' when {city} < 700 then '上海' else '北京' end, \
                 case when {source} = 0 then 'referral' when {source} < 300 then 'online' else 'walk_in' end, \
                 {home}, case when {} < 5 then '{owner}' end, '[]', '{{}}', {created}, {created}, 1 FROM {numbers}",
                among(43, 200),
                among(47, 1000),
            ),
            format!(
                "INSERT INTO customer_metrics (customer_id, last_purchase_on, purchases, purchase_days, net_minor, tier, \
                 version, changed_at) SELECT {CUSTOMER}, case when {tier} < 60 then {last} end, \
                 case when {tier} < 60 then 1 + {} else 0 end, 0, \
                 case when {tier} < 5 then 350000 + {spend} when {tier} < 20 then 150000 + {spend} \
                 when {tier} < 60 then 1 + {spend} else 0 end, \
                 case when {tier} < 5 then 'A' when {tier} < 20 then 'B' when {tier} < 60 then 'C' else 'none' end, 1, \
                 {} FROM {numbers}",
                among(53, 50),
                sql.moment(&among(149, 999_983))
            ),
            format!(
                "INSERT INTO identity_owners (identity, customer_id) SELECT 'external:' || {} || ':' || n, {CUSTOMER} \
                 FROM {numbers} WHERE {} < 300 OR n < 500",
                partner(),
                among(151, 1000)
            ),
            format!(
                "INSERT INTO customer_identities (id, customer_id, kind, partner, value) SELECT 'idn_' || (10000000 + n), \
                 {CUSTOMER}, 'external', {}, n FROM {numbers} WHERE {} < 300 OR n < 500",
                partner(),
                among(151, 1000)
            ),
            format!("INSERT INTO customer_terms (customer_id, term) SELECT {CUSTOMER}, 'n' || {name} FROM {numbers}"),
            format!(
                "INSERT INTO customer_terms (customer_id, term) SELECT {CUSTOMER}, 'n' || {} FROM {numbers}",
                given()
            ),
            format!(
                "INSERT INTO customer_terms (customer_id, term) SELECT {CUSTOMER}, 'p' || {} FROM {numbers}",
                among(59, 999_983)
            ),
            format!(
                "INSERT INTO customer_tags (customer_id, tag) SELECT {CUSTOMER}, 'vip' FROM {numbers} WHERE {tags} < 10"
            ),
            format!(
                "INSERT INTO customer_tags (customer_id, tag) SELECT {CUSTOMER}, 'new' FROM {numbers} WHERE {tags} < 250"
            ),
            format!(
                "INSERT INTO segment_members (customer_id, segment_id, since, rule_version) \
                 SELECT {CUSTOMER}, 'seg_large', {last}, 1 FROM {numbers} WHERE {} < 30",
                among(61, 100)
            ),
            format!(
                "INSERT INTO segment_members (customer_id, segment_id, since, rule_version) \
                 SELECT {CUSTOMER}, 'seg_small', {last}, 1 FROM {numbers} WHERE {} < 2",
                among(67, 1000)
            ),
        ]
    }

    fn sales(&self, sql: Sql) -> Vec<String> {
        let (numbers, at, home) = (sql.numbers(), sql.moment("n * 10"), self.home());
        let (channel, state) = (among(71, 4000), among(73, 4000));
        vec![format!(
            "INSERT INTO purchases (id, customer_id, unit_id, channel, revision, occurred_at, occurred_on, recorded_at, \
             currency, gross_minor, discount_minor, refunded_minor, net_minor, state, updated_at, partner, external_id) \
             SELECT 'pur_' || (10000000 + n), \
             case when n % 10 = 0 then 'cus_' || (10000000 + {REGULAR}) else {CUSTOMER} end, \
             case when n % 50 <> 0 then {home} end, \
             case when {channel} = 0 then 'agency' when {channel} < 600 then 'online' when {channel} < 1800 then 'delivery' \
             else 'in_store' end, 1, {at}, {}, {at}, 'CNY', 100, 0, 0, 100, \
             case when {state} = 0 then 'reversed' when {state} < 40 then 'refunded' else 'paid' end, {at}, {}, n FROM {numbers}",
            sql.day("n * 10 / 1440"),
            partner(),
        )]
    }

    fn loyalty(&self, sql: Sql) -> Vec<String> {
        let (numbers, at, day) = (sql.numbers(), sql.moment("n * 10"), sql.day("n * 10 / 1440"));
        let (level, state) = (among(79, 1000), among(83, 1000));
        vec![
            format!(
                "INSERT INTO memberships (id, customer_id, programme_id, card, state, enrolled_at, enrolled_on, recorded_at, \
                 recorded_by, level_id, level_since, level_rule, review_on, balance, carry, entries, updated_at, version) \
                 SELECT 'mem_' || (10000000 + n), {CUSTOMER}, \
                 case when {} = 0 then 'prg_small' else 'prg_large' end, 'M' || n, \
                 case when {state} < 2 then 'suspended' when {state} < 12 then 'closed' else 'active' end, {at}, {day}, {at}, \
                 'system', case when {level} < 2 then 'lvl_gold' when {level} < 300 then 'lvl_silver' end, {day}, 1, {day}, \
                 0, 0, 0, {at}, 1 FROM {numbers}",
                among(89, 500)
            ),
            format!(
                "INSERT INTO point_entries (id, customer_id, membership_id, number, kind, points, balance, occurred_at, \
                 occurred_on, recorded_at, recorded_by) SELECT 'pnt_' || (10000000 + n), 'cus_' || (10000000 + {REGULAR}), \
                 'mem_' || (10000000 + {REGULAR}), n, 'earn', 1, n, {at}, {day}, {at}, 'system' FROM {numbers} WHERE n <= 5000"
            ),
        ]
    }

    fn service(&self, sql: Sql) -> Vec<String> {
        let (numbers, at, day) = (sql.numbers(), sql.moment("n * 10"), sql.day("n * 10 / 1440"));
        let (state, severity, owner) = (among(97, 2000), among(101, 1000), &self.owner);
        vec![
            format!(
                "INSERT INTO interactions (id, customer_id, kind, direction, body, occurred_at, occurred_on, recorded_at, \
                 recorded_by) SELECT 'int_' || (10000000 + n), 'cus_' || (10000000 + {REGULAR}), 'phone', 'in', 'Asked', {at}, \
                 {day}, {at}, 'system' FROM {numbers} WHERE n <= 20000"
            ),
            format!(
                "INSERT INTO tasks (id, customer_id, title, owner_id, due_on, state, created_by, created_at, updated_at, \
                 version) SELECT 'tsk_' || (10000000 + n), {CUSTOMER}, 'Call', '{owner}', \
                 case when n % 3 > 0 then {day} end, case when {} < 5 then 'open' else 'done' end, 'system', {at}, {at}, 1 \
                 FROM {numbers} WHERE n <= 10000",
                among(127, 1000)
            ),
            format!(
                "INSERT INTO deliveries (id, customer_id, source_kind, source_id, step, arm, state, reason, channel, purpose, \
                 language, due_at, attempts, assigned_at, assigned_on, updated_at) SELECT 'dlv_' || (10000000 + n), {CUSTOMER}, \
                 'campaign', 'cmp_one', 1, case when {severity} < 100 then 'b' else 'a' end, \
                 case when {severity} < 2 then 'failed' when {severity} < 50 then 'suppressed' else 'sent' end, \
                 case when {severity} >= 2 and {severity} < 4 then 'no_consent' when {severity} >= 2 and {severity} < 50 then \
                 'no_address' end, 'email', 'marketing', 'zh-CN', {at}, 1, {at}, {day}, {at} FROM {numbers}"
            ),
            format!(
                "INSERT INTO audit_events (id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail, \
                 digest) SELECT 'aud_' || (10000000 + n), {at}, 'user', case when {state} < 4 then '{owner}' else 'usr_busy' end, \
                 'Somebody', case when {severity} < 2 then 'users.create' else 'purchases.create' end, 'purchase', \
                 'pur_' || (10000000 + n), '{{}}', '' FROM {numbers}"
            ),
            format!(
                "INSERT INTO notifications (id, user_id, kind, subject, subject_id, item_id, by_id, created_at, read_at, \
                 by_mail) SELECT 'ntf_' || (10000000 + n), '{owner}', 'task_given', 'task', 'tsk_' || (10000000 + n), \
                 'tsk_' || (10000000 + n), 'usr_busy', {at}, case when {} > 1 then {at} end, false FROM {numbers} WHERE n <= 50000",
                among(131, 1000)
            ),
            format!(
                "INSERT INTO suppressions (id, channel, address, reason, recorded_at, recorded_by) SELECT \
                 'sup_' || (10000000 + n), 'email', 'a' || n || '@example.com', \
                 case when {severity} < 2 then 'complained' else 'bounced' end, {at}, 'system' FROM {numbers}"
            ),
        ]
    }
}

/// The id of the customer `n`; ids follow the time of creation.
const CUSTOMER: &str = "'cus_' || (10000000 + n)";

/// A number below `most` that follows from `n` without any order.
fn among(seed: i64, most: i64) -> String {
    format!("((n * {} % 1000003) % {most})", 7919 * seed)
}

/// A partner that was there at the beginning, and the one that took its place.
fn partner() -> &'static str {
    "case when n < 500 then 'old' else 'till' end"
}

fn given() -> String {
    let one = |seed| letter(GIVEN, &among(seed, 31));
    format!("{} || {}", one(3), one(5))
}

/// The letter at a place, from 0.
fn letter(letters: &str, place: &str) -> String {
    format!("substr('{letters}', cast(1 + {place} as integer), 1)")
}

fn name() -> String {
    format!("{} || {}", letter(SURNAMES, &among(7, 20)), given())
}

/// What the two databases write otherwise.
#[derive(Clone, Copy)]
struct Sql(Backend);

impl Sql {
    /// From 1 to [`ROWS`] as the column `n`.
    fn numbers(self) -> String {
        match self.0 {
            Backend::Postgres => format!("generate_series(1::bigint, {ROWS}) AS g (n)"),
            Backend::Sqlite => format!(
                "(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ROWS}) SELECT n FROM s) g"
            ),
        }
    }

    fn moment(self, minutes: &str) -> String {
        match self.0 {
            Backend::Postgres => format!("(timestamp '2020-01-01' + ({minutes}) * interval '1 minute')"),
            Backend::Sqlite => format!("strftime('%Y-%m-%d %H:%M:%f', '2020-01-01', '+' || ({minutes}) || ' minutes')"),
        }
    }

    fn day(self, days: &str) -> String {
        match self.0 {
            Backend::Postgres => format!("(date '2020-01-01' + cast({days} as integer))"),
            Backend::Sqlite => format!("date('2020-01-01', '+' || ({days}) || ' days')"),
        }
    }
}
