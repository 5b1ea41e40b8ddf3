//! Writes of products.

use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::catalogue::products::{Product, categories};
use regulars_db::text::AsText;
use regulars_domain::catalogue::products::ProductState;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::money::{Currency, Money, MoneyError};
use serde_json::json;

use super::views::{NewProduct, ProductPatch};
use crate::platform;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// A product and the currency of its price.
pub type Priced = (Product, Currency);

pub fn create(db: &mut Db, actor: &Actor, new: &NewProduct) -> Answer<Priced> {
    let currency = platform::organisation(db)?.base_currency;
    let now = clock::now().naive_utc();
    let product = Product {
        id: ids::make(ids::PRODUCT),
        code: text_fields::line("/code", &new.code, 64)?,
        name: text_fields::line("/name", &new.name, 200)?,
        category_id: check_category(db, new.category_id.clone())?,
        unit_price: new.unit_price.map(|price| check_price(price, currency)).transpose()?,
        margin: new.margin.map(|margin| margin.to_string()),
        state: AsText(ProductState::Active),
        created_at: now,
        updated_at: now,
        version: 1,
        unit_margin: new.unit_margin.map(|margin| check_margin(margin, currency)).transpose()?,
    };
    check_one_margin(&product)?;
    products::insert(db, &product).map_err(codes::code_taken)?;
    audit::record(db, actor, "products.create", ("product", &product.id), &json!({"code": product.code}))?;
    Ok((product, currency))
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &ProductPatch,
) -> Answer<Priced> {
    let (mut product, currency) = find(db, id)?;
    let before = product.clone();
    expected.check(product.version)?;
    let version = product.version;
    if let Some(code) = &patch.code {
        product.code = text_fields::line("/code", code, 64)?;
    }
    if let Some(name) = &patch.name {
        product.name = text_fields::line("/name", name, 200)?;
    }
    if let Some(category_id) = &patch.category_id {
        product.category_id = check_category(db, category_id.clone())?;
    }
    if let Some(price) = patch.unit_price {
        product.unit_price = price.map(|price| check_price(price, currency)).transpose()?;
    }
    if let Some(margin) = patch.margin {
        product.margin = margin.map(|margin| margin.to_string());
    }
    if let Some(margin) = patch.unit_margin {
        product.unit_margin = margin.map(|margin| check_margin(margin, currency)).transpose()?;
    }
    check_one_margin(&product)?;
    if let Some(state) = patch.state {
        product.state = AsText(state);
    }
    product.updated_at = clock::now().naive_utc();
    product.version += 1;
    codes::written(products::update(db, &product, version))?;
    audit::change(db, actor, "products.change", ("product", id), (&before, &product))?;
    Ok((product, currency))
}

pub fn find(db: &mut Db, id: &str) -> Answer<Priced> {
    let product = products::find(db, id)?.ok_or(Code::NotFound)?;
    Ok((product, platform::organisation(db)?.base_currency))
}

fn check_category(db: &mut Db, id: Option<String>) -> Answer<Option<String>> {
    if let Some(id) = &id
        && categories::find(db, id)?.is_none()
    {
        return Err(Fault::at("/category_id", FaultCode::NotFound).into());
    }
    Ok(id)
}

/// A margin is one of the two.
fn check_one_margin(product: &Product) -> Answer<()> {
    if product.margin.is_none() || product.unit_margin.is_none() {
        return Ok(());
    }
    let hint =
        message!("expected `margin` or `unit_margin`, not both", "应为 `margin` 或 `unit_margin` 之一，不能同时给出");
    Err(Fault::at("/unit_margin", FaultCode::Conflict).hint(hint).into())
}

/// What a unit leaves may be less than nothing.
fn check_margin(margin: Money, currency: Currency) -> Answer<i64> {
    amount_at(margin, currency, "/unit_margin")
}

fn amount_at(money: Money, currency: Currency, pointer: &str) -> Answer<i64> {
    let amount = money.amount_in(currency).map_err(|error| match error {
        MoneyError::OtherCurrency { .. } => {
            Fault::at(format!("{pointer}/currency"), FaultCode::OtherCurrency).hint(error)
        }
        _ => Fault::at(format!("{pointer}/amount"), FaultCode::OutOfRange).hint(error),
    })?;
    Ok(amount)
}

fn check_price(price: Money, currency: Currency) -> Answer<i64> {
    let amount = amount_at(price, currency, "/unit_price")?;
    if amount < 0 {
        return Err(Fault::at("/unit_price/amount", FaultCode::OutOfRange)
            .hint(message!("expected at least 0", "应为 0 或以上"))
            .into());
    }
    Ok(amount)
}
