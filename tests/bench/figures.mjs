// Times the figures of insight over the facts of the loaded base: figures.mjs
// Prints lines "WHAT JSON": the first question, which seals the facts, and each figure afterwards (the middle of three);
// a question after 10,000 more purchases; and the job that fits the models of life-time value and scores everybody.
import { setTimeout as sleep } from "node:timers/promises";
import { get, post, request } from "./api.mjs";

const DAY = 86_400_000;
const day = (ago) => new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
const year = `from=${day(400)}&to=${day(35)}`;
const tell = (what, figures) => console.log(`${what} ${JSON.stringify(figures)}`);

async function timed(path) {
  const started = performance.now();
  const value = await get(path);
  return { ms: Math.round(performance.now() - started), value };
}

/** The middle one of three runs. */
async function median(path) {
  const runs = [await timed(path), await timed(path), await timed(path)];
  return runs.sort((a, b) => a.ms - b.ms)[1].ms;
}

const FIGURES = {
  structure: `/v1/analytics/structure?${year}`,
  structure_by_unit: `/v1/analytics/structure?${year}&by=unit`,
  structure_customers: `/v1/analytics/structure/customers?${year}&part=lost`,
  cohorts: `/v1/analytics/cohorts?from=${day(1000)}&to=${day(35)}`,
  concentration: "/v1/analytics/concentration",
  tiers: "/v1/analytics/tiers",
};

tell("figures_first", { ms: (await timed(FIGURES.structure)).ms });
for (const [what, path] of Object.entries(FIGURES)) tell(`figures_${what}`, { ms: await median(path) });

const known = (await get("/v1/customers?limit=100&sort=-net_spend")).data.map((customer) => customer.id);
const run = Date.now();
for (let batch = 0; batch < 10; batch += 1) {
  const items = Array.from({ length: 1000 }, (_, i) => ({
    customer_id: known[i % known.length],
    external_id: `F${run}-${batch}-${i}`,
    occurred_at: new Date(run - 3_600_000).toISOString(),
    lines: [{ description: "Taro balls", amount: { amount: 1500, currency: "CNY" } }],
  }));
  await post("/v1/purchases/batch", { items });
}
tell("figures_update", { ms: (await timed(FIGURES.structure)).ms });

const { version } = await get("/v1/settings/life-time-value");
const policy = { horizon_months: 36, discount_basis_points: 1500, margin_basis_points: 3000 };
const setting = await request("PUT", "/v1/settings/life-time-value", JSON.stringify(policy), {
  "content-type": "application/json",
  "if-match": `"${version}"`,
});
const { recompute_job_id } = await setting.json();
for (;;) {
  const job = await get(`/v1/jobs/${recompute_job_id}`);
  if (job.state === "failed") throw new Error("the fit failed");
  if (job.state === "succeeded") {
    const seconds = (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000;
    tell("life_time_value", { seconds: Number(seconds.toFixed(1)), ...job.result });
    break;
  }
  await sleep(500);
}
