#!/usr/bin/env bash
# Puts promtool, which checks rules and dashboards, into FOLDER/bin. One that is installed is
# preferred; otherwise it is taken out of Debian's or Ubuntu's package, without root and without
# touching the system: apt keeps its lists in a folder of its own.
#
#   deploy/prometheus/obtain-promtool.sh FOLDER
#
# A second run returns at once.
set -euo pipefail

folder=${1:?usage: $0 FOLDER}
mkdir -p "$folder/bin"
folder=$(cd "$folder" && pwd)
[ -x "$folder/bin/promtool" ] && exit

if installed=$(command -v promtool); then
    ln -s "$installed" "$folder/bin/promtool"
    exit
fi
if ! command -v apt-get >/dev/null; then
    printf '%s\n' "promtool is missing. Install Prometheus, which it comes with, and run this again." >&2
    exit 1
fi

printf '%s\n' "fetching promtool (20 MB)" >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial"
cd "$scratch"
# A Release file can be past its date; its signature is checked all the same.
apt() {
    apt-get -qq -o Dir::State="$scratch" -o Dir::State::lists="$scratch/lists" \
        -o Dir::Cache="$scratch/cache" -o Acquire::Check-Valid-Until=false \
        -o Acquire::Languages=none -o APT::Sandbox::User= "$@"
}
apt update
apt download prometheus
dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool
mv usr/bin/promtool "$folder/bin/promtool"
