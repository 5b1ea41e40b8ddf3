#!/usr/bin/env bash
# Measures the released binary on both databases beside a bare actix and pgbench, and prints one table in Markdown.
# wrk on loopback, 64 connections, warm, medians of 3 runs; 200,000 customers and 1,000,000 purchases come in by the
# product's own import. BENCH_SCALE=0.01 for a quick look; BENCH_CUSTOMERS and BENCH_PURCHASES for another size;
# BENCH_DATABASES="sqlite" for one of the two; BENCH_CONNECTIONS=16 for fewer connections.
set -euo pipefail
cd "$(dirname "$0")/../.."

export BENCH_SCALE=${BENCH_SCALE:-1}
SECONDS_EACH=${BENCH_SECONDS:-$(awk -v scale="$BENCH_SCALE" 'BEGIN { print scale < 1 ? 3 : 10 }')}
export SECONDS_EACH
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
export REGULARS_BIN=$CARGO_TARGET_DIR/release/regulars
export EXAMPLES=$CARGO_TARGET_DIR/release/examples
# On a disk, for what is measured has to be durable.
export WORK=$PWD/var/bench
export RESULTS=$WORK/results.jsonl
rm -rf "$WORK"
mkdir -p "$WORK"

if [ "${BENCH_BUILD:-yes}" = yes ]; then
  echo "== Build for release"
  cargo build --quiet --release --workspace --features regulars/bundled --bins --examples
fi

echo "== Files"
size() { awk -v n="$1" -v scale="$BENCH_SCALE" 'BEGIN { printf "%d", n * scale }'; }
node tests/bench/generate.mjs "$WORK" "${BENCH_CUSTOMERS:-$(size 200000)}" "${BENCH_PURCHASES:-$(size 1000000)}"

echo "== A bare actix"
# shellcheck source=../scripts/server.sh
. tests/scripts/server.sh
# shellcheck source=measure.sh
. tests/bench/measure.sh
trap stop_server EXIT
"$EXAMPLES/noop" >"$WORK/noop.log" 2>&1 &
SERVER_PID=$!
for _ in $(seq 100); do
  REGULARS_URL=$(sed -n 's/^listening on //p' "$WORK/noop.log")
  [ -z "$REGULARS_URL" ] || break
  sleep 0.05
done
export REGULARS_URL
load none noop
stop_server
trap - EXIT

for database in ${BENCH_DATABASES:-sqlite postgres}; do
  if [ "$database" = postgres ]; then
    tests/scripts/with-postgres.sh --durable tests/bench/database.sh postgres
  else
    tests/bench/database.sh sqlite
  fi
done

node tests/bench/report.mjs "$RESULTS" | tee "$WORK/table.md"
