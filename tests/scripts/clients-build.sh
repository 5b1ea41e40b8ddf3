#!/usr/bin/env bash
# Client packages built from the API document into openapi/clients: `python` by openapi-python-client, `typescript` by
# openapi-typescript over openapi-fetch. A generator that leaves an operation out fails. Neither is committed.
set -euo pipefail
SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$SCRIPTS/../.." && pwd)
# shellcheck source=python.sh
. "$SCRIPTS/python.sh"

DOCUMENT=$ROOT/openapi/regulars.json
CLIENTS=$ROOT/openapi/clients
python_packages clients
rm -rf "$CLIENTS"
mkdir -p "$CLIENTS"

python_client() {
  local said=$CLIENTS/generator.log
  PATH="$VENV/bin:$PATH" "$VENV/bin/openapi-python-client" generate --path "$DOCUMENT" --meta setup \
    --config "$SCRIPTS/clients/python.yaml" --output-path "$CLIENTS/python" >"$said" 2>&1 || { cat "$said" >&2; return 1; }
  if grep -q WARNING "$said"; then
    grep -A 4 WARNING "$said" >&2
    echo "the generator left something out" >&2
    return 1
  fi
  rm "$said"
}

# One function for each operation of the document.
every_operation_is_there() {
  "$VENV/bin/python" - "$DOCUMENT" "$CLIENTS/python/regulars_client/api" <<'PYTHON'
import json, pathlib, sys
document = json.load(open(sys.argv[1]))
wanted = {one["operationId"] for item in document["paths"].values() for one in item.values()}
made = {path.stem for path in pathlib.Path(sys.argv[2]).glob("*/*.py")}
assert wanted <= made, f"left out: {sorted(wanted - made)}"
print(f"{len(wanted)} operations generated")
PYTHON
}

# The console's packages hold the generator, the client that it types, and the compiler.
typescript_client() {
  local folder=$CLIENTS/typescript
  mkdir -p "$folder/src"
  cp "$SCRIPTS/clients/index.ts" "$folder/src/index.ts"
  ln -s "$ROOT/web/node_modules" "$folder/node_modules"
  node "$SCRIPTS/clients/package.mjs" "$DOCUMENT" "$ROOT/web/package.json" >"$folder/package.json"
  cp "$ROOT/LICENSE" "$folder/LICENSE"
  (
    cd "$folder"
    npx --no-install openapi-typescript "$DOCUMENT" --default-non-nullable false --output src/schema.d.ts >/dev/null
    npx --no-install tsc --strict --noEmitOnError --declaration --target es2022 --module nodenext \
      --moduleResolution nodenext --skipLibCheck --rewriteRelativeImportExtensions --rootDir src --outDir dist src/index.ts
    cp src/schema.d.ts dist/schema.d.ts
  )
  rm "$folder/node_modules"
}

python_client
every_operation_is_there
typescript_client
echo "built $CLIENTS/python and $CLIENTS/typescript"
