#!/usr/bin/env bash
# openapi/regulars.json (or the file named) against Spectral's rules for OpenAPI: no finding of any severity.
set -euo pipefail
document=$(realpath "${1:-$(dirname "$0")/../../openapi/regulars.json}")
cd "$(dirname "$0")/openapi-lint"

npx --no-install spectral lint --ruleset ruleset.yaml --fail-severity=hint "$document"
