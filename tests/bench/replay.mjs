// Turns what the product asks PostgreSQL for one request into pgbench scripts: replay.mjs get|post FOLDER
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

async function ask(customer, external) {
  if (what === "get") return request("GET", `/v1/customers/${customer}`);
  const lines = [
    { description: "noodles", quantity: "2", amount: { amount: 4200, currency: "CNY" } },
    { description: "tea", amount: { amount: 1200, currency: "CNY" } },
  ];
  const body = JSON.stringify({ customer_id: customer, external_id: external, occurred_at: "2026-01-15T12:00:00Z", lines });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": external };
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

async function observed(customer, external) {
  const from = readFileSync(TEST_POSTGRES_LOG).length;
  await (await ask(customer, external)).text();
  await sleep(50);
  return { customer, external, list: statements(from) };
}

/** Two observations with the same statements: background work that slipped into one makes them differ. */
async function pair() {
  for (let i = 0; i < 20; i += 1) {
    const first = await observed(ids[2 * i], `replay-${Date.now()}-a${i}`);
    const second = await observed(ids[2 * i + 1], `replay-${Date.now()}-b${i}`);
    const same = first.list.length === second.list.length && first.list.every(({ sql }, at) => sql === second.list[at].sql);
    if (same && first.list.some(({ values }) => values.includes(`'${first.customer}'`))) return [first, second];
  }
  throw new Error("no two requests made the same statements");
}

// pgbench takes a colon inside a literal for a variable.
function literal(value) {
  if (!value.includes(":")) return value;
  return `E${value.replaceAll("\\", "\\\\").replaceAll(":", "\\x3a")}`;
}

/** The scripts' text with `customer` as the SQL for the customer's id. */
function script(first, second, customer) {
  const fresh = new Map();
  const head = ["\\set n random(1, :ids)", "\\set u random(1, 9000000000000000000)"];
  const value = (own, other, sql) => {
    if (own === undefined) throw new Error(`a parameter was not logged: ${sql}`);
    if (own === `'${first.customer}'`) return customer;
    if (own.includes(first.external)) return `(${literal(own.replace(first.external, "replay-"))} || :u)`;
    if (own === other) return literal(own);
    const prefix = /^'([a-z]+_)[0-9A-Z]{26}'$/.exec(own)?.[1];
    if (prefix && (fresh.has(own) || /^insert/i.test(sql))) {
      if (!fresh.has(own)) {
        fresh.set(own, `('${prefix}' || lpad(:u${fresh.size}::text, 26, '0'))`);
        head.push(`\\set u${fresh.size - 1} random(1, 9000000000000000000)`);
      }
      return fresh.get(own);
    }
    return literal(own);
  };
  const body = first.list.map(({ sql, values }, at) => {
    const others = second.list[at].values;
    return `${sql.replace(/\$(\d+)/g, (_, n) => value(values[n - 1], others[n - 1], sql))};`;
  });
  const text = [...head, ...body].join("\n");
  return `${text.replaceAll(":ids", String(ids.length))}\n`;
}

for (let i = 0; i < 5; i += 1) await ask(ids.at(-1 - i), `replay-${Date.now()}-w${i}`);
psql("alter system set log_statement = 'all'", "alter system set log_line_prefix = 'replay|'", "select pg_reload_conf()");
await sleep(500);
const [first, second] = await pair();
psql("alter system reset log_statement", "alter system reset log_line_prefix", "select pg_reload_conf()");

if (what === "get") {
  // Reads: the ids stand in the scripts, so nothing has to look one up. Few scripts, for each is prepared anew by each
  // connection, and it is the asking that is measured, not the preparing.
  const chosen = ids.slice(0, 8);
  chosen.forEach((id, at) => writeFileSync(`${folder}/get-${String(at).padStart(3, "0")}.sql`, script(first, second, `'${id}'`)));
} else {
  psql("create table if not exists bench_ids (n bigserial primary key, id text not null)", "truncate bench_ids restart identity");
  psql(`\\copy bench_ids (id) from '${WORK}/ids'`, "analyze bench_ids");
  writeFileSync(`${folder}/post.sql`, script(first, second, "(select id from bench_ids where n = :n)"));
}
console.log(`${first.list.length} statements a request`);
