import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { breachesIn, breachesOf, codeOf, leaves, pathsOf } from "./areas.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

test("no file names what it must not", () => {
  assert.deepEqual(breachesIn(root), []);
});

// A breach is planted in a file of each kind, as an import, in a nested tree, as a qualified path and by way of `super`.
const service = "api/server/src/customers/profiles/service.rs";
for (const [what, file, text] of [
  ["an area above, imported", service, "use crate::sales::purchases::record::record;"],
  ["an area above, in a nested tree", service, "use crate::{clock, sales::{purchases::{self, views::LineView}}};"],
  ["an area above, by a qualified path", service, "fn f() { crate::loyalty::memberships::find(); }"],
  ["an area above, by way of super", service, "fn f() { super::super::super::sales::purchases::find(); }"],
  ["an area beside it", "api/server/src/marketing/segments/jobs.rs", "use crate::service::tasks::service;"],
  ["an area's rows", service, "use regulars_db::sales::purchases;"],
  ["an area's rules", "api/db/src/customers/profiles.rs", "use regulars_domain::marketing::segments::Rule;"],
  ["an area, from the platform", "api/server/src/platform/clock.rs", "use crate::organisation::units;"],
  ["an area, from what all areas stand on", "api/domain/src/money.rs", "use crate::customers::tiers::Bounds;"],
  ["the composition root", "api/server/src/exchange/exports/stream.rs", "use crate::assembly::document;"],
  ["an extractor in a service", service, "use crate::platform::http::reply::IfMatch;"],
  ["actix in a service", service, "use actix_web::HttpRequest;"],
  ["SQL in the server", service, "fn f() { diesel::sql_query(text); }"],
  ["a dialect outside its file", "api/db/src/sales/purchases.rs", "match db { Db::Pg(c) => c, Db::Sqlite(c) => c }"],
]) {
  test(`finds ${what}`, () => {
    assert.equal(breachesOf(file, text).length > 0, true, text);
  });
}

for (const [what, file, text] of [
  ["an area below", "api/server/src/sales/purchases/record.rs", "use crate::customers::profiles; use super::posting;"],
  ["its own area", service, "use crate::customers::tiers; use super::views::CustomerView;"],
  ["the platform", service, "use crate::platform::error::{Answer, Error};"],
  ["HTTP in routes", "api/server/src/customers/profiles/routes.rs", "use actix_web::{HttpResponse, get, web};"],
  ["every area, in the composition root", "api/server/src/assembly/router.rs", "use crate::sales::purchases;"],
  ["somebody else's module of that name", service, "use other::sales::Thing; let x = std::sales::f();"],
  ["an area in a comment or a text", service, '// crate::sales::x\nlet a = "crate::sales::y"; let b = r#"crate::sales::z"#;'],
  ["an error of the database", service, "fn f(error: diesel::result::Error) {}"],
]) {
  test(`leaves ${what} alone`, () => {
    assert.deepEqual(breachesOf(file, text), [], text);
  });
}

test("reads every leaf of a tree, and the lines of paths", () => {
  assert.deepEqual(leaves("a::{b, c::{self, d as e}, f::*}"), ["a::b", "a::c", "a::c::d", "a::f::*"]);
  assert.equal(codeOf("a // b\nc").split("\n")[0].trim(), "a");
  assert.deepEqual(pathsOf("\nuse a::b;\nx::y();"), [{ path: "a::b", line: 2 }, { path: "x::y", line: 3 }]);
});
