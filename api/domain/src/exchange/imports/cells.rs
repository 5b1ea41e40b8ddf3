//! What a cell says: dates, times, amounts and quantities as files write them.

mod amounts;
mod birthdays;
mod damage;
mod dates;

pub use amounts::{parse_amount, parse_quantity};
pub use birthdays::{parse_birthday, write_birthday};
pub use damage::{is_damaged_id, is_error_value};
pub use dates::{DateForm, DateOrder, is_date_format, parse_date, parse_instant, parse_time};

crate::errors! {
    /// Why a cell cannot be read; each says what was expected.
    #[derive(Copy)]
    pub enum CellError {
        Date => (
            "expected a date such as 2026-05-01, 2026/5/1, 20260501 or `2026年5月1日`",
            "无法识别；应为 2026-05-01、2026/5/1、20260501 或 2026年5月1日 这样的日期"
        ),
        AmbiguousDate => (
            "day or month may come first: say which, or how dates are written",
            "无法判断日在前还是月在前，请指明，或写明日期格式"
        ),
        Birthday => (
            "expected a birthday such as 1988-05-01, 1988/5/1, `5月1日`, --05-01 or `农历1988-05-01`",
            "无法识别；应为 1988-05-01、1988/5/1、5月1日、--05-01 或 农历1988-05-01 这样的生日"
        ),
        DateTime => (
            "expected a date and time such as 2026-05-01 13:05:00 or 2026-05-01T13:05:00Z",
            "无法识别；应为 2026-05-01 13:05:00 或 2026-05-01T13:05:00Z 这样的日期和时间"
        ),
        Amount => (
            "expected an amount such as 1234.50, 1,234.50 or ¥1,234.50",
            "无法识别；应为 1234.50、1,234.50 或 ¥1,234.50 这样的金额"
        ),
        Currency => (
            "the amount is marked with another currency than the organisation's",
            "金额标注的不是本组织的货币"
        ),
        Quantity => (
            "expected a quantity above 0 such as 1 or 1.5",
            "无法识别；应为 1 或 1.5 这样大于 0 的数量"
        ),
    }
}
