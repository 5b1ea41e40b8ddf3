// Prints the bench's results as one table in Markdown: report.mjs RESULTS
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { gzipSync } from "node:zlib";

const results = readFileSync(process.argv[2], "utf8").trim().split("\n").map((line) => JSON.parse(line));
const find = (database, what) => results.find((run) => run.database === database && run.what === what);
const bare = find("none", "noop");
const rows = [];

/** Targets in time are for a machine on which the bare no-op takes 6 µs of CPU. */
const slowness = bare.server_us / 6;
const scaled = (n) => n * slowness;

const number = (n) => Math.round(n).toLocaleString("en");
const verdict = (good) => (good ? "" : " (missed)");

function rate(label, what, target) {
  for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
    const run = find(database, what);
    if (!run) continue;
    const other = database === "postgres" ? find("pgbench", what) : undefined;
    const parts = [`${number(run.rate)}/s`, `${(run.rate / bare.rate).toFixed(2)} of bare`];
    if (other) parts.push(`${(run.rate / other.rate).toFixed(2)} of pgbench's ${number(other.rate)}/s`);
    const spent = database === "postgres" ? `${run.server_us} + ${run.database_us}` : `${run.server_us}`;
    const [text, good] = target(database, run, other) ?? ["", true];
    rows.push([`${label}, ${name}`, parts.join(", "), `${run.p50_ms} / ${run.p99_ms}`, spent, text + verdict(good)]);
  }
}

/** At most so much CPU a request, of server and database together. */
function cpu(run, limit) {
  const spent = run.server_us + run.database_us;
  return [`≤ ${number(scaled(limit))} µs`, spent <= scaled(limit)];
}

/** At most so many units of time, as text and as verdict. */
const within = (value, limit, unit) => [`≤ ${number(scaled(limit))} ${unit}`, value <= scaled(limit)];

function figure(label, text, target, good) {
  rows.push([label, text, "", "", target + verdict(good)]);
}

rows.push(["bare actix no-op", `${number(bare.rate)}/s`, `${bare.p50_ms} / ${bare.p99_ms}`, `${bare.server_us}`, ""]);
rate("authenticated no-op", "check", (_, run) => ["≥ 0.6 of bare", run.rate >= 0.6 * bare.rate]);
rate("get customer", "get", (database, run, other) =>
  database === "sqlite"
    ? ["≥ 0.25 of bare", run.rate >= 0.25 * bare.rate]
    : other && ["≥ 0.40 of pgbench", run.rate >= 0.4 * other.rate],
);
rate("list of 50 customers", "list", (_, run) => cpu(run, 250));
rate("search by two characters or three letters", "search", (database, run) => cpu(run, database === "sqlite" ? 1000 : 1500));
rate("create customer", "create", (_, run) => cpu(run, 400));
rate("post purchase", "post", (_, run) => cpu(run, 500));

for (const [label, what] of [["redeem points", "redeem"], ["post complaint", "complaint"]]) {
  rate(label, what, (_, run, other) => other && ["≥ 0.50 of pgbench", run.rate >= 0.5 * other.rate]);
}

for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
  const [customers, purchases] = [find(database, "import_customers"), find(database, "import_purchases")];
  if (!purchases) continue;
  const peak = find(database, "import_memory").peak_kb / 1024;
  const wait = Math.max(customers.wait_max_ms, purchases.wait_max_ms);
  const { ms } = find(database, "start");
  const idle = find(database, "idle").rss_kb / 1024;
  figure(`import of ${number(customers.rows)} customers, ${name}`, `${customers.seconds} s`, "", true);
  figure(`import of ${number(purchases.rows)} purchases, ${name}`, `${purchases.seconds} s, ${number(purchases.rows / purchases.seconds)}/s`, `≥ ${number(15000 / slowness)}/s`, purchases.rows / purchases.seconds >= 15000 / slowness);
  if (find(database, "size")) figure(`database of them, ${name}`, `${number(find(database, "size").mb)} MB`, "", true);
  figure(`memory's peak in the import, ${name}`, `${Math.round(peak)} MB`, "≤ 300 MB", peak <= 300);
  figure(`longest wait of another writer, ${name}`, `${wait} ms (p99 ${purchases.wait_p99_ms} ms)`, "≤ 1,000 ms", wait <= 1000);
  figure(`start on that database, ${name}`, `${ms} ms`, ...within(ms, 500, "ms"));
  figure(`idle memory, ${name}`, `${Math.round(idle)} MB`, "≤ 60 MB", idle <= 60);
}

for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
  const segments = [
    ["segment_count", "count", 1000],
    ["segment_members", "make the members of", 1000],
    ["segment_category", "count by category in 90 days", 2000],
  ];
  for (const [what, label, limit] of segments) {
    const run = find(database, what);
    if (!run) continue;
    figure(`segment: ${label} ${number(run.customers)}, ${name}`, `${number(run.ms)} ms`, ...within(run.ms, limit, "ms"));
  }
}

for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
  const run = find(database, "stream");
  if (!run) continue;
  figure(`stream ${number(run.rows)} purchases by days, ${name}`, `${number(run.rate)} rows/s`, "≥ 10,000 rows/s", run.rate >= 10000);
}

for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
  const least = (database === "sqlite" ? 8000 : 4000) / slowness;
  for (const [what, label] of [["batch_purchases", "purchases"], ["batch_customers", "customers"]]) {
    const run = find(database, what);
    if (!run) continue;
    figure(`${number(run.rows)} ${label} in batches, ${name}`, `${number(run.rate)} rows/s`, `≥ ${number(least)} rows/s`, run.rate >= least);
  }
  const [webhooks, merges, duplicates] = ["webhooks", "merges", "duplicates"].map((what) => find(database, what));
  if (!duplicates) continue;
  const [limit, good] = within(webhooks.seconds, 10, "s");
  figure(`webhooks: ${number(webhooks.received)} events received, ${name}`, `${webhooks.seconds} s`, limit, good && webhooks.received === 5000);
  figure(`merge two customers, ${name}`, `${merges.p50_ms} ms, at most ${merges.p99_ms} ms`, ...within(merges.p50_ms, 50, "ms"));
  const peak = find(database, "duplicates_memory").peak_kb / 1024;
  const every = find(database, "import_customers").rows / 1e6;
  figure(`search for duplicates, ${name}`, `${duplicates.seconds} s, another request at most ${duplicates.longest_ms} ms`, ...within(duplicates.seconds, 120 * every, "s"));
  figure(`memory's peak in it, ${name}`, `${Math.round(peak)} MB`, "≤ 500 MB", peak <= 500);
}

for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
  const [messages, mails] = [find(database, "launch_messages"), find(database, "launch_mails")];
  if (!messages) continue;
  const peak = find(database, "sending_memory").peak_kb / 1024;
  const share = mails.rate / mails.bare;
  figure(`launch: plan ${number(messages.total)} deliveries, ${name}`, `${messages.planned_s} s`, ...within(messages.planned_s, 5, "s"));
  figure(`send through a gateway, ${name}`, `${number(messages.rate)}/s`, "≥ 2,000/s", messages.rate >= 2000);
  const mailed = `${number(mails.rate)}/s, ${share.toFixed(2)} of a bare client's ${number(mails.bare)}/s`;
  figure(`send by SMTP, ${name}`, mailed, "≥ 0.25 of the bare client", share >= 0.25);
  figure(`memory's peak in sending, ${name}`, `${Math.round(peak)} MB`, "≤ 150 MB", peak <= 150);
}

for (const [database, name] of [["sqlite", "SQLite"], ["postgres", "PostgreSQL"]]) {
  const [first, update, memory, exported] = ["figures_first", "figures_update", "figures_memory", "facts_export"].map((what) => find(database, what));
  if (!memory) continue;
  // Targets are for 10,000,000 purchases.
  const share = find(database, "import_purchases").rows / 1e7;
  figure(`figures: the first question, which seals the facts, ${name}`, `${number(first.ms)} ms`, ...within(first.ms, 60_000 * share, "ms"));
  for (const what of ["structure", "structure_by_unit", "structure_customers", "cohorts", "concentration", "tiers"]) {
    const { ms } = find(database, `figures_${what}`);
    const other = find(database, `duckdb_${what}`)?.ms;
    const beside = other === undefined ? "" : `, ${(ms / other).toFixed(2)} of DuckDB's ${number(other)} ms`;
    const [limit, good] = within(ms, 1000, "ms");
    figure(`figures: ${what.replaceAll("_", " ")}, ${name}`, `${number(ms)} ms${beside}`, other === undefined ? limit : `${limit}, ≤ DuckDB`, good && ms <= (other ?? ms));
  }
  figure(`figures: after 10,000 more purchases, ${name}`, `${number(update.ms)} ms`, ...within(update.ms, 1000, "ms"));
  const [peak, rest] = [memory.peak_kb, memory.rest_kb].map((kb) => Math.round(kb / 1024));
  figure(`memory's peak in figures and fits, a minute later, ${name}`, `${peak} MB, ${rest} MB`, "≤ 600 MB", peak <= 600);
  figure(`export of the facts, ${name}`, `${number(exported.ms)} ms, ${number(exported.mb)} MB`, "", true);
  const fit = find(database, "life_time_value");
  figure(`life-time value: fit and score ${number(fit.scored)}, ${name}`, `${fit.seconds} s`, "", true);
}

const binary = statSync(process.env.REGULARS_BIN).size / 1e6;
figure("binary", `${binary.toFixed(1)} MB`, "≤ 60 MB", binary <= 60);

// The shell: the page and the scripts and styles that it names itself.
if (existsSync("web/dist/index.html")) {
  const page = readFileSync("web/dist/index.html", "utf8");
  const named = [...page.matchAll(/(?:src|href)="\/?([^":]+\.(?:js|css))"/g)].map(([, path]) => readFileSync(`web/dist/${path}`));
  const shell = [Buffer.from(page), ...named].reduce((total, file) => total + gzipSync(file, { level: 9 }).length, 0) / 1000;
  figure("console's shell, gzip", `${shell.toFixed(1)} kB`, "≤ 60 kB", shell <= 60);
}

const version = (command, ...args) => execFileSync(command, args, { encoding: "utf8" }).trim();
const postgres = find("postgres", "version")?.text;
const machine = [
  `${cpus().length} cores of ${cpus()[0].model.trim()}`,
  `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  `Linux ${release()}`,
  version("rustc", "--version").split(" ").slice(0, 2).join(" "),
  ...(postgres ? [`PostgreSQL ${postgres}`] : []),
];
console.log(`Measured ${new Date().toISOString().slice(0, 10)} on ${machine.join(", ")}; load generator, server and`);
console.log(`database share the machine. wrk, ${process.env.CONNECTIONS ?? 64} connections, loopback, medians of 3 runs. Targets in time are for a`);
console.log(`machine whose bare no-op takes 6 µs of CPU; here it takes ${bare.server_us} µs, and they are ${slowness.toFixed(2)} times as long.\n`);
const head = ["what", "measured", "p50 / p99 ms", "CPU µs a request (server + database)", "target"];
for (const row of [head, head.map(() => "---"), ...rows]) console.log(`| ${row.join(" | ")} |`);
