// Writes what the load needs into FOLDER: prepare.mjs FOLDER
// ids (customers in random order), cursors (of pages of 50), key (the secret of an API key that may write purchases),
// members (cards with points to spend, each with its customer), about (JSON: which unit and category complaints are of).
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { get, post, request } from "./api.mjs";

const folder = process.argv[2];

async function customerIds() {
  const response = await request("GET", "/v1/exports/customers?format=ndjson");
  const ids = [];
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
    const id = /"id":\s*"(cus_[0-9A-Z]+)"/.exec(line)?.[1];
    if (id) ids.push(id);
  }
  let state = 1;
  for (let i = ids.length - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const j = state % (i + 1);
    [ids[i], ids[j]] = [ids[j], ids[i]];
  }
  return ids;
}

async function cursors() {
  const found = [];
  let page = await get("/v1/customers?limit=50");
  while (page.has_more && found.length < 100) {
    found.push(page.next_cursor);
    page = await get(`/v1/customers?limit=50&cursor=${encodeURIComponent(page.next_cursor)}`);
  }
  return found;
}

async function apiKey() {
  const { data: partners } = await get("/v1/partners?limit=100");
  const { data: units } = await get("/v1/units?kind=group");
  const { secret } = await post("/v1/api-keys", {
    name: "Bench",
    partner_id: partners.find(({ code }) => code === "bench").id,
    unit_id: units[0].id,
    scopes: ["customers:read", "purchases:read", "purchases:write"],
  });
  return secret;
}

/** Two thousand members with one lot of 100,000 points each. */
async function members(customers) {
  const programme = { code: "BENCH", name: "Bench", level_basis: "points", points_per_unit: "1" };
  const { id: programme_id } = await post("/v1/membership-programmes", programme);
  await post(`/v1/membership-programmes/${programme_id}/levels`, { code: "BASE", name: "Base", points: 0 });
  const lines = [{ description: "a feast", amount: { amount: 10_000_000, currency: "CNY" } }];
  const enrol = async (customer_id, i) => {
    const { id } = await post("/v1/memberships", { customer_id, programme_id, card: `BENCH-${i}` });
    await post("/v1/purchases", { customer_id, occurred_at: new Date().toISOString(), lines });
    return `${id} ${customer_id}`;
  };
  const made = [];
  for (let i = 0; i < customers.length; i += 32) {
    made.push(...(await Promise.all(customers.slice(i, i + 32).map((id, at) => enrol(id, i + at)))));
  }
  return made;
}

const ids = await customerIds();
writeFileSync(`${folder}/ids`, ids.join("\n"));
writeFileSync(`${folder}/cursors`, (await cursors()).join("\n"));
writeFileSync(`${folder}/key`, await apiKey());
writeFileSync(`${folder}/members`, (await members(ids.slice(0, 2000))).join("\n"));
const { id: category_id } = await post("/v1/complaint-categories", { code: "BENCH", name: "Bench" });
const { data: units } = await get("/v1/units?kind=group");
writeFileSync(`${folder}/about`, JSON.stringify({ unit_id: units[0].id, category_id }));
