// What each part of the server may name: `use` trees and qualified paths alike, comments and texts left out.
// The rules stand in `api/README.md`; the functions take the text of a file, so that a test can plant a breach.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The areas by rank: an area names itself and areas of a lower rank, never one of its own rank or a higher one. */
export const RANKS = [
  ["platform"],
  ["catalogue", "organisation"],
  ["customers"],
  ["loyalty"],
  ["sales"],
  ["messaging"],
  ["marketing", "service"],
  ["administration", "exchange", "insight"],
  ["assembly"],
];

/** The crates, lowest first: a crate names those below it. */
export const CRATES = {
  "api/domain/src": "regulars_domain",
  "api/db/src": "regulars_db",
  "api/server/src": "regulars",
};

/** Files that speak HTTP, by their names; every other file of an area speaks of values and errors only. */
const HTTP_FILES = /\/(routes|\w+_routes|views|requests|queries|query|intake|downloads|stream|\w+_stream)\.rs$/;
/** What only files that speak HTTP may name; the platform's HTTP folder is one of them. */
const HTTP_PATHS = [/^actix_web\b/, /^actix_/, /^utoipa_actix_web\b/, /^crate::platform::http\b/];
/** Where the two databases may differ: in what all queries stand on, and in files named `bulk` (COPY against INSERT). */
const DIALECT_FILES = /^api\/db\/src\/(?:(?:connection|dialect|fault|migrate|prepared|store|text|writer)(?:\.rs|\/)|\w+\/bulk(?:\.rs|\/))/;

const rankOf = new Map(RANKS.flatMap((areas, rank) => areas.map((area) => [area, rank])));

/** The text with comments and the insides of string literals blanked out; line breaks stay. */
export function codeOf(text) {
  const blank = (found) => found.replace(/[^\n]/g, " ");
  return text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|r(#*)"[\s\S]*?"\1|b?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\.|[^'\\\n])'/g,
    blank,
  );
}

/** The leaves of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`. */
export function leaves(tree) {
  const brace = tree.indexOf("{");
  if (brace < 0) return [tree.replace(/\s+as\s+\w+\s*$/, "").replace(/\s/g, "")];
  const prefix = tree.slice(0, brace).replace(/\s/g, "");
  const parts = [];
  let depth = 0;
  let part = "";
  for (const character of tree.slice(brace + 1, tree.lastIndexOf("}"))) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  parts.push(part);
  return parts
    .filter((one) => one.trim() !== "")
    .flatMap(leaves)
    .map((leaf) => (leaf === "self" ? prefix.replace(/::$/, "") : prefix + leaf));
}

/** Every path that the text names, as it is written, with its line. */
export function pathsOf(text) {
  const code = codeOf(text);
  const lineAt = (at) => code.slice(0, at).split("\n").length;
  const found = [];
  const rest = code.replace(/\buse\s+([^;]+);/g, (statement, tree, at) => {
    for (const path of leaves(tree)) found.push({ path, line: lineAt(at) });
    return statement.replace(/[^\n]/g, " ");
  });
  for (const match of rest.matchAll(/(?<![\w:])\w+(?:::\w+)+/g)) {
    found.push({ path: match[0], line: lineAt(match.index) });
  }
  return found;
}

/** The module that a file is: `api/db/src/sales/purchases.rs` is `sales`, `purchases` of its crate. */
function moduleOf(file) {
  const folder = Object.keys(CRATES).find((source) => file.startsWith(`${source}/`));
  if (!folder) return undefined;
  const parts = file.slice(folder.length + 1).replace(/\.rs$/, "").split("/");
  if (["mod", "lib", "main"].includes(parts.at(-1))) parts.pop();
  return { crate: CRATES[folder], parts };
}

/** A path from the root of a crate of ours: which crate, and the names below it; undefined for anybody else's. */
function resolve(path, module) {
  const names = path.split("::");
  if (Object.values(CRATES).includes(names[0])) return { crate: names[0], parts: names.slice(1) };
  if (names[0] === "crate") return { crate: module.crate, parts: names.slice(1) };
  if (names[0] !== "super" && names[0] !== "self") return undefined;
  let here = [...module.parts];
  let at = 0;
  for (; names[at] === "super" || names[at] === "self"; at += 1) if (names[at] === "super") here = here.slice(0, -1);
  return { crate: module.crate, parts: [...here, ...names.slice(at)] };
}

/** What this file names though it must not, in words. */
export function breachesOf(file, text) {
  const module = moduleOf(file);
  if (!module) return [];
  const own = module.parts[0];
  const found = [];
  const tell = (line, words) => found.push(`${file}:${line}: ${words}`);
  for (const { path, line } of pathsOf(text)) {
    const target = resolve(path, module);
    const area = target?.parts[0];
    if (rankOf.has(own) && rankOf.has(area) && area !== own && rankOf.get(area) >= rankOf.get(own)) {
      tell(line, `${own} names ${area}, which stands beside or above it: ${path}`);
    }
    const isRoot = !rankOf.has(own) && module.parts.length > 0 && own !== "verify" && !DIALECT_FILES.test(file);
    if (isRoot && rankOf.has(area) && target.crate === module.crate) {
      tell(line, `what every area stands on names ${area}: ${path}`);
    }
    if (module.crate === "regulars" && rankOf.has(own) && own !== "assembly") {
      const full = target ? `crate::${target.parts.join("::")}` : path;
      const speaksHttp = HTTP_FILES.test(file) || file.startsWith("api/server/src/platform/http/");
      if (!speaksHttp && HTTP_PATHS.some((rule) => rule.test(full))) tell(line, `no file that speaks HTTP, names ${path}`);
      if (/^diesel::(?!result::Error\b)/.test(path)) tell(line, `SQL belongs to api/db: ${path}`);
    }
    if (/^Db::(?:Pg|Sqlite)$/.test(path) && !DIALECT_FILES.test(file)) {
      tell(line, `the databases differ in api/db/src/dialect only: ${path}`);
    }
  }
  return found;
}

/** What all files of the server's crates name though they must not. */
export function breachesIn(root) {
  const found = [];
  for (const folder of Object.keys(CRATES)) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (!name.endsWith(".rs")) continue;
      found.push(...breachesOf(`${folder}/${name}`, readFileSync(join(root, folder, name), "utf8")));
    }
  }
  return found;
}
