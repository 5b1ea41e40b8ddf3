// Checks every dependency's licence against .licences.json, and that each direct dependency is there in one version.
// Reads `cargo metadata --locked` and the npm lock files with the installed packages; nothing is downloaded by it.
// "linked" is allowed for what goes into the binary or the console, "tools" also for what only builds and tests.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { allowed } from "./spdx.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const readJson = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const rules = readJson(".licences.json");
const linked = new Set(rules.linked);
const tools = new Set([...rules.linked, ...rules.tools]);
const faults = [];

function check(name, licence, list) {
  if (!licence) return faults.push(`${name}: states no licence`);
  try {
    if (!allowed(licence, list)) faults.push(`${name}: ${licence} is not allowed`);
  } catch (error) {
    faults.push(`${name}: ${error.message}`);
  }
}

function cargoMetadata() {
  const host = /host: (\S+)/.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
  const args = ["metadata", "--locked", "--format-version", "1", "--filter-platform", host];
  return JSON.parse(execFileSync("cargo", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }));
}

// What ends up in the binary: reachable from it by ordinary dependencies, macros left out (they run in the compiler).
function linkedCrates({ packages, resolve, workspace_members }) {
  const byId = new Map(packages.map((crate) => [crate.id, crate]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const isMacro = (id) => byId.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
  const queue = workspace_members.filter((id) => byId.get(id).name === "regulars");
  const seen = new Set(queue);
  for (const id of queue) {
    for (const { pkg, dep_kinds } of nodes.get(id).deps) {
      if (seen.has(pkg) || isMacro(pkg) || !dep_kinds.some(({ kind }) => kind === null)) continue;
      seen.add(pkg);
      queue.push(pkg);
    }
  }
  return seen;
}

function checkCrates() {
  const metadata = cargoMetadata();
  const members = new Set(metadata.workspace_members);
  const inBinary = linkedCrates(metadata);
  const versions = new Map();
  const direct = new Set();
  for (const crate of metadata.packages) {
    if (members.has(crate.id)) {
      for (const dependency of crate.dependencies) direct.add(dependency.name);
      continue;
    }
    check(`crate ${crate.name} ${crate.version}`, crate.license, inBinary.has(crate.id) ? linked : tools);
    versions.set(crate.name, [...(versions.get(crate.name) ?? []), crate.version]);
  }
  const doubled = [...versions].filter(([, list]) => list.length > 1);
  for (const [name, list] of doubled) {
    if (direct.has(name) && !(name in rules.two_versions)) {
      faults.push(`crate ${name} is a direct dependency and there in versions ${list.join(", ")}`);
    }
  }
  for (const name of Object.keys(rules.two_versions)) {
    if (!doubled.some(([other]) => other === name)) faults.push(`two_versions: ${name} is there once, take it out`);
  }
  console.log(`${metadata.packages.length - members.size} crates, ${inBinary.size - 1} linked in`);
  console.log(`${doubled.length} in more than one version:`);
  for (const [name, list] of doubled) console.log(`  ${name} ${list.join(", ")}`);
}

// npm's older forms of the field: an object, or a list of them.
function npmLicence({ license, licenses }) {
  if (typeof license === "string") return license;
  if (license?.type) return license.type;
  return licenses?.map(({ type }) => type).join(" OR ");
}

function checkNpm(folder, everythingIsATool) {
  const lock = readJson(`${folder}/package-lock.json`);
  if (!existsSync(join(root, folder, "node_modules"))) return faults.push(`${folder}: not installed, see make licences`);
  let count = 0;
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === "" || entry.link) continue;
    count += 1;
    const manifest = `${folder}/${path}/package.json`;
    const { name, version, ...stated } = existsSync(join(root, manifest)) ? readJson(manifest) : entry;
    const list = everythingIsATool || entry.dev || entry.devOptional ? tools : linked;
    const label = `npm ${name ?? path.replace(/^.*node_modules\//, "")} ${version ?? entry.version}`;
    check(label, npmLicence(stated) ?? entry.license, list);
  }
  console.log(`${count} npm packages in ${folder}`);
}

checkCrates();
checkNpm("web", false);
checkNpm("tests/scripts/openapi-lint", true);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
