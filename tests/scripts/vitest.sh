#!/usr/bin/env bash
# Runs one of the console's vitest scripts: vitest.sh test|e2e [ARGUMENT…]
# Closes with one plain line, 'console: N passed, N failed', made from vitest's own JSON report.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

script=$1
shift
report=$(mktemp)
trap 'rm -f "$report"' EXIT
npm --prefix web run --silent "$script" -- --reporter=default --reporter=json --outputFile.json="$report" "$@"
status=$?
label=console
[ "$script" = test ] || label=$script
node tests/scripts/vitest-closing.mjs "$report" "$label" || status=1
exit "$status"
