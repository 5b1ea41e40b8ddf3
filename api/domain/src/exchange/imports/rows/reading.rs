//! Reading the cells of one row, collecting what is wrong on the way.

use chrono::{DateTime, Datelike, Utc};

use super::{PurchaseRow, Reader, RowError};
use crate::customers::profiles::{Birthday, BirthdayCalendar, Gender, check_tags};
use crate::exchange::imports::cells;
use crate::exchange::imports::cells::CellError;
use crate::exchange::imports::fields::Field;
use crate::identities;
use crate::identities::IdentityKind;
use crate::message;
use crate::period;
use crate::sales::purchases::Channel;
use crate::text::{self, Message, TextError};
use crate::vocabulary::Word;

/// Code and detail of what is wrong with a cell.
pub(super) type Reason = (&'static str, Message);

pub(super) fn unreadable(error: CellError) -> Reason {
    let code = if error == CellError::Currency { "other_currency" } else { "unreadable" };
    (code, error.into())
}

pub(super) fn in_words<E: Into<Message>>(code: &'static str) -> impl Fn(E) -> Reason {
    move |error| (code, error.into())
}

pub(super) fn gender(cell: &str) -> Result<Gender, Reason> {
    match text::normalise(cell).as_str() {
        "female" | "f" | "女" | "女性" => Ok(Gender::Female),
        "male" | "m" | "男" | "男性" => Ok(Gender::Male),
        "other" | "其他" => Ok(Gender::Other),
        _ => Err((
            "unknown_word",
            message!("expected female, male, other, `女` or `男`", "应为 `female`、`male`、`other`、女或男"),
        )),
    }
}

/// A channel by its word, as the console calls it, or as shops do.
pub(super) fn channel(cell: &str) -> Result<Channel, Reason> {
    let plain: String = text::normalise(cell).chars().filter(|c| c.is_alphanumeric()).collect();
    match plain.as_str() {
        "instore" | "store" | "dinein" | "pos" | "堂食到店" | "堂食" | "到店" | "门店" | "店内" | "线下" => {
            Ok(Channel::InStore)
        }
        "delivery" | "外送" | "外卖" | "外卖平台" | "送货" | "配送" => Ok(Channel::Delivery),
        "online" | "web" | "ecommerce" | "线上" | "网上" | "网店" | "电商" | "小程序" => Ok(Channel::Online),
        "agency" | "代销" | "寄售" => Ok(Channel::Agency),
        _ => Err(("unknown_word", Channel::expectation())),
    }
}

pub(super) fn tags(cell: &str) -> Result<Vec<String>, Reason> {
    let parts: Vec<String> =
        cell.split([',', ';', '|', '，', '；', '、']).filter(|tag| !tag.trim().is_empty()).map(str::to_owned).collect();
    check_tags(&parts).map_err(in_words("tags"))
}

/// A column of days may hold times as well; who wrote neither is told of days.
fn told_as_date(reason: Reason) -> Reason {
    if reason == unreadable(CellError::DateTime) { unreadable(CellError::Date) } else { reason }
}

/// A row being read: its cells, and what was wrong so far.
pub(super) struct Cells<'a, S> {
    reader: &'a Reader<'a>,
    row: &'a [S],
    errors: Vec<RowError>,
}

impl<'a, S: AsRef<str>> Cells<'a, S> {
    pub(super) fn new(reader: &'a Reader<'a>, row: &'a [S]) -> Self {
        Self { reader, row, errors: Vec::new() }
    }

    pub(super) fn finish<T>(self, value: T) -> Result<T, Vec<RowError>> {
        if self.errors.is_empty() { Ok(value) } else { Err(self.errors) }
    }

    fn fail(&mut self, field: Field, (code, detail): Reason) {
        self.errors.push(RowError { field, code, detail });
    }

    pub(super) fn optional<T>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        let cell = self.reader.layout.cell(self.row, field)?;
        match read(cell) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fail(field, reason);
                None
            }
        }
    }

    pub(super) fn required<T>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        if self.reader.layout.cell(self.row, field).is_none() {
            self.fail(field, ("missing", TextError::Empty.into()));
            return None;
        }
        self.optional(field, read)
    }

    pub(super) fn line(&mut self, field: Field, most: usize) -> Option<String> {
        self.optional(field, |cell| text::check_line(cell, most).map_err(in_words("text")))
    }

    pub(super) fn word<W: Word>(&mut self, field: Field) -> Option<W> {
        self.optional(field, |cell| {
            W::parse(cell).or_else(|| W::parse(&cell.to_lowercase())).ok_or_else(|| ("unknown_word", W::expectation()))
        })
    }

    pub(super) fn identity(&mut self, field: Field, kind: IdentityKind) -> Option<String> {
        let region = self.reader.phone_region;
        self.optional(field, |cell| identities::normalise(kind, cell, region).map_err(in_words("identity")))
    }

    pub(super) fn external_id(&mut self, field: Field) -> Option<String> {
        self.optional(field, |cell| {
            if crate::ids::is_external_id(cell) {
                Ok(cell.to_owned())
            } else {
                Err((
                    "external_id",
                    message!(
                        "expected 1 to 128 characters without control characters",
                        "应为 1 至 128 个字符，且不含控制字符"
                    ),
                ))
            }
        })
    }

    pub(super) fn birthday(&mut self) -> Option<Birthday> {
        let Reader { date_format, now, zone, .. } = *self.reader;
        self.optional(Field::Birthday, |cell| {
            let day = cells::parse_date(cell, date_format).map_err(unreadable)?;
            let birthday = Birthday {
                year: Some(day.year()),
                month: day.month(),
                day: day.day(),
                calendar: BirthdayCalendar::Solar,
            };
            birthday.check(period::local_day(now, zone)).map_err(in_words("birthday"))?;
            Ok(birthday)
        })
    }

    /// The instant, else the first moment of the day; the epoch stands for one that could not be read.
    pub(super) fn occurred_at(&mut self) -> DateTime<Utc> {
        let Reader { date_format, now, zone, .. } = *self.reader;
        let read = |cell: &str| {
            let at = cells::parse_instant(cell, date_format, zone).map_err(unreadable)?;
            period::check_occurred_at(at, now).map_err(in_words("occurred_at"))?;
            Ok(at)
        };
        let exact = self.reader.layout.cell(self.row, Field::OccurredAt);
        let time = exact.filter(|_| self.reader.layout.cell(self.row, Field::OccurredOn).is_some());
        let at = if let Some(time) = time.and_then(cells::parse_time) {
            // The day stands in a column of its own.
            self.optional(Field::OccurredOn, |cell| {
                let day = period::local_day(cells::parse_instant(cell, date_format, zone).map_err(unreadable)?, zone);
                let at = period::instant_of(day, time, zone);
                period::check_occurred_at(at, now).map_err(in_words("occurred_at"))?;
                Ok(at)
            })
        } else if exact.is_some() {
            self.optional(Field::OccurredAt, read)
        } else {
            self.required(Field::OccurredOn, |cell| read(cell).map_err(told_as_date))
        };
        at.unwrap_or_default()
    }

    /// A row of a purchase must say whose it is.
    pub(super) fn names_a_customer(&mut self, row: &PurchaseRow) {
        let named = [&row.customer_external_id, &row.customer_phone, &row.customer_card, &row.customer_email];
        let broken = [Field::CustomerExternalId, Field::CustomerPhone, Field::CustomerCard, Field::CustomerEmail];
        let told = self.errors.iter().any(|error| broken.contains(&error.field));
        if !told && named.iter().all(|identity| identity.is_none()) {
            let said = message!(
                "the row names no customer by id, phone, card or e-mail",
                "这一行没有以编号、电话、卡号或邮箱指明客户"
            );
            self.fail(Field::CustomerExternalId, ("missing", said));
        }
    }
}
