# shellcheck shell=bash
# How the bench measures, to be sourced after server.sh. Every figure goes as one line of JSON to $RESULTS.
#   record DATABASE WHAT JSON
#   load DATABASE WHAT [URL]   three wrk runs after a warm-up: median rate with its CPU time a request
#   replay WHAT SCRIPT…        the same with pgbench, on $REPLAY_URL

BENCH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CONNECTIONS=${BENCH_CONNECTIONS:-64}
TICKS=$(getconf CLK_TCK)
TEST_POSTGRES_BIN=${TEST_POSTGRES_BIN:-}

record() { printf '{"database":"%s","what":"%s",%s\n' "$1" "$2" "${3#\{}" >>"$RESULTS"; }

# CPU time so far in µs of a process (with its ended children when they count).
cpu_of() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || { echo 0; return; }
  # The name may hold spaces: fields are counted after its bracket. 12–13 own time, 14–15 that of ended children.
  read -ra stat <<<"${stat##*) }"
  local ticks=$((stat[11] + stat[12]))
  [ "${2:-}" != children ] || ticks=$((ticks + stat[13] + stat[14]))
  echo $((ticks * 1000000 / TICKS))
}

cpu_server() { if [ -n "$SERVER_PID" ]; then cpu_of "$SERVER_PID"; else echo 0; fi; }

cpu_database() {
  local total=0 pid
  if [ -n "${TEST_POSTGRES_PID:-}" ]; then
    total=$(cpu_of "$TEST_POSTGRES_PID" children)
    for pid in $(pgrep -P "$TEST_POSTGRES_PID"); do total=$((total + $(cpu_of "$pid"))); done
  fi
  echo "$total"
}

memory_kb() { awk -v key="$2:" '$1 == key { print $2 }' "/proc/$1/status"; }

# median_of FILE: the run with the middle rate, out of three lines of JSON.
median_of() { node -e '
  const runs = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map((line) => JSON.parse(line));
  runs.sort((a, b) => a.rate - b.rate);
  console.log(JSON.stringify(runs[Math.floor(runs.length / 2)]));' "$1"; }

# timed OUTPUT COMMAND…: runs a load that ends with a line of JSON, adds the CPU time a request.
timed() {
  local out=$1 server database line
  shift
  server=$(cpu_server) database=$(cpu_database)
  line=$("$@") || return
  server=$(($(cpu_server) - server)) database=$(($(cpu_database) - database))
  node -e '
    const run = JSON.parse(process.argv[1]);
    const each = (total) => Number((Number(total) / run.requests).toFixed(1));
    console.log(JSON.stringify({ ...run, server_us: each(process.argv[2]), database_us: each(process.argv[3]) }));
  ' "$line" "$server" "$database" >>"$out"
}

wrk_run() {
  wrk -t2 -c"$CONNECTIONS" -d"$1s" --timeout 10s -s "$BENCH/load.lua" "$REGULARS_URL" | tail -n 1
}

load() {
  local database=$1 runs=$WORK/runs i
  export BENCH_WHAT=$2 BENCH_FOLDER=$WORK BENCH_RUN BENCH_TOKEN=
  rm -f "$runs"
  for i in 0 1 2 3; do
    BENCH_RUN=$database-$i-$(date +%s)
    case $BENCH_WHAT in
      noop) ;;
      post) BENCH_TOKEN=$(cat "$WORK/key") ;;
      *) BENCH_TOKEN=$(access_token) ;;
    esac
    # The first one warms up.
    if [ "$i" -eq 0 ]; then wrk_run "$((SECONDS_EACH / 2 + 1))" >"$WORK/warm"; else timed "$runs" wrk_run "$SECONDS_EACH"; fi
  done
  if grep -vq '"errors":0,' "$runs"; then
    echo "$BENCH_WHAT on $database answered with errors:" >&2
    cat "$runs" >&2
    return 1
  fi
  record "$database" "$BENCH_WHAT" "$(median_of "$runs")"
}

pgbench_run() {
  local seconds=$1 file scripts=() said
  shift
  for file in "$@"; do scripts+=(-f "$file"); done
  # As many connections as the product has to the database: with all 64 it is slower.
  said=$("$TEST_POSTGRES_BIN/pgbench" -n -M prepared -c "${PGBENCH_CLIENTS:-10}" -j 2 -T "$seconds" --max-tries 10 \
    -D s="$(date +%s)0000000" "${scripts[@]}" "$REPLAY_URL" 2>"$WORK/pgbench.err") || { tail -n 5 "$WORK/pgbench.err" >&2; return 1; }
  awk -v seconds="$seconds" '
    /transactions actually processed/ { split($NF, parts, "/"); count = parts[1] }
    /^number of failed transactions/ { failed = $5 + 0 }
    /^latency average/ { latency = $4 }
    /^tps = / { tps = $3 }
    END { printf "{\"requests\":%d,\"seconds\":%s,\"rate\":%.0f,\"mean_ms\":%.2f,\"errors\":%d}\n", count, seconds, tps, latency, failed }
  ' <<<"$said"
}

replay() {
  local what=$1 runs=$WORK/runs i
  shift
  rm -f "$runs"
  for i in 0 1 2 3; do
    if [ "$i" -eq 0 ]; then
      pgbench_run "$((SECONDS_EACH / 2 + 1))" "$@" >"$WORK/warm"
    else
      timed "$runs" pgbench_run "$SECONDS_EACH" "$@"
    fi
  done
  record pgbench "$what" "$(median_of "$runs")"
}
