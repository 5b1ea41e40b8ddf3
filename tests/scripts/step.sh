#!/usr/bin/env bash
# Runs one step of the Makefile quietly: step.sh [--tests] TITLE COMMAND…
# The output goes to $LOGS; on success only the test runners' closing lines are shown, on failure the end of the log.
# With --tests a run that executed no test is a failure. V=1 shows everything as it comes.
set -uo pipefail

tests=no
if [ "${1:-}" = --tests ]; then
  tests=yes
  shift
fi
title=$1
shift

logs=${LOGS:-var/log}
mkdir -p "$logs"
slug=$(printf '%s' "$title" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9' '-')
log=$logs/${slug%-}.log

echo "== $title"
started=$SECONDS
if [ "${V:-}" = 1 ]; then
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
else
  NO_COLOR=1 CARGO_TERM_PROGRESS_WHEN=never "$@" >"$log" 2>&1
  status=$?
fi

if [ "$status" -ne 0 ]; then
  if [ "${V:-}" != 1 ]; then
    # The cause is at the end, or at the beginning of a long list.
    [ "$(wc -l <"$log")" -le 95 ] || { head -n 15 "$log"; echo "[…]"; }
    tail -n 80 "$log"
  fi
  echo "-- failed: $title (exit code $status, whole output in $log)" >&2
  exit "$status"
fi

closing=$(grep -E '^(test result: |([A-Za-z0-9-]+: )?[0-9]+ passed, [0-9]+ failed|# (pass|fail) | +[0-9]+ generated, )' "$log" | grep -vE '((ok\. |: |^)0 passed[;,] 0 failed|^# (pass|fail) 0$)')
[ -z "$closing" ] || echo "$closing"
if [ "$tests" = yes ] && [ -z "$closing" ]; then
  tail -n 20 "$log"
  echo "-- failed: $title ran no test (whole output in $log)" >&2
  exit 1
fi
took=$((SECONDS - started))
[ "$took" -lt 10 ] || echo "   $took s"
