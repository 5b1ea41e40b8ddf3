// Times what partners send and are sent, and merges, on the loaded base.
// Prints lines "WHAT JSON": purchases and customers sent in batches, the webhook events of those customers until the last
// one is received, and merges one after the other.
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { get, post, request } from "./api.mjs";

const ITEMS = 1000;
const MERGES = 100;
const EVENTS = 5000;
const tell = (what, figures) => console.log(`${what} ${JSON.stringify(figures)}`);
const run = Date.now();

/** Sends batches, as many at a time as a till's server would; answers rows a second. */
async function batches(path, count, item, atOnce = 4) {
  let next = 0;
  const started = performance.now();
  const sender = async () => {
    while (next < count) {
      const from = next * ITEMS;
      next += 1;
      const items = Array.from({ length: ITEMS }, (_, i) => item(from + i));
      const { results } = await post(path, { items });
      const bad = results.find((result) => result.status >= 300);
      if (bad) throw new Error(`${path}: ${JSON.stringify(bad)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  const seconds = (performance.now() - started) / 1000;
  return { rows: count * ITEMS, seconds: Number(seconds.toFixed(2)), rate: Math.round((count * ITEMS) / seconds) };
}

const known = (await get("/v1/customers?limit=100&sort=-net_spend")).data.map((customer) => customer.id);
const at = () => new Date(Date.now() - 3_600_000).toISOString();

tell("batch_purchases", await batches("/v1/purchases/batch", 20, (i) => ({
  customer_id: known[i % known.length],
  external_id: `B${run}-${i}`,
  occurred_at: at(),
  lines: [{ description: "Taro balls", amount: { amount: 1000 + (i % 500), currency: "CNY" } }],
})));

// Phones of their own: 11 digits from 17, of this run.
const phone = (i) => `+86170${String((run % 9_000) * 10_000 + i).padStart(8, "0")}`;

async function webhooks() {
  let [received, done] = [0, undefined];
  const all = new Promise((resolve) => (done = resolve));
  const receiver = createServer((req, res) => {
    req.resume().on("end", () => {
      res.writeHead(204).end();
      received += 1;
      if (received === EVENTS) done();
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const url = `http://127.0.0.1:${receiver.address().port}/hook`;
  const { data: units } = await get("/v1/units?kind=group");
  const { id, version } = await post("/v1/webhooks", { url, types: ["customer.created"], unit_id: units[0].id, description: "Bench" });
  const started = performance.now();
  const made = await batches("/v1/customers/batch", EVENTS / ITEMS, (i) => ({ name: `孙悟 ${run} ${i}`, phone: phone(i) }));
  await Promise.race([all, sleep(120_000, "late", { ref: false })]);
  const seconds = (performance.now() - started) / 1000;
  await request("DELETE", `/v1/webhooks/${id}`, undefined, { "if-match": `"${version}"` });
  receiver.close();
  receiver.closeAllConnections();
  tell("batch_customers", made);
  tell("webhooks", { received, seconds: Number(seconds.toFixed(2)) });
}
await webhooks();

async function merges() {
  const spare = [];
  for (let cursor = ""; spare.length < MERGES * 2; ) {
    const page = await get(`/v1/customers?limit=100&sort=-created_at${cursor}`);
    spare.push(...page.data.map((customer) => customer.id));
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
  const times = [];
  for (let i = 0; i < MERGES; i += 1) {
    const started = performance.now();
    await post(`/v1/customers/${spare[2 * i]}/merge`, { merged_id: spare[2 * i + 1] });
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const figure = (n) => Number(n.toFixed(1));
  tell("merges", { count: MERGES, p50_ms: figure(times[MERGES / 2]), p99_ms: figure(times[MERGES - 1]) });
}
await merges();
