#!/usr/bin/env bash
# Clients generated from the API document, by openapi-typescript and openapi-python-client, against the built server. A
# generator that leaves an operation out fails, and so does a client that cannot do what a partner does.
set -euo pipefail
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"
# shellcheck source=python.sh
. "$SCRIPTS/python.sh"

python_packages clients
folder=$(mktemp -d)
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

generate_python() {
  local said=$folder/generator.log
  PATH="$VENV/bin:$PATH" "$VENV/bin/openapi-python-client" generate --path "$ROOT/openapi/regulars.json" \
    --meta none --config "$SCRIPTS/clients/python.yaml" --output-path "$folder/regulars_client" >"$said" 2>&1 || { cat "$said"; return 1; }
  if grep -q WARNING "$said"; then
    grep -A 4 WARNING "$said" >&2
    echo "the generator left something out" >&2
    return 1
  fi
}

# One function for each operation of the document.
every_operation_is_there() {
  "$VENV/bin/python" - "$ROOT/openapi/regulars.json" "$folder/regulars_client/api" <<'PYTHON'
import json, pathlib, sys
document = json.load(open(sys.argv[1]))
wanted = {one["operationId"] for item in document["paths"].values() for one in item.values()}
made = {path.stem for path in pathlib.Path(sys.argv[2]).glob("*/*.py")}
assert wanted <= made, f"left out: {sorted(wanted - made)}"
print(f"{len(wanted)} operations generated")
PYTHON
}

generate_python
every_operation_is_there
admin "$folder"
start_server "$folder"
PYTHONPATH=$folder "$VENV/bin/python" "$SCRIPTS/clients/check.py"

# The console's packages hold the TypeScript generator, its client and the compiler.
cp "$SCRIPTS/clients/check.ts" "$folder/check.ts"
ln -s "$ROOT/web/node_modules" "$folder/node_modules"
echo '{"type": "module"}' >"$folder/package.json"
cd "$folder"
npx --no-install openapi-typescript "$ROOT/openapi/regulars.json" --default-non-nullable false --output schema.d.ts >/dev/null
npx --no-install tsc --strict --noEmitOnError --target es2022 --module nodenext --moduleResolution nodenext \
  --types node --skipLibCheck --rewriteRelativeImportExtensions --outDir out check.ts
node out/check.js
