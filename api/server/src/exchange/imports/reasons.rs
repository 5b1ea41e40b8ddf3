//! Why a row was rejected, in the client's words. A row is kept with the code and what was expected, in English; this
//! table is the only source of what is said of a code in another language.

use regulars_domain::exchange::imports::{Field, FieldKind};
use regulars_domain::text::Language;

use super::rows::Reason;

/// Whether what was expected is told behind the words: it holds a number, a name or a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Told,
    Said,
}

use Expected::{Said, Told};

/// Code, Chinese words, and whether what was expected follows.
const WORDS: &[(&str, &str, Expected)] = &[
    ("birthday", "生日不正确", Told),
    ("cells", "单元格数量与表头不符", Told),
    ("conflict", "所指单元已关闭", Said),
    ("encoding", "这一行不是所选的编码", Said),
    ("erased", "该客户已被删除", Said),
    ("external_id", "编号应为 1 至 128 个字符，且不含控制字符", Said),
    ("forbidden", "这一行须属于您权限内的单元", Said),
    ("identity", "格式不正确", Told),
    ("identity_taken", "已属于另一位客户", Told),
    ("json", "这一行不是一个 JSON 对象", Told),
    ("missing", "必填", Said),
    ("name", "名称不正确", Told),
    ("negative", "不能为负数；退款请记为退款", Said),
    ("not_found", "所指对象不存在", Said),
    ("occurred_at", "时间过早或在未来", Said),
    ("other_row", "同一笔购买的另一行被拒绝", Said),
    ("out_of_range", "超出范围", Told),
    ("purchase_differs", "同一编号的购买内容不同", Said),
    ("rows_differ", "同一笔购买的各行须有相同的客户、时间、单元和渠道", Said),
    ("tags", "标签不正确", Told),
    ("text", "文字过长或含有不可用的字符", Told),
    ("too_long", "这一行过长", Said),
    ("too_many_lines", "一笔购买的行数过多", Told),
    ("unknown_word", "不是可识别的词", Told),
];

/// The reason as it is told in a language.
pub fn told(reason: Reason, language: Language) -> Reason {
    let detail = match language {
        Language::English => reason.detail,
        Language::Chinese => chinese(&reason),
    };
    Reason { detail, ..reason }
}

fn chinese(reason: &Reason) -> String {
    if reason.code == "unreadable" {
        return unreadable(reason).to_owned();
    }
    match WORDS.iter().find(|(code, ..)| *code == reason.code) {
        Some((_, words, Said)) => (*words).to_owned(),
        Some((_, words, Told)) => format!("{words}（{}）", reason.detail),
        None => reason.detail.clone(),
    }
}

/// What a cell that cannot be read should hold.
fn unreadable(reason: &Reason) -> &'static str {
    let field = reason.field.as_deref().and_then(|word| word.parse::<Field>().ok());
    match field.map(Field::kind) {
        Some(FieldKind::Date) => "无法识别；应为 2026-05-01、2026/5/1、20260501 或 2026年5月1日 这样的日期",
        Some(FieldKind::DateTime) => "无法识别；应为 2026-05-01 13:05:00 这样的日期和时间",
        Some(FieldKind::Amount) => "无法识别；应为 1234.50、1,234.50 或 ¥1,234.50 这样的金额",
        Some(FieldKind::Quantity) => "无法识别；应为 1 或 1.5 这样大于 0 的数量",
        _ => "无法识别",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_in_the_language_asked_for() {
        for (reason, expected) in [
            (Reason::of(Field::Phone, "missing", "must not be empty"), "必填"),
            (Reason::whole("cells", "expected 3 cells, found 2"), "单元格数量与表头不符（expected 3 cells, found 2）"),
            (Reason::of(Field::Amount, "unreadable", "…"), "无法识别；应为 1234.50、1,234.50 或 ¥1,234.50 这样的金额"),
            (Reason::whole("of_tomorrow", "kept by a newer version"), "kept by a newer version"),
        ] {
            assert_eq!(told(reason.clone(), Language::Chinese).detail, expected);
            assert_eq!(told(reason.clone(), Language::English), reason);
        }
    }
}
