// Times segments on the loaded base: segments.mjs
// Prints lines "WHAT JSON": count a rule that holds for about a quarter of the base, make its members, and count a rule
// over the purchases of one category in the last 90 days. The middle of three, in milliseconds.
import { setTimeout as sleep } from "node:timers/promises";
import { get, post } from "./api.mjs";

const QUARTER = { measure: { of: "purchases", gte: 5 } };

async function timed(work) {
  const started = performance.now();
  const value = await work();
  return { ms: Math.round(performance.now() - started), value };
}

/** The middle one of three runs. */
async function median(work) {
  const runs = [await timed(work), await timed(work), await timed(work)];
  return runs.sort((a, b) => a.ms - b.ms)[1];
}

/** A new segment with all its members: until the refresh is written. */
async function made() {
  const { id } = await post("/v1/segments", { name: `Bench ${crypto.randomUUID()}`, kind: "rule", rule: QUARTER });
  for (;;) {
    const segment = await get(`/v1/segments/${id}`);
    if (segment.refreshed_at) return segment.size;
    await sleep(10);
  }
}

function tell(what, { ms, value }) {
  console.log(`${what} ${JSON.stringify({ ms, customers: value })}`);
}

const count = async (rule) => (await post("/v1/segments/preview", { rule })).count;
const category = (await get("/v1/product-categories?limit=1")).data[0].id;

tell("segment_count", await median(() => count(QUARTER)));
tell("segment_members", await median(made));
tell("segment_category", await median(() => count({ bought: { category_id: category, within_days: 90 } })));
