#!/usr/bin/env bash
# Runs the console's own tests: vitest.sh [ARGUMENT…]
# Closes with one plain line, 'console: N passed, N failed', made from vitest's own JSON report.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

report=$(mktemp)
trap 'rm -f "$report"' EXIT
npm --prefix web run --silent test -- --reporter=default --reporter=json --outputFile.json="$report" "$@"
status=$?
node tests/scripts/vitest-closing.mjs "$report" console || status=1
exit "$status"
