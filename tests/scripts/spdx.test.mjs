import assert from "node:assert/strict";
import test from "node:test";
import { allowed } from "./spdx.mjs";

const list = new Set(["MIT", "Apache-2.0", "Zlib", "Apache-2.0 WITH LLVM-exception"]);

for (const [expression, expected] of [
  ["MIT", true],
  ["GPL-3.0-only", false],
  ["MIT OR GPL-3.0-only", true],
  ["MIT/LGPL-2.1", true],
  ["MIT AND GPL-3.0-only", false],
  ["GPL-2.0-only OR MIT AND Zlib", true],
  ["(GPL-2.0-only OR MIT) AND MPL-2.0", false],
  ["(MIT OR Apache-2.0) AND Zlib", true],
  ["Apache-2.0 WITH LLVM-exception", true],
  ["GPL-2.0 WITH Classpath-exception-2.0", false],
  ["MIT WITH LLVM-exception", false],
]) {
  test(`${expression} is ${expected ? "allowed" : "refused"}`, () => {
    assert.equal(allowed(expression, list), expected);
  });
}

test("what is not an expression is refused aloud", () => {
  for (const text of ["", "MIT OR", "(MIT", "MIT Zlib", "SEE LICENSE IN file?", "AND MIT"]) {
    assert.throws(() => allowed(text, list), /not a licence expression/, text);
  }
});
