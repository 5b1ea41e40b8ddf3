// Turns what the product asks PostgreSQL for one request into pgbench scripts: replay.mjs get|post|redeem|complaint FOLDER
// The request is made twice with other values while the server logs every statement; what is the same in both is a
// constant, our own customer, key and external id become random, ids of new rows become new. Anything else keeps its
// first value: a condition on it may then find nothing, which makes pgbench faster, never slower.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "./api.mjs";

const [what, folder] = process.argv.slice(2);
const { TEST_POSTGRES_BIN, TEST_POSTGRES_LOG, DATABASE_URL, WORK } = process.env;
const ids = readFileSync(`${WORK}/ids`, "utf8").split("\n");
const key = readFileSync(`${WORK}/key`, "utf8");

const psql = (...commands) =>
  execFileSync(`${TEST_POSTGRES_BIN}/psql`, ["-qAtX", "-v", "ON_ERROR_STOP=1", ...commands.flatMap((sql) => ["-c", sql]), DATABASE_URL]);

const members = readFileSync(`${WORK}/members`, "utf8").split("\n").map((line) => line.split(" "));
const about = JSON.parse(readFileSync(`${WORK}/about`, "utf8"));

/** Whom a request is about: a customer, and the card with points where it spends some. */
const subject = (i) => (what === "redeem" ? { member: members.at(i)[0], customer: members.at(i)[1] } : { customer: ids.at(i) });

async function ask({ customer, member }, external) {
  if (what === "get") return request("GET", `/v1/customers/${customer}`);
  const json = { "content-type": "application/json", "idempotency-key": external };
  if (what === "redeem") return request("POST", `/v1/memberships/${member}/redemptions`, JSON.stringify({ points: 1 }), json);
  if (what === "complaint") {
    const complaint = { customer_id: customer, ...about, text: "Waited for an hour" };
    return request("POST", "/v1/complaints", JSON.stringify(complaint), json);
  }
  const lines = [
    { description: "noodles", quantity: "2", amount: { amount: 4200, currency: "CNY" } },
    { description: "tea", amount: { amount: 1200, currency: "CNY" } },
  ];
  const body = JSON.stringify({ customer_id: customer, external_id: external, occurred_at: "2026-01-15T12:00:00Z", lines });
  const headers = { ...json, authorization: `Bearer ${key}` };
  return request("POST", "/v1/purchases", body, headers);
}

// "$1 = 'it''s', $2 = NULL" → ["'it''s'", "NULL"]
function parameters(detail) {
  const found = [];
  for (const [, number, value] of detail.matchAll(/\$(\d+) = ('(?:[^']|'')*'|NULL)/g)) found[Number(number) - 1] = value;
  return found;
}

/** The statements logged since byte `from`: {sql, values} in order. */
function statements(from) {
  const records = readFileSync(TEST_POSTGRES_LOG).subarray(from).toString("utf8").replaceAll("\n\t", "\n\u0000").split(/\n(?!\u0000)/);
  const found = [];
  for (const record of records.map((text) => text.replaceAll("\u0000", ""))) {
    const [, kind, text] = /^replay\|(LOG|DETAIL): {2}([^]*)$/.exec(record) ?? [];
    if (kind === "LOG") {
      const sql = /^(?:statement|execute [^:]+): ([^]*)$/.exec(text)?.[1];
      if (sql) found.push({ sql: sql.trim().replace(/;$/, ""), values: [] });
    } else if (kind === "DETAIL" && text.toLowerCase().startsWith("parameters: ") && found.length > 0) {
      found.at(-1).values = parameters(text);
    }
  }
  return found;
}

async function observed(about, external) {
  const from = readFileSync(TEST_POSTGRES_LOG).length;
  await (await ask(about, external)).text();
  await sleep(50);
  return { ...about, external, list: statements(from) };
}

/** Two observations with the same statements: background work that slipped into one makes them differ. */
async function pair() {
  for (let i = 0; i < 20; i += 1) {
    const first = await observed(subject(2 * i), `replay-${Date.now()}-a${i}`);
    const second = await observed(subject(2 * i + 1), `replay-${Date.now()}-b${i}`);
    const same = first.list.length === second.list.length && first.list.every(({ sql }, at) => sql === second.list[at].sql);
    if (same && first.list.some(({ values }) => values.includes(`'${first.customer}'`))) return [first, second];
  }
  throw new Error("no two requests made the same statements");
}

const ID = /[a-z]+_[0-9A-Z]{26}/g;

// pgbench takes a colon inside a literal for a variable.
function literal(text) {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes(":") ? `E'${quoted.replaceAll("\\", "\\\\").replaceAll(":", "\\x3a")}'` : `'${quoted}'`;
}

/** SQL for `text` with each word of `words` (text → SQL) put in its place, also inside a list or JSON. */
function composed(text, words) {
  const parts = [];
  for (let rest = text; rest !== ""; ) {
    const found = [...words.keys()].filter((word) => rest.includes(word));
    const next = found.sort((a, b) => rest.indexOf(a) - rest.indexOf(b))[0];
    const at = next === undefined ? rest.length : rest.indexOf(next);
    if (at > 0) parts.push(literal(rest.slice(0, at)));
    if (next !== undefined) parts.push(words.get(next));
    rest = rest.slice(at + (next?.length ?? 0));
  }
  if (parts.length < 2) return parts[0] ?? "''";
  const isArray = /^\{(?!")[^]*\}$/.test(text);
  return `(${parts.join(" || ")})${isArray ? "::text[]" : ""}`;
}

/** The scripts' text with `known` (the ids that the first request was about → SQL for those of another). */
function script(first, second, known, count) {
  // A number of its own for each transaction that grows with time, as our ids do; measure.sh says where :s begins.
  const head = ["\\set n random(1, :ids)", "\\set s :s + 1"];
  const own = "(:s::text || lpad(:client_id::text, 4, '0'))";
  const words = new Map([
    ...known,
    [first.external, `('replay-' || ${own})`],
  ]);
  const value = (text, other, sql) => {
    if (text === undefined) throw new Error(`a parameter was not logged: ${sql}`);
    if (text === "NULL") return text;
    if (text === other) return literal(unquoted(text));
    for (const [id] of text.matchAll(ID)) {
      if (words.has(id) || other.includes(id) || !/^insert/i.test(sql)) continue;
      words.set(id, `('${id.split("_")[0]}_' || lpad(${own}, 24, '0') || '${String(words.size).padStart(2, "0")}')`);
    }
    return composed(unquoted(text), words);
  };
  const body = first.list.map(({ sql, values }, at) => {
    const others = second.list[at].values;
    // An entry of a ledger has the next number of its card: one that grows stands for it.
    const counted = numbered(sql);
    const bound = (n) => (n === counted ? "((:s::bigint % 200000000) * 10 + :client_id)" : value(values[n - 1], others[n - 1], sql));
    return `${sql.replace(/\$(\d+)/g, (_, n) => bound(Number(n)))};`;
  });
  return `${[...head, ...body].join("\n").replaceAll(":ids", String(count))}\n`;
}

/** Which parameter of an INSERT into the ledger is the entry's number, if it is one. */
function numbered(sql) {
  const columns = /^INSERT INTO "point_entries" \(([^)]*)\)/.exec(sql)?.[1].split(", ");
  return columns === undefined ? undefined : columns.indexOf('"number"') + 1;
}

function unquoted(value) {
  return value.slice(1, -1).replaceAll("''", "'");
}

for (let i = 0; i < 5; i += 1) await ask(subject(-1 - i), `replay-${Date.now()}-w${i}`);
psql("alter system set log_statement = 'all'", "alter system set log_line_prefix = 'replay|'", "select pg_reload_conf()");
await sleep(500);
const [first, second] = await pair();
psql("alter system reset log_statement", "alter system reset log_line_prefix", "select pg_reload_conf()");

if (what === "get") {
  // Reads: the ids stand in the scripts, so nothing has to look one up. Few scripts, for each is prepared anew by each
  // connection, and it is the asking that is measured, not the preparing.
  ids.slice(0, 8).forEach((id, at) => {
    const text = script(first, second, new Map([[first.customer, `'${id}'`]]), ids.length);
    writeFileSync(`${folder}/get-${String(at).padStart(3, "0")}.sql`, text);
  });
} else {
  psql("set client_min_messages = warning", "drop table if exists bench_ids", "create table bench_ids (n bigserial primary key, id text, member text, lot text, purchase text)");
  const known = new Map([[first.customer, "(select id from bench_ids where n = :n)"]]);
  if (what === "redeem") {
    // Each member has one lot.
    psql("insert into bench_ids (id, member, lot, purchase) select customer_id, membership_id, id, purchase_id from point_lots");
    const found = psql(`select id, purchase_id from point_lots where membership_id = '${first.member}'`);
    const [lot, purchase] = found.toString().trim().split("\n")[0].split("|");
    known.set(first.member, "(select member from bench_ids where n = :n)");
    known.set(lot, "(select lot from bench_ids where n = :n)");
    known.set(purchase, "(select purchase from bench_ids where n = :n)");
  } else {
    psql(`\\copy bench_ids (id) from '${WORK}/ids'`);
  }
  psql("analyze bench_ids");
  const count = Number(psql("select count(*) from bench_ids").toString());
  writeFileSync(`${folder}/${what}.sql`, script(first, second, known, count));
}
console.log(`${first.list.length} statements a request`);
