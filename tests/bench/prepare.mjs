// Writes what the load needs into FOLDER: prepare.mjs FOLDER
// ids (customers in random order), cursors (of pages of 50), key (the secret of an API key that may write purchases).
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

writeFileSync(`${folder}/ids`, (await customerIds()).join("\n"));
writeFileSync(`${folder}/cursors`, (await cursors()).join("\n"));
writeFileSync(`${folder}/key`, await apiKey());
