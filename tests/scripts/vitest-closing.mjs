// Prints the closing line of a vitest JSON report: vitest-closing.mjs REPORT LABEL
// Fails when a test failed, when a file could not be run, and when no test ran.
import { readFileSync } from "node:fs";

const [path, label] = process.argv.slice(2);
const text = readFileSync(path, "utf8");
if (text === "") {
  console.error(`${label}: vitest wrote no report`);
  process.exit(1);
}
const report = JSON.parse(text);
const skipped = report.numPendingTests + report.numTodoTests;
const broken = report.testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
for (const { name, message } of broken) console.error(`${name}: ${message}`);
const failed = report.numFailedTests + broken.length;
console.log(`${label}: ${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
if (failed > 0 || report.numPassedTests === 0) process.exit(1);
