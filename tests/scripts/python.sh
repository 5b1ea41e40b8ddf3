# shellcheck shell=bash
# Python packages for the scripts beside this file, to be sourced after server.sh:
#   python_packages NAME   installs what NAME-requirements.txt lists into an environment of its own; sets VENV
python_packages() {
  local requirements=$SCRIPTS/$1-requirements.txt
  VENV=$ROOT/.venv/$1
  cmp -s "$requirements" "$VENV/requirements" && return
  rm -rf "$VENV"
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check --retries 5 --no-deps -r "$requirements"
  cp "$requirements" "$VENV/requirements"
}
