#!/usr/bin/env bash
# Creates the database that ATLAS_DATABASE names from data packages, where it does not exist yet:
#
#   ATLAS_DATABASE=data/atlas.gpkg scripts/load.sh target/release/atlas fixtures/reference …
#
# The packages go into a file beside it, which gets its name when everything is in: a database that
# is there is whole, whatever stopped this script.
set -euo pipefail
atlas=$1
shift
database=${ATLAS_DATABASE#sqlite:}
database=${database#//}
case $database in
*://*) exit 0 ;; # A server: its data is not ours to create.
esac
if [ -e "$database" ]; then
    exit 0
fi
mkdir -p "$(dirname "$database")"
loading=${database%.gpkg}.loading.gpkg
rm -f "$loading" "$loading-wal" "$loading-shm"
"$atlas" import --database "$loading" "$@"
mv "$loading" "$database"
