#!/usr/bin/env bash
# The committed API document and the console's types are the ones the code makes; `make openapi` writes both.
set -euo pipefail
cd "$(dirname "$0")/../.."

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"${REGULARS_BIN:-target/debug/regulars}" openapi >"$made/regulars.json"
if ! diff -u openapi/regulars.json "$made/regulars.json"; then
  echo "openapi/regulars.json is not what the code makes: make openapi, then review the difference" >&2
  exit 1
fi

types=web/src/api/schema.d.ts
cp "$types" "$made/before"
npm --prefix web run --silent generate >/dev/null
if ! diff -u "$made/before" "$types"; then
  echo "$types is not what openapi/regulars.json makes: make openapi, then review the difference" >&2
  exit 1
fi
