// Times the search for duplicates over the whole base.
// Prints a line "duplicates JSON": how long it took, and how long another request waited at most meanwhile.
import { setTimeout as sleep } from "node:timers/promises";
import { get, post } from "./api.mjs";

const started = performance.now();
const { id } = await post("/v1/duplicates/searches", {});
let longest = 0;
for (;;) {
  const asked = performance.now();
  const { state } = await get(`/v1/jobs/${id}`);
  longest = Math.max(longest, performance.now() - asked);
  if (state === "succeeded") break;
  if (state === "failed") throw new Error("the search for duplicates failed");
  await sleep(20);
}
const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
console.log(`duplicates ${JSON.stringify({ seconds, longest_ms: Math.round(longest) })}`);
