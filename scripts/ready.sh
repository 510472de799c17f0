#!/usr/bin/env bash
# Whether the service on a port of this machine answers that it is ready: `scripts/ready.sh 8080`.
# Asks without curl, which small images lack.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/$1"
printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
