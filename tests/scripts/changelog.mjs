// What callers see of the API document is told when it changes: whatever was added since the last release, or is gone, is
// named in openapi/CHANGELOG.md. `node changelog.mjs` checks it; with `--release` it writes openapi/released.txt, to which
// the document is compared.
//
// An operation is named by its id, a parameter as `operation?parameter`, a member of a schema as `Schema.member`, a word of
// a list as `Schema=word`. What a new operation or a new schema has goes without saying.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../openapi");

/** The names of a document: for each operation its parameters, for each schema its members and words. */
export function surface(document) {
  const names = new Map();
  for (const item of Object.values(document.paths ?? {})) {
    for (const { operationId, parameters = [] } of Object.values(item)) {
      names.set(operationId, new Set(parameters.map(({ name }) => `?${name.replace(/\[.*$/, "")}`)));
    }
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    const parts = [schema, ...(schema.allOf ?? [])];
    const members = parts.flatMap((part) => Object.keys(part.properties ?? {}).map((member) => `.${member}`));
    const words = (schema.enum ?? []).filter((word) => word !== null).map((word) => `=${word}`);
    names.set(name, new Set([...members, ...words]));
  }
  return names;
}

/** The same as lines of text, and back. */
export function write(names) {
  const line = ([name, parts]) => [name, ...[...parts].sort()].join(" ");
  return `${[...names].map(line).sort().join("\n")}\n`;
}

export function read(text) {
  const lines = text.split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split(" ")).map(([name, ...parts]) => [name, new Set(parts)]));
}

/** What is there on one side only; the parts of what is new or gone as a whole are not named. */
export function differences(before, now) {
  const found = [];
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    const [old, present] = [before.get(name), now.get(name)];
    if (old && present) {
      found.push(...[...present].filter((part) => !old.has(part)).map((part) => `${name}${part}`));
      found.push(...[...old].filter((part) => !present.has(part)).map((part) => `${name}${part}`));
    } else if (old || /^[a-z]/.test(name)) {
      // A new schema comes with what is new of operations or members.
      found.push(name);
    }
  }
  return found.sort();
}

/** Those that the part of the changelog on what is not released yet does not name between backticks. */
export function untold(found, changelog) {
  const [, unreleased = ""] = changelog.split(/^## Unreleased$/m);
  const part = unreleased.split(/^## /m)[0];
  const told = new Set([...part.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  return found.filter((name) => !told.has(name));
}

function main() {
  const document = JSON.parse(readFileSync(join(FOLDER, "regulars.json"), "utf8"));
  const released = join(FOLDER, "released.txt");
  if (process.argv.includes("--release")) {
    writeFileSync(released, write(surface(document)));
    return;
  }
  const found = differences(read(readFileSync(released, "utf8")), surface(document));
  const missing = untold(found, readFileSync(join(FOLDER, "CHANGELOG.md"), "utf8"));
  if (missing.length > 0) {
    console.error(`openapi/CHANGELOG.md does not name, under "Unreleased":\n${missing.map((name) => `  ${name}`).join("\n")}`);
    process.exit(1);
  }
  console.log(`${found.length} changes of the document since the last release are told`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main();
}
