#!/usr/bin/env bash
# Puts asterisk, redis-server, sipp and espeak-ng into FOLDER/bin, without root and without
# touching the system: Debian's current packages are unpacked into FOLDER/root and started with
# the loader and libraries found there. An installed Asterisk that is new enough is preferred.
#
#   asterisk-conf/obtain.sh FOLDER
#
# A second run returns at once. Needs mmdebstrap; as root it is installed when it is missing.
set -euo pipefail

folder=${1:?usage: $0 FOLDER}
mkdir -p "$folder/bin"
folder=$(cd "$folder" && pwd)
root=$folder/root
packages=asterisk,redis-server,sip-tester,espeak-ng

# Earlier ones let read-only ARI users write over the websocket (GHSA-wcvv-g26m-wx5c) and ignored
# live_dangerously in ARI (GHSA-vrfp-mg3q-3959).
new_enough() {
    local version
    version=$("$1" -V 2>/dev/null | sed -nE 's/^Asterisk ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p') || return 1
    case $version in
        20.*) printf '20.20.1\n%s\n' "$version" | sort -CV ;;
        2[2-9].*) printf '22.10.1\n%s\n' "$version" | sort -CV ;;
        *) return 1 ;;
    esac
}

say() { printf '%s\n' "$*" >&2; }

unpack() {
    if ! command -v mmdebstrap >/dev/null; then
        if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
            say "mmdebstrap is missing. Install it (Debian, Ubuntu: apt-get install mmdebstrap debian-archive-keyring) and run this again."
            exit 1
        fi
        say "installing mmdebstrap"
        apt-get -qq update
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
            mmdebstrap debian-archive-keyring >/dev/null
    fi
    say "unpacking $packages into $root (under a minute, about 350 MB)"
    rm -rf "$root" "$root.new"
    # The suite's Release file can be past its date; its signature is checked all the same.
    if ! mmdebstrap --quiet --mode=chrootless --variant=extract \
        --aptopt='Acquire::Check-Valid-Until "false"' --include="$packages" \
        sid "$root.new" 2>"$folder/unpack.log"; then
        say "unpacking failed; the last lines of $folder/unpack.log:"
        tail -5 "$folder/unpack.log" >&2
        exit 1
    fi
    mv "$root.new" "$root"
}

loader() {  # the wrapper finds its own folder, so that a checkout can be moved
    rm -f "$folder/bin/$1"  # it may be a link to an installed program, which must not be written to
    cat >"$folder/bin/$1" <<WRAPPER
#!/bin/sh
root=\$(dirname "\$(dirname "\$(readlink -f "\$0")")")/root
set -- "\$root/$2" $3 "\$@"
for lib in "\$root"/usr/lib/*-linux-gnu; do
    for ld in "\$lib"/ld-linux-*.so.*; do
        exec "\$ld" --library-path "\$lib:\$lib/pulseaudio" "\$@"
    done
done
WRAPPER
    chmod +x "$folder/bin/$1"
}

[ -x "$root/usr/sbin/asterisk" ] || unpack
loader asterisk usr/sbin/asterisk ''
loader redis-server usr/bin/redis-server ''
loader sipp usr/bin/sipp ''
# shellcheck disable=SC2016 # the wrapper expands it
loader espeak-ng usr/bin/espeak-ng '--path="$(dirname "$(echo "$root"/usr/lib/*-linux-gnu/espeak-ng-data)")"'

installed=$(command -v asterisk || true)
if [ -n "$installed" ] && new_enough "$installed"; then
    ln -sf "$installed" "$folder/bin/asterisk"
fi
"$folder/bin/asterisk" -V
