#!/usr/bin/env bash
# Sees to the programs that the tests run: installs them on Debian when allowed to, or says what is missing.
set -euo pipefail

declare -A package=([ogrinfo]=gdal-bin [chromium]=chromium [curl]=curl)
missing=()
for program in "${!package[@]}"; do
    command -v "$program" >/dev/null || missing+=("${package[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
else
    echo "The tests need: ${missing[*]}. On Debian: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
