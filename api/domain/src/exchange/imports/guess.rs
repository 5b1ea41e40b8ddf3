//! Guessing from the headers, Chinese or English, which column fills which field, and which row holds the headers.

use std::collections::BTreeSet;

use super::ImportKind;
use super::fields::{Field, fields_of};
use super::mapping::{Mapping, Origin};
use super::target::Target;
use crate::customers::attributes::Definition;
use crate::exchange::columns::CustomerColumn;
use crate::exchange::words::plain;
use crate::ids;
use crate::text::Language;

/// Rows at the beginning of a file among which the headers are sought.
pub const HEADING_ROWS: usize = 10;

/// A mapping for these columns as far as headers are known; the caller shows it and lets people correct it. `rows` are
/// some rows of the file: a column of our own ids is known by them.
///
/// A column fills at most one field. Of two columns with one meaning the first is taken, and both when the field holds
/// several values.
pub fn guess_mapping(kind: ImportKind, columns: &[String], rows: &[Vec<String>]) -> Mapping {
    let mut mapping = Mapping::default();
    let mut taken = BTreeSet::new();
    for &field in fields_of(kind) {
        let mut found: Vec<&String> = Vec::new();
        for name in names(kind, field) {
            found.extend(columns.iter().filter(|column| !taken.contains(*column) && plain(column) == name));
        }
        if field == Field::Id {
            found.extend(columns.iter().enumerate().filter(|(at, _)| holds_own_ids(*at, rows)).map(|(_, name)| name));
        }
        let mut seen = BTreeSet::new();
        found.retain(|column| seen.insert(*column));
        if !field.holds_several() {
            found.truncate(1);
        } else {
            found.sort_by_key(|column| columns.iter().position(|one| one == *column));
        }
        taken.extend(found.iter().copied());
        let origin = match found.as_slice() {
            [] => continue,
            [column] => Origin::Column((*column).clone()),
            several => Origin::Columns(several.iter().map(|column| (*column).clone()).collect()),
        };
        mapping.0.insert(field.into(), origin);
    }
    mapping
}

/// Adds the attributes that columns of a file of customers are called by: by key, by name in either language, or as our
/// exports have them. A column that is mapped already stays as it is.
pub fn guess_attributes(mapping: &mut Mapping, columns: &[String], definitions: &[Definition]) {
    let mut taken: BTreeSet<String> = mapping.0.values().flat_map(Origin::columns).map(str::to_owned).collect();
    for definition in definitions.iter().filter(|definition| !definition.is_archived) {
        let target = Target::Attribute(definition.key.clone());
        let names = [
            target.to_string(),
            definition.key.clone(),
            definition.names.text(Language::Chinese).to_owned(),
            definition.names.text(Language::English).to_owned(),
        ];
        let free = |name: &String| {
            let name = plain(name);
            columns.iter().find(|column| !taken.contains(*column) && plain(column) == name).cloned()
        };
        if let Some(column) = names.iter().find_map(free) {
            taken.insert(column.clone());
            mapping.0.insert(target, Origin::Column(column));
        }
    }
}

/// Which of the first rows of a file holds its headers: the one with the most cells that are known as such, if they
/// are two at least; a title may stand above them. Else the first.
pub fn heading_row(kind: ImportKind, rows: &[Vec<String>]) -> usize {
    let known: BTreeSet<String> = fields_of(kind).iter().flat_map(|field| names(kind, *field)).collect();
    let headers = |row: &Vec<String>| row.iter().filter(|cell| known.contains(&plain(cell))).count();
    let mut best = (0, rows.first().map(headers).unwrap_or_default());
    for (at, row) in rows.iter().enumerate().take(HEADING_ROWS).skip(1) {
        let found = headers(row);
        if found >= 2 && found > best.1 {
            best = (at, found);
        }
    }
    best.0
}

/// Whether every filled cell of a column is an id that we gave a customer.
fn holds_own_ids(at: usize, rows: &[Vec<String>]) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty()).peekable();
    cells.peek().is_some() && cells.all(|cell| ids::is(ids::CUSTOMER, cell.trim()))
}

/// What a field is called in the form of [`plain`], best first: by others, then in our own exports.
fn names(kind: ImportKind, field: Field) -> Vec<String> {
    let mut names: Vec<String> = synonyms(kind, field).split_whitespace().map(str::to_owned).collect();
    if kind == ImportKind::Customers {
        let own =
            CustomerColumn::ALL.iter().filter(|column| column.field() == Some(field) && **column != CustomerColumn::Id);
        names.extend(own.flat_map(|column| column.headings()).map(|heading| plain(&heading)));
    }
    names
}

/// What people call a field, best first, in the form of [`plain`].
fn synonyms(kind: ImportKind, field: Field) -> &'static str {
    let customers = kind == ImportKind::Customers;
    match field {
        Field::Id => "systemid 系统编号",
        Field::ExternalIds | Field::Attributes => "",
        Field::ConsentEmail => {
            "consentemail emailconsent emailoptin emailmarketing acceptsemailmarketing newsletter 邮件许可 邮件营销 接收邮件 邮件订阅"
        }
        Field::ConsentSms => {
            "consentsms smsconsent smsoptin smsmarketing acceptssmsmarketing 短信许可 短信营销 接收短信 短信订阅"
        }
        Field::ConsentPhone => "consentphone phoneconsent phoneoptin callconsent 电话许可 电话营销 接听电话",
        Field::ConsentWechat => "consentwechat wechatconsent wechatoptin 微信许可 微信营销 接收微信",
        Field::ConsentPost => "consentpost postconsent mailconsent postoptin 邮寄许可 接收邮寄",
        Field::ConsentOn => {
            "consenton consentdate consentat optindate optinat consentupdatedat 许可日期 许可时间 同意日期 同意时间"
        }
        Field::ExternalId if customers => {
            "externalid customerid custid id memberid 客户编号 客户id 会员编号 会员id 编号"
        }
        Field::ExternalId => {
            "externalid purchaseid orderid orderno ordernumber invoiceno invoice transactionid receiptno \
             订单号 订单编号 单号 小票号 流水号 交易号"
        }
        Field::Name => "name customername fullname 姓名 客户姓名 客户名称 会员姓名 名称 名字",
        Field::Phone => {
            "phone phonenumber mobile mobilephone cellphone tel telephone phone2 mobile2 homephone workphone landline \
             手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 备用电话 备用手机 手机2 电话2 固定电话 座机 家庭电话 办公电话"
        }
        Field::Email => "email emailaddress mail 邮箱 电子邮箱 电子邮件 邮件",
        Field::Card => "card cardno cardnumber membercard 卡号 会员卡号 会员卡",
        Field::Wechat => "wechat openid wechatopenid 微信 微信openid",
        Field::Kind => "kind type customertype 类型 客户类型 客户类别",
        Field::Language => "language lang 语言",
        Field::Gender => "gender sex 性别",
        Field::Birthday => "birthday birthdate dateofbirth dob 生日 出生日期",
        Field::City => "city 城市 所在城市",
        Field::Address => "address 地址 联系地址",
        Field::Occupation => "occupation job profession 职业",
        Field::Source => "source channel 来源 客户来源",
        Field::UnitCode => {
            "unitcode homeunitid unit store storecode storeid shop branch 门店 门店编号 门店编码 店铺 店号 分店"
        }
        Field::Tags => "tags tag labels 标签",
        Field::Note => "note notes remark remarks comment 备注 说明",
        Field::CustomerExternalId => {
            "customerexternalid customerid custid customer userid memberid 客户编号 客户id 会员编号 会员id 客户"
        }
        Field::CustomerPhone => {
            "customerphone phone mobile phonenumber tel 客户手机 客户电话 手机 手机号 手机号码 电话 会员手机"
        }
        Field::CustomerCard => "customercard card cardno cardnumber 卡号 会员卡号 会员卡",
        Field::CustomerEmail => "customeremail email mail 客户邮箱 邮箱 电子邮箱",
        Field::CustomerName => "customername name 客户姓名 客户名称 会员姓名 姓名",
        Field::OccurredAt => {
            "occurredat datetime timestamp time timeofday purchasedat orderedat createdat invoicedate transactiontime ordertime \
             时间 下单时间 交易时间 消费时间 购买时间 支付时间"
        }
        Field::OccurredOn => {
            "occurredon date day purchasedate orderdate transactiondate 日期 消费日期 购买日期 交易日期 订单日期"
        }
        Field::Amount => {
            "amount total totalamount lineamount linetotal netamount paid revenue spend value sales \
             金额 实付 实付金额 消费金额 总金额 总价 合计 实收"
        }
        Field::Discount => "discount discountamount 折扣 优惠 优惠金额 折扣金额",
        Field::Quantity => "quantity qty count units 数量 件数",
        Field::ProductCode => {
            "productcode sku productid itemcode stockcode itemid 商品编码 商品编号 货号 产品编码 产品编号"
        }
        Field::ProductName => "productname product item itemname description 商品 商品名称 产品 产品名称 品名",
        Field::Channel => "channel saleschannel 渠道 销售渠道",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::attributes::AttributeType;
    use crate::customers::profiles::CustomerKind;
    use crate::text::Bilingual;

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|&cell| cell.to_owned()).collect()
    }

    fn guess(kind: ImportKind, headers: &[&str]) -> Vec<(Field, String)> {
        let mapping = guess_mapping(kind, &texts(headers), &[]);
        mapping
            .0
            .into_iter()
            .map(|(field, origin)| (field_of(field), origin))
            .map(|(field, origin)| match origin {
                Origin::Column(column) => (field, column),
                Origin::Columns(columns) => (field, columns.join("+")),
                Origin::Constant(_) => panic!("guesses no constants"),
            })
            .collect()
    }

    fn field_of(target: Target) -> Field {
        match target {
            Target::Field(field) => field,
            Target::Attribute(key) => panic!("guesses no attribute {key}"),
        }
    }

    #[test]
    fn attributes_are_known_by_key_and_name() {
        let attribute = |key: &str, chinese: &str, is_archived| Definition {
            key: key.to_owned(),
            names: Bilingual { chinese: chinese.to_owned(), english: format!("The {key}") },
            value_type: AttributeType::Text,
            kinds: CustomerKind::ALL.to_vec(),
            options: Vec::new(),
            minimum: None,
            maximum: None,
            max_length: None,
            is_archived,
        };
        let definitions = [
            attribute("hat", "帽子", false),
            attribute("old", "旧", true),
            attribute("shoe", "鞋", false),
            attribute("city", "城市", false),
        ];
        for (headers, expected) in [
            (["姓名", "帽子", "旧", "The Shoe"], vec![("hat", "帽子"), ("shoe", "The Shoe")]),
            (["name", "attributes.hat", "hat", "city"], vec![("hat", "attributes.hat")]),
        ] {
            let columns = texts(&headers);
            let mut mapping = guess_mapping(ImportKind::Customers, &columns, &[]);
            guess_attributes(&mut mapping, &columns, &definitions);
            let guessed: Vec<_> = mapping.0.iter().filter(|(target, _)| target.attribute().is_some()).collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(key, column)| (Target::Attribute(key.to_owned()), Origin::Column(column.to_owned())))
                .collect();
            assert_eq!(guessed, expected.iter().map(|(target, origin)| (target, origin)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn headers_of_both_languages_are_known() {
        use Field::*;
        for (kind, headers, fields) in [
            (
                ImportKind::Purchases,
                vec!["customer_id", "date", "quantity", "amount"],
                vec![CustomerExternalId, OccurredOn, Quantity, Amount],
            ),
            (
                ImportKind::Purchases,
                vec!["订单号", "手机号", "下单时间", "商品名称", "数量", "实付金额", "门店"],
                vec![ExternalId, CustomerPhone, OccurredAt, ProductName, Quantity, Amount, UnitCode],
            ),
            (
                ImportKind::Customers,
                vec!["客户编号", "姓名", "手 机", "性别", "生日", "标签"],
                vec![ExternalId, Name, Phone, Gender, Birthday, Tags],
            ),
            (ImportKind::Customers, vec!["E-Mail", "Full Name", "ＣＩＴＹ"], vec![Email, Name, City]),
        ] {
            let mut expected: Vec<(Field, String)> =
                fields.into_iter().zip(headers.iter().map(|&header| header.to_owned())).collect();
            expected.sort();
            assert_eq!(guess(kind, &headers), expected);
        }
    }

    #[test]
    fn a_column_fills_one_field_and_the_unknown_none() {
        assert_eq!(guess(ImportKind::Purchases, &["foo", "备用"]), []);
        assert_eq!(guess(ImportKind::Purchases, &["amount", "total"]), [(Field::Amount, "amount".to_owned())]);
        assert_eq!(
            guess(ImportKind::Purchases, &["日期", "时间"]),
            [(Field::OccurredAt, "时间".to_owned()), (Field::OccurredOn, "日期".to_owned())],
            "a day and its time may stand apart"
        );
    }

    #[test]
    fn two_phone_columns_are_both_kept() {
        assert_eq!(
            guess(ImportKind::Customers, &["姓名", "电话", "手机"]),
            [(Field::Name, "姓名".to_owned()), (Field::Phone, "电话+手机".to_owned())]
        );
    }

    #[test]
    fn a_column_of_our_own_ids_is_known_by_its_cells() {
        let columns = texts(&["id", "name"]);
        let own = ids::make(ids::CUSTOMER);
        let mapping = guess_mapping(ImportKind::Customers, &columns, &[texts(&[&own, "A"]), texts(&["", "B"])]);
        assert_eq!(mapping.0.get(&Field::Id.into()), Some(&Origin::Column("id".to_owned())));
        assert!(!mapping.has(Field::ExternalId));
        let mapping = guess_mapping(ImportKind::Customers, &columns, &[texts(&["17", "A"])]);
        assert_eq!(mapping.0.get(&Field::ExternalId.into()), Some(&Origin::Column("id".to_owned())));
    }

    #[test]
    fn our_own_headings_are_known_in_every_language() {
        for language in [None, Some(Language::English), Some(Language::Chinese)] {
            let heading = |column: &CustomerColumn| match language {
                None => column.as_str().to_owned(),
                Some(language) => column.heading().text(language).to_owned(),
            };
            let columns: Vec<String> = CustomerColumn::ALL.iter().map(heading).collect();
            let mut row = vec![String::new(); columns.len()];
            row[0] = ids::make(ids::CUSTOMER);
            let mapping = guess_mapping(ImportKind::Customers, &columns, &[row]);
            for column in CustomerColumn::ALL {
                if let Some(field) = column.field() {
                    assert_eq!(
                        mapping.0.get(&field.into()),
                        Some(&Origin::Column(heading(column))),
                        "{column} {language:?}"
                    );
                }
            }
            let fields = CustomerColumn::ALL.iter().filter_map(|column| column.field()).count();
            assert_eq!(mapping.0.len(), fields, "{mapping:?}");
        }
    }

    #[test]
    fn headings_are_found_under_a_title() {
        let kind = ImportKind::Customers;
        for (rows, at) in [
            (vec![texts(&["会员名单", "", ""]), texts(&["姓名", "手机", "性别"]), texts(&["甲", "1", "女"])], 1),
            (vec![texts(&["name", "phone"]), texts(&["Name", "Phone"])], 0),
            (vec![texts(&["a", "b"]), texts(&["c", "d"])], 0),
            (vec![texts(&["x", "y"]), texts(&["city", "1"])], 0),
            (vec![], 0),
        ] {
            assert_eq!(heading_row(kind, &rows), at, "{rows:?}");
        }
    }

    #[test]
    fn synonyms_are_in_the_form_they_are_compared_in() {
        for kind in ImportKind::ALL {
            for &field in fields_of(*kind) {
                for synonym in synonyms(*kind, field).split_whitespace() {
                    assert_eq!(plain(synonym), synonym, "{field}");
                }
            }
        }
    }
}
