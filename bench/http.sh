#!/usr/bin/env bash
# The HTTP edge against nginx serving the very same bytes as static files: one worker each, pinned
# to one core, the load (wrk) on another, the two servers in turn. What counts is the ratio of each
# pair; the middle of the rounds is printed. Needs Debian's nginx-light and wrk, and a release build.
#
#   bench/http.sh [rounds] [seconds]
#
# Everything listens on loopback, runs for a bounded time and ends with this script.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} seconds=${2:-5}
atlas=${ATLAS_BIN:-target/release/atlas}
for program in nginx wrk curl taskset; do
    command -v "$program" >/dev/null || { echo "bench/http.sh: $program is missing (apt-get install nginx-light wrk curl util-linux)" >&2; exit 1; }
done

work=$(mktemp -d) pids=()
# nginx drops its rights and must still reach the files.
chmod 755 "$work"
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"' EXIT
free_port() { node -e 's=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
ours=$(free_port) theirs=$(free_port)

"$atlas" synth --projects 12129 --seed 2015 --database "$work/atlas.gpkg" >/dev/null
TOKIO_WORKER_THREADS=1 taskset -c 0 "$atlas" serve --listen "127.0.0.1:$ours" --database "$work/atlas.gpkg" >"$work/atlas.log" 2>&1 &
pids+=($!)
for _ in $(seq 100); do curl -fso /dev/null "http://127.0.0.1:$ours/health/ready" && break; sleep 0.1; done

all='/v1/projects?f=geojson'
page='/v1/projects?f=geojson&theme=water&bbox=-20,-30,40,50&limit=100'
mkdir "$work/html"
curl -fsS -H 'Accept-Encoding: identity' -o "$work/html/all.geojson" "http://127.0.0.1:$ours$all"
curl -fsS -H 'Accept-Encoding: gzip' -o "$work/html/all.geojson.gz" "http://127.0.0.1:$ours$all"
curl -fsS -H 'Accept-Encoding: identity' -o "$work/html/page.geojson" "http://127.0.0.1:$ours$page"
curl -fsS -H 'Accept-Encoding: gzip' -o "$work/html/page.geojson.gz" "http://127.0.0.1:$ours$page"
gzip -t "$work/html/all.geojson.gz" "$work/html/page.geojson.gz"
cat >"$work/nginx.conf" <<CONF
worker_processes 1; pid $work/nginx.pid; error_log $work/nginx-error.log; daemon off;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
    types { application/geo+json geojson; }
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server { listen 127.0.0.1:$theirs; root $work/html; gzip_static on; }
}
CONF
taskset -c 0 nginx -c "$work/nginx.conf" &
pids+=($!)
for _ in $(seq 100); do curl -fso /dev/null "http://127.0.0.1:$theirs/page.geojson" && break; sleep 0.1; done

# A different box each time: nothing that a cache of bodies could answer.
cat >"$work/boxes.lua" <<'LUA'
math.randomseed(2015)
request = function()
    local west, south = math.random() * 200 - 120, math.random() * 80 - 50
    return wrk.format("GET", string.format("/v1/projects?f=geojson&theme=water&limit=100&bbox=%.4f,%.4f,%.4f,%.4f", west, south, west + 60, south + 60))
end
LUA

load() { # port path header... -> requests per second
    local port=$1 path=$2; shift 2
    taskset -c 1 wrk -t1 -c32 --timeout 10s -d"${seconds}s" "$@" "http://127.0.0.1:$port$path" | awk '
        /Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = 1 } /Socket errors/ { bad = 1 }
        END { if (bad) print "errors" > "/dev/stderr"; print rate }'
}
middle() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

compare() { # name our-path their-path our-arguments -- their-arguments
    local name=$1 our=$2 their=$3; shift 3
    local a=() b=() into=a
    for word in "$@"; do
        if [ "$word" = -- ]; then into=b; elif [ $into = a ]; then a+=("$word"); else b+=("$word"); fi
    done
    : >"$work/rows"
    for _ in $(seq "$rounds"); do
        echo "$(load "$ours" "$our" "${a[@]}") $(load "$theirs" "$their" "${b[@]}")" >>"$work/rows"
    done
    printf '| %s | %s | %s | %s |\n' "$name" \
        "$(awk '{ print $1 }' "$work/rows" | middle)" "$(awk '{ print $2 }' "$work/rows" | middle)" \
        "$(awk '{ printf "%.2f\n", $1 / $2 }' "$work/rows" | middle)"
}

tag_ours=$(curl -fsSI -H 'Accept-Encoding: gzip' "http://127.0.0.1:$ours$all" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }')
tag_theirs=$(curl -fsSI -H 'Accept-Encoding: gzip' "http://127.0.0.1:$theirs/all.geojson" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }')
echo "12,129 projects; whole collection $(stat -c %s "$work/html/all.geojson") bytes, $(stat -c %s "$work/html/all.geojson.gz") in gzip; a page $(stat -c %s "$work/html/page.geojson") bytes"
echo
echo '| case | atlas, requests/s | nginx, requests/s | ratio |'
echo '| --- | --- | --- | --- |'
compare 'whole collection, gzip' "$all" /all.geojson -H 'Accept-Encoding: gzip' -- -H 'Accept-Encoding: gzip'
compare 'whole collection, identity' "$all" /all.geojson
compare 'whole collection, 304' "$all" /all.geojson -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag_ours" -- -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag_theirs"
compare 'filtered page asked again, gzip' "$page" /page.geojson -H 'Accept-Encoding: gzip' -- -H 'Accept-Encoding: gzip'
compare 'filtered page asked again, identity' "$page" /page.geojson
compare 'filtered page, another box each time, identity' "$page" /page.geojson -s "$work/boxes.lua" --
