//! Reading the cells of one row, collecting what is wrong on the way.

use chrono::{DateTime, Utc};

use super::{PurchaseRow, Read, Reader, RowError};
use crate::customers::profiles::{Birthday, ConsentChannel, check_tags};
use crate::exchange::cells::{split_ids, split_list};
use crate::exchange::imports::cells;
use crate::exchange::imports::cells::CellError;
use crate::exchange::imports::fields::Field;
use crate::exchange::words::{Named, expected_words, read_answer, read_word};
use crate::identities::{IdentityKind, normalise};
use crate::ids;
use crate::message;
use crate::period;
use crate::text::{self, Message, TextError};

/// Code and detail of what is wrong with a cell.
pub(super) type Reason = (&'static str, Message);

pub(super) fn unreadable(error: CellError) -> Reason {
    let code = match error {
        CellError::Currency => "other_currency",
        CellError::AmbiguousDate => "ambiguous_date",
        _ => "unreadable",
    };
    (code, error.into())
}

pub(super) fn in_words<E: Into<Message>>(code: &'static str) -> impl Fn(E) -> Reason {
    move |error| (code, error.into())
}

/// A column of days may hold times as well; who wrote neither is told of days.
fn told_as_date(reason: Reason) -> Reason {
    if reason == unreadable(CellError::DateTime) { unreadable(CellError::Date) } else { reason }
}

fn damaged() -> Reason {
    let said = message!(
        "a spreadsheet took the number for an amount and lost digits of it; import a file with the column as text",
        "电子表格把这个号码当成了数值并丢失了位数；请把该列设为文本后重新导出"
    );
    ("damaged_id", said)
}

fn no_value() -> Reason {
    ("unreadable", message!("an error of the spreadsheet stands in place of a value", "单元格是电子表格的错误值"))
}

/// The values in a cell: the whole cell if it is one, else what is parted by separators or spaces.
pub(super) fn values(kind: IdentityKind, cell: &str, region: &str) -> Result<Vec<String>, Reason> {
    let whole = match normalise(kind, cell, region) {
        Ok(value) => return Ok(vec![value]),
        Err(error) => error,
    };
    let by_separator = |c: char| matches!(c, ',' | ';' | '|' | '/' | '\n' | '，' | '；' | '、');
    let by_space = |c: char| by_separator(c) || c.is_whitespace();
    let all = |parts: Vec<&str>| -> Option<Vec<String>> {
        let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 {
            return None;
        }
        parts.into_iter().map(|part| normalise(kind, part, region).ok()).collect()
    };
    all(cell.split(by_separator).collect())
        .or_else(|| all(cell.split(by_space).collect()))
        .ok_or_else(|| ("identity", whole.into()))
}

/// A row being read: its cells, and what was wrong so far.
pub(super) struct Cells<'a, S> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) row: &'a [S],
    errors: Vec<RowError>,
    warnings: Vec<RowError>,
}

impl<'a, S: AsRef<str>> Cells<'a, S> {
    pub(super) fn new(reader: &'a Reader<'a>, row: &'a [S]) -> Self {
        Self { reader, row, errors: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn finish<T>(mut self, value: T) -> Result<Read<T>, Vec<RowError>> {
        if self.errors.is_empty() && (!self.reader.strict || self.warnings.is_empty()) {
            return Ok(Read { value, warnings: self.warnings });
        }
        self.errors.append(&mut self.warnings);
        Err(self.errors)
    }

    fn fail(&mut self, field: Field, (code, detail): Reason) {
        self.errors.push(RowError { field, code, detail });
    }

    pub(super) fn warn(&mut self, field: Field, (code, detail): Reason) {
        self.warnings.push(RowError { field, code, detail });
    }

    /// A cell that is left out when it cannot be read.
    pub(super) fn optional<T>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        let cell = self.reader.layout.cell(self.row, field)?;
        let read = if cells::is_error_value(cell) { Err(no_value()) } else { read(cell) };
        read.map_err(|reason| self.warn(field, reason)).ok()
    }

    /// A cell that costs the row when it cannot be read.
    pub(super) fn whole<T>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        let cell = self.reader.layout.cell(self.row, field)?;
        let read = if cells::is_error_value(cell) { Err(no_value()) } else { read(cell) };
        read.map_err(|reason| self.fail(field, reason)).ok()
    }

    pub(super) fn required<T>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, Reason>) -> Option<T> {
        if self.reader.layout.cell(self.row, field).is_none() {
            self.fail(field, ("missing", TextError::Empty.into()));
            return None;
        }
        self.whole(field, read)
    }

    pub(super) fn line(&mut self, field: Field, most: usize) -> Option<String> {
        self.optional(field, |cell| text::check_line(cell, most).map_err(in_words("text")))
    }

    /// What a cell means, by the words that were said to mean ours; none when it was said to mean nothing.
    fn meant(&self, field: Field) -> Option<&'a str> {
        let cell = self.reader.layout.cell(self.row, field)?;
        Some(self.reader.words.meant(field, cell)).filter(|word| !word.is_empty())
    }

    pub(super) fn word<W: Named>(&mut self, field: Field) -> Option<W> {
        let cell = self.meant(field)?;
        let word = read_word(cell);
        if word.is_none() {
            self.warn(field, ("unknown_word", expected_words::<W>()));
        }
        word
    }

    /// The code, name or id of a unit.
    pub(super) fn unit(&mut self) -> Option<String> {
        let cell = self.meant(Field::UnitCode)?;
        match text::check_line(cell, 200) {
            Ok(unit) => Some(unit),
            Err(error) => {
                self.warn(Field::UnitCode, in_words("text")(error));
                None
            }
        }
    }

    pub(super) fn identity(&mut self, field: Field, kind: IdentityKind) -> Option<String> {
        self.identities(field, kind).into_iter().next()
    }

    /// Every value of every column of an identity, each once.
    pub(super) fn identities(&mut self, field: Field, kind: IdentityKind) -> Vec<String> {
        let reader = self.reader;
        let mut found: Vec<String> = Vec::new();
        for cell in reader.layout.cells(self.row, field) {
            if cells::is_damaged_id(cell) {
                self.fail(field, damaged());
                continue;
            }
            match values(kind, cell, reader.phone_region) {
                Ok(values) => {
                    for value in values {
                        if !found.contains(&value) {
                            found.push(value);
                        }
                    }
                }
                Err(reason) => self.warn(field, reason),
            }
        }
        found
    }

    pub(super) fn external_id(&mut self, field: Field) -> Option<String> {
        self.whole(field, |cell| {
            if cells::is_damaged_id(cell) {
                return Err(damaged());
            }
            let id: String = cell.chars().filter(|c| !text::is_unseen(*c)).collect();
            if ids::is_external_id(&id) { Ok(id) } else { Err(no_external_id()) }
        })
    }

    pub(super) fn external_ids(&mut self) -> Vec<(String, String)> {
        let read = self.whole(Field::ExternalIds, |cell| {
            let is_id = |(partner, id): &(String, String)| ids::is_partner_code(partner) && ids::is_external_id(id);
            split_ids(cell).filter(|ids| ids.iter().all(is_id)).ok_or_else(|| {
                let said = message!(
                    "expected partners' codes and ids parted by spaces: `shop:17 till:A1`",
                    "应为以空格分隔的合作方编码和编号：`shop:17 till:A1`"
                );
                ("external_id", said)
            })
        });
        read.unwrap_or_default()
    }

    pub(super) fn own_id(&mut self) -> Option<String> {
        self.whole(Field::Id, |cell| {
            let said =
                message!("expected an id such as `cus_…`, as an export has it", "应为导出文件中 `cus_…` 这样的编号");
            if ids::is(ids::CUSTOMER, cell) { Ok(cell.to_owned()) } else { Err(("id", said)) }
        })
    }

    pub(super) fn tags(&mut self) -> Vec<String> {
        let reader = self.reader;
        let parts: Vec<String> = reader.layout.cells(self.row, Field::Tags).flat_map(split_list).collect();
        match check_tags(&parts) {
            Ok(tags) => tags,
            Err(error) => {
                self.warn(Field::Tags, in_words("tags")(error));
                Vec::new()
            }
        }
    }

    pub(super) fn birthday(&mut self) -> Option<Birthday> {
        let Reader { dates, now, zone, .. } = *self.reader;
        self.optional(Field::Birthday, |cell| {
            let birthday = cells::parse_birthday(cell, dates, zone).map_err(unreadable)?;
            birthday.check(period::local_day(now, zone)).map_err(in_words("birthday"))?;
            Ok(birthday)
        })
    }

    /// What the customer said to each channel.
    pub(super) fn consents(&mut self) -> Vec<(ConsentChannel, bool)> {
        let channels = [
            (Field::ConsentEmail, ConsentChannel::Email),
            (Field::ConsentSms, ConsentChannel::Sms),
            (Field::ConsentPhone, ConsentChannel::Phone),
            (Field::ConsentWechat, ConsentChannel::Wechat),
            (Field::ConsentPost, ConsentChannel::Post),
        ];
        let mut said = Vec::new();
        for (field, channel) in channels {
            let Some(cell) = self.meant(field) else { continue };
            match read_answer(cell) {
                Some(granted) => said.push((channel, granted)),
                None => self.warn(field, ("unknown_word", message!("expected yes or no", "应为是或否"))),
            }
        }
        said
    }

    /// When it was said, not after now.
    pub(super) fn consented_at(&mut self) -> Option<DateTime<Utc>> {
        let Reader { dates, now, zone, .. } = *self.reader;
        self.optional(Field::ConsentOn, |cell| {
            let at = cells::parse_instant(cell, dates, zone).map_err(unreadable).map_err(told_as_date)?;
            period::check_occurred_at(at, now).map_err(in_words("occurred_at"))?;
            Ok(at.min(now))
        })
    }

    /// The instant, else the first moment of the day; the epoch stands for one that could not be read.
    pub(super) fn occurred_at(&mut self) -> DateTime<Utc> {
        let Reader { dates, now, zone, .. } = *self.reader;
        let read = |cell: &str| {
            let at = cells::parse_instant(cell, dates, zone).map_err(unreadable)?;
            period::check_occurred_at(at, now).map_err(in_words("occurred_at"))?;
            Ok(at)
        };
        let exact = self.reader.layout.cell(self.row, Field::OccurredAt);
        let time = exact.filter(|_| self.reader.layout.cell(self.row, Field::OccurredOn).is_some());
        let at = if let Some(time) = time.and_then(cells::parse_time) {
            // The day stands in a column of its own.
            self.whole(Field::OccurredOn, |cell| {
                let day = period::local_day(cells::parse_instant(cell, dates, zone).map_err(unreadable)?, zone);
                let at = period::instant_of(day, time, zone);
                period::check_occurred_at(at, now).map_err(in_words("occurred_at"))?;
                Ok(at)
            })
        } else if exact.is_some() {
            self.whole(Field::OccurredAt, read)
        } else {
            self.required(Field::OccurredOn, |cell| read(cell).map_err(told_as_date))
        };
        at.unwrap_or_default()
    }

    /// A row of a purchase must say whose it is.
    pub(super) fn names_a_customer(&mut self, row: &PurchaseRow) {
        let named = [&row.customer_external_id, &row.customer_phone, &row.customer_card, &row.customer_email];
        let broken = [Field::CustomerExternalId, Field::CustomerPhone, Field::CustomerCard, Field::CustomerEmail];
        if named.iter().any(|identity| identity.is_some()) {
            return;
        }
        // Whose it is was said, and cannot be read: that is what is wrong.
        let (unread, kept): (Vec<RowError>, Vec<RowError>) =
            self.warnings.drain(..).partition(|warning| broken.contains(&warning.field));
        self.warnings = kept;
        let told = !unread.is_empty() || self.errors.iter().any(|error| broken.contains(&error.field));
        self.errors.extend(unread);
        if !told {
            let said = message!(
                "the row names no customer by id, phone, card or e-mail",
                "这一行没有以编号、电话、卡号或邮箱指明客户"
            );
            self.fail(Field::CustomerExternalId, ("missing", said));
        }
    }
}

fn no_external_id() -> Reason {
    let said =
        message!("expected 1 to 128 characters without control characters", "应为 1 至 128 个字符，且不含控制字符");
    ("external_id", said)
}
