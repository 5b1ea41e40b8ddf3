//! Guessing from the headers, Chinese or English, which column fills which field.

use std::collections::BTreeSet;

use super::ImportKind;
use super::fields::{Field, fields_of};
use super::mapping::{Mapping, Origin};
use crate::text;

/// A mapping for these columns as far as headers are known; the caller shows it and lets people correct it.
///
/// A column fills at most one field, and of two columns with one meaning the first is taken.
pub fn guess_mapping(kind: ImportKind, columns: &[String]) -> Mapping {
    let mut mapping = Mapping::default();
    let mut taken = BTreeSet::new();
    for &field in fields_of(kind) {
        for synonym in synonyms(kind, field).split_whitespace() {
            let found = columns.iter().find(|column| !taken.contains(*column) && plain(column) == synonym);
            if let Some(column) = found {
                taken.insert(column);
                mapping.0.insert(field, Origin::Column(column.clone()));
                break;
            }
        }
    }
    mapping
}

/// A header without what does not tell columns apart: case, width, spaces, punctuation.
fn plain(header: &str) -> String {
    text::normalise(header).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What people call a field, best first, in the form of [`plain`].
fn synonyms(kind: ImportKind, field: Field) -> &'static str {
    let customers = kind == ImportKind::Customers;
    match field {
        Field::ExternalId if customers => {
            "externalid customerid custid id memberid 客户编号 客户id 会员编号 会员id 编号"
        }
        Field::ExternalId => {
            "externalid purchaseid orderid orderno ordernumber invoiceno invoice transactionid receiptno \
             订单号 订单编号 单号 小票号 流水号 交易号"
        }
        Field::Name => "name customername fullname 姓名 客户姓名 客户名称 会员姓名 名称 名字",
        Field::Phone => {
            "phone phonenumber mobile mobilephone tel telephone 手机 手机号 手机号码 电话 电话号码 联系电话"
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
        Field::UnitCode => "unitcode unit store storecode storeid shop branch 门店 门店编号 门店编码 店铺 店号 分店",
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

    fn guess(kind: ImportKind, headers: &[&str]) -> Vec<(Field, String)> {
        let columns: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        let mapping = guess_mapping(kind, &columns);
        mapping
            .0
            .into_iter()
            .map(|(field, origin)| match origin {
                Origin::Column(column) => (field, column),
                Origin::Constant(_) => panic!("guesses no constants"),
            })
            .collect()
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
