#!/usr/bin/env bash
# The client packages of openapi/clients against the built server: a client that cannot do what a partner does fails.
set -euo pipefail
# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"
# shellcheck source=python.sh
. "$SCRIPTS/python.sh"

"$SCRIPTS/clients-build.sh"
python_packages clients
folder=$(mktemp -d)
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

admin "$folder"
start_server "$folder"
PYTHONPATH=$ROOT/openapi/clients/python "$VENV/bin/python" "$SCRIPTS/clients/check.py"

# As who installed the package: its own dependency and the compiler are the console's.
cp "$SCRIPTS/clients/check.ts" "$folder/check.ts"
mkdir "$folder/node_modules"
cp -r "$ROOT/openapi/clients/typescript" "$folder/node_modules/regulars-client"
for package in openapi-fetch openapi-typescript-helpers typescript @types undici-types; do
  [ ! -e "$ROOT/web/node_modules/$package" ] || ln -s "$ROOT/web/node_modules/$package" "$folder/node_modules/$package"
done
echo '{"type": "module"}' >"$folder/package.json"
cd "$folder"
node node_modules/typescript/bin/tsc --strict --noEmitOnError --target es2022 --module nodenext --moduleResolution nodenext \
  --types node --skipLibCheck --outDir out check.ts
node out/check.js
