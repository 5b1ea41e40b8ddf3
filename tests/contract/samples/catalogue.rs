//! Products and their categories.

use regulars_tests::json;

use super::Foreign::{Root, Unscoped};
use super::{Ask, World};

samples! {
    list_products    Unscoped |w, at, who| Ask::plain();
    create_product   Root |w, at, who| Ask::plain().body(json!({"code": w.fresh("XY-"), "name": "招牌仙芋"}));
    get_product      Unscoped |w, at, who| Ask::of(product(w).await);
    update_product   Root |w, at, who| Ask::of(product(w).await).body(json!({"name": "仙芋"}));

    list_product_categories Unscoped |w, at, who| Ask::plain();
    create_product_category Root |w, at, who| Ask::plain().body(json!({"code": w.fresh("C-"), "name": "仙芋系列"}));
    get_product_category Unscoped |w, at, who| Ask::of(category(w).await);
    update_product_category Root |w, at, who| Ask::of(category(w).await).body(json!({"name": "仙芋"}));
}

pub async fn product(w: &World) -> String {
    w.make("/v1/products", json!({"code": w.fresh("XY-"), "name": "招牌仙芋"})).await
}

pub async fn category(w: &World) -> String {
    w.make("/v1/product-categories", json!({"code": w.fresh("C-"), "name": "仙芋系列"})).await
}
