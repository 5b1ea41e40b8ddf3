#!/usr/bin/env bash
# openapi/regulars.json (or the file named) against Spectral's rules for OpenAPI: no finding of any severity.
set -euo pipefail
cd "$(dirname "$0")"

document=${1:-../../../openapi/regulars.json}
cd openapi-lint
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund
  touch node_modules/.package-lock.json
fi
npx --no-install spectral lint --ruleset ruleset.yaml --fail-severity=hint "$document"
