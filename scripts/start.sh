#!/usr/bin/env bash
# What the image runs: `atlas` with the arguments given. Before it serves it loads the atlas of 2015
# where there is no database yet; ATLAS_EMPTY=1 leaves that to whoever brings other data.
set -euo pipefail
here=$(dirname "$0")
if [ "${1:-serve}" = serve ] && [ -z "${ATLAS_EMPTY:-}" ]; then
    "$here/load.sh" atlas /usr/share/atlas/reference /usr/share/atlas/france-china-2015
fi
exec atlas "${@:-serve}"
