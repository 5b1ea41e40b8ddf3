import assert from "node:assert/strict";
import test from "node:test";
import { differences, read, surface, untold, write } from "./changelog.mjs";

const document = (parameters, members, words = ["a"]) => ({
  paths: { "/v1/things": { get: { operationId: "list_things", parameters: parameters.map((name) => ({ name })) } } },
  components: {
    schemas: {
      Thing: { properties: Object.fromEntries(members.map((name) => [name, {}])) },
      Word: { enum: [...words, null] },
    },
  },
});
const between = (before, now) => differences(read(write(surface(before))), surface(now));

test("what was added and what is gone is found", () => {
  const before = document(["limit", "q"], ["id", "size"]);
  assert.deepEqual(between(before, before), []);
  const now = document(["limit", "sort"], ["id", "colour"], ["a", "b"]);
  assert.deepEqual(between(before, now), [
    "Thing.colour",
    "Thing.size",
    "Word=b",
    "list_things?q",
    "list_things?sort",
  ]);
});

test("a new operation is named once, a new schema comes with it", () => {
  const now = document([], ["id"]);
  now.paths["/v1/things"].post = { operationId: "create_thing", parameters: [{ name: "Idempotency-Key" }] };
  now.components.schemas.NewThing = { allOf: [{ properties: { name: {} } }] };
  assert.deepEqual(between(document([], ["id"]), now), ["create_thing"]);
  assert.deepEqual(between(now, document([], ["id"])), ["NewThing", "create_thing"], "what is gone is named");
});

test("only what is not released yet tells", () => {
  const changelog = "# Changes\n\n## Unreleased\n\n- `a?b` is new.\n\n## 1.0\n\n- `c.d`, `e`\n";
  assert.deepEqual(untold(["a?b", "c.d", "e"], changelog), ["c.d", "e"]);
  assert.deepEqual(untold(["a?b"], "# Changes\n"), ["a?b"]);
});
