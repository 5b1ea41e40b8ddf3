// Imports a file by the API and watches what it does to others: import.mjs customers|purchases FILE
// While the job runs, another writer records a task every 50 ms; its waits are measured.
// Prints one line of JSON: rows, seconds, the longest and the 99th percentile of the other writer's waits in ms.
import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { get, post, request } from "./api.mjs";

const [kind, file] = process.argv.slice(2);
const PARTNER = "bench";
const COLUMNS = {
  customers: ["external_id", "name", "phone", "email", "gender", "city"],
  purchases: ["external_id", "customer_external_id", "occurred_at", "amount", "product_code"],
};

async function partner() {
  const { data } = await get("/v1/partners?limit=100");
  if (!data.some(({ code }) => code === PARTNER)) await post("/v1/partners", { code: PARTNER, name: "Bench" });
}

async function finished(id) {
  for (;;) {
    const job = await get(`/v1/jobs/${id}`);
    if (job.state === "succeeded") return job;
    if (job.state === "failed" || job.state === "cancelled") throw new Error(`import ${job.state}: ${JSON.stringify(job.error)}`);
    await sleep(100);
  }
}

const waits = [];
let running = true;
async function otherWriter() {
  while (running) {
    const started = performance.now();
    await post("/v1/tasks", { title: "Written beside the import" });
    waits.push(performance.now() - started);
    await sleep(50);
  }
}

/** The 500 products that the purchases are of, in four categories. */
async function products() {
  const categories = [];
  for (const name of ["A", "B", "C", "D"]) {
    categories.push((await post("/v1/product-categories", { code: `BENCH-${name}`, name })).id);
  }
  for (let i = 0; i < 500; i += 1) {
    await post("/v1/products", { code: `ITEM-${i}`, name: `item ${i}`, category_id: categories[i % 4] });
  }
}

await partner();
if (kind === "purchases") await products();
const mapping = Object.fromEntries(COLUMNS[kind].map((column) => [column, { column }]));
const draft = await post("/v1/imports", { kind, format: "csv", encoding: "utf-8", file_name: `${kind}.csv` });
const content = Readable.toWeb(createReadStream(file));
await request("PUT", `/v1/imports/${draft.id}/content`, content, {
  "content-type": "text/csv",
  "content-length": String(statSync(file).size),
});
const current = await request("GET", `/v1/imports/${draft.id}`);
await request("PATCH", `/v1/imports/${draft.id}`, JSON.stringify({ mapping, options: { partner: PARTNER, mode: "history" } }), {
  "content-type": "application/merge-patch+json",
  "if-match": current.headers.get("etag"),
});

const started = performance.now();
const other = otherWriter();
const job = await post(`/v1/imports/${draft.id}/runs`, {});
await finished(job.id);
const seconds = (performance.now() - started) / 1000;
running = false;
await other;

const { counts } = await get(`/v1/imports/${draft.id}`);
if (counts.rejected > 0) throw new Error(`${counts.rejected} of ${counts.rows} rows were rejected`);
waits.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    rows: counts.rows,
    seconds: Number(seconds.toFixed(1)),
    wait_max_ms: Math.round(waits.at(-1)),
    wait_p99_ms: Math.round(waits[Math.floor(waits.length * 0.99)]),
  }),
);
