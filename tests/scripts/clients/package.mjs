// Prints the package.json of the TypeScript client: package.mjs DOCUMENT PACKAGE, of which the second says which version of
// openapi-fetch it was compiled with.
import { readFileSync } from "node:fs";

const [document, web] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const described = {
  name: "regulars-client",
  version: document.info.version,
  description: "A client of the Regulars API, built from its document",
  license: "Apache-2.0",
  type: "module",
  engines: { node: ">=20" },
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
  files: ["dist", "LICENSE"],
  dependencies: { "openapi-fetch": web.dependencies["openapi-fetch"] },
};
console.log(JSON.stringify(described, null, 2));
