//! What a cell says: dates, times, amounts and quantities as files write them.

mod amounts;
mod dates;

pub use amounts::{parse_amount, parse_quantity};
pub use dates::{is_date_format, parse_date, parse_instant};

/// Why a cell cannot be read; each says what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    #[error("expected a date such as 2026-05-01, 2026/5/1, 20260501 or 2026年5月1日")]
    Date,
    #[error("expected a date and time such as 2026-05-01 13:05:00 or 2026-05-01T13:05:00Z")]
    DateTime,
    #[error("expected an amount such as 1234.50, 1,234.50 or ¥1,234.50")]
    Amount,
    #[error("expected a quantity above 0 such as 1 or 1.5")]
    Quantity,
}
