#!/usr/bin/env bash
# Installs into this checkout what the helpline needs: Python packages in .venv, Asterisk and the
# test tools in FOLDER/tools, unpacked prompts in FOLDER/sounds. A second run is quick.
#
#   deploy/setup.sh FOLDER
set -euo pipefail

folder=${1:?usage: $0 FOLDER}
say() { printf '%s\n' "$*" >&2; }

# The first python3 that is new enough and can make virtual environments.
find_python() {
    local python
    for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if command -v "$python" >/dev/null &&
            "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        say "Python 3.11 or newer with venv is missing. Install it (Debian, Ubuntu: apt-get install python3-venv) and run this again."
        exit 1
    fi
    say "installing python3-venv"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install python3-venv >/dev/null
    python=$(find_python) || { say "This system's Python is older than 3.11; Debian 12 and Ubuntu 24.04 have a newer one."; exit 1; }
fi

# Without pip, an earlier setup was broken off.
[ -x .venv/bin/pip ] || "$python" -m venv --clear .venv
say "installing Python packages"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --require-hashes -r requirements-dev.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --no-deps --no-build-isolation --editable .
asterisk-conf/obtain.sh "$folder/tools"
deploy/prometheus/obtain-promtool.sh "$folder/tools"
.venv/bin/helpline prompts build --sounds "$folder/sounds" --tools "$folder/tools"
