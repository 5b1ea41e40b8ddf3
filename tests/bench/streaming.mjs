// Streams the sales of the last days one day after the other: streaming.mjs DAYS
// Prints a line "stream JSON": how many rows, and how many a second.
import { request } from "./api.mjs";

const DAY = 86_400_000;

/** The rows of a day, read as they come; the last line says how many there are. */
async function rowsOf(day) {
  const response = await request("GET", `/v1/purchases/stream?on=${day}`);
  const decoder = new TextDecoder();
  let [lines, last, rest] = [0, "", ""];
  for await (const part of response.body) {
    const all = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = all.pop();
    lines += all.length;
    last = all.at(-1) ?? last;
  }
  const { count } = JSON.parse(last);
  if (count !== lines - 1) throw new Error(`${day}: ${lines - 1} rows of ${count}`);
  return count;
}

let rows = 0;
const started = performance.now();
for (let ago = 0; ago < Number(process.argv[2]); ago += 1) {
  rows += await rowsOf(new Date(Date.now() - ago * DAY).toISOString().slice(0, 10));
}
const seconds = (performance.now() - started) / 1000;
console.log(`stream ${JSON.stringify({ rows, seconds: Number(seconds.toFixed(2)), rate: Math.round(rows / seconds) })}`);
