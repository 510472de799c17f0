#!/usr/bin/env bash
# Makes sure that programs are there: `scripts/need.sh cargo node ogrinfo`.
#
# What Debian packages is installed where we are root; otherwise the one command that does it is
# printed, and the script fails. Rust and Node are never installed here: their versions are a choice
# of whoever owns the machine.
set -euo pipefail

# The oldest versions that will do; Cargo.toml (rust-version) and web/package.json (engines) say the same.
rust_wanted=1.95 node_wanted=20.19

missing=() packages=()

# at_least HAVE WANTED: whether a version is new enough.
at_least() {
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n1)" = "$2" ]
}

has() {
    command -v "$1" >/dev/null 2>&1
}

need_package() { # PROGRAM PACKAGE
    has "$1" || packages+=("$2")
}

# PostgreSQL with PostGIS, of the version that the distribution has. The tests start servers of their
# own, so none shall be started by its installation.
need_postgis() {
    local initdb version
    for initdb in /usr/lib/postgresql/*/bin/initdb; do
        version=${initdb#/usr/lib/postgresql/}
        version=${version%%/*}
        [ ! -e "/usr/share/postgresql/$version/extension/postgis.control" ] || return 0
    done
    if has initdb && [ -e "$(pg_config --sharedir 2>/dev/null)/extension/postgis.control" ]; then
        return 0
    fi
    if has apt-get && [ "$(id -u)" = 0 ]; then
        # A fresh image has no list of packages yet, and would not know its version.
        apt-get update -qq
    fi
    version=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n1) || true
    packages+=("postgresql-${version:-17}-postgis-3")
    if [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
}

need() {
    case $1 in
    cargo)
        local version
        version=$(rustc --version 2>/dev/null | cut -d' ' -f2) || true
        if ! has cargo || ! at_least "${version:-0}" "$rust_wanted"; then
            missing+=("Rust $rust_wanted or newer (found: ${version:-none}): https://rustup.rs, or 'rustup update stable'")
        fi
        ;;
    clippy) cargo clippy --version >/dev/null 2>&1 || missing+=("clippy: rustup component add clippy") ;;
    rustfmt) cargo fmt --version >/dev/null 2>&1 || missing+=("rustfmt: rustup component add rustfmt") ;;
    node)
        local version
        version=$(node --version 2>/dev/null | tr -d v) || true
        if ! has npm || ! at_least "${version:-0}" "$node_wanted"; then
            missing+=("Node $node_wanted or newer with npm (found: ${version:-none}): https://nodejs.org, or Debian 13's nodejs and npm")
        fi
        ;;
    cc) need_package cc build-essential ;;
    curl) need_package curl curl ;;
    jq) need_package jq jq ;;
    postgis) need_postgis ;;
    ogrinfo) need_package ogrinfo gdal-bin ;;
    chromium) [ -n "${CHROMIUM:-}" ] || need_package chromium chromium ;;
    nginx) PATH=$PATH:/usr/sbin need_package nginx nginx-light ;;
    wrk) need_package wrk wrk ;;
    taskset) need_package taskset util-linux ;;
    *)
        echo "scripts/need.sh: it is not known where $1 comes from" >&2
        exit 2
        ;;
    esac
}

for program in "$@"; do
    need "$program"
done

if [ ${#packages[@]} -gt 0 ] && has apt-get && [ "$(id -u)" = 0 ]; then
    echo "installing ${packages[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "${packages[@]}" >/dev/null
    packages=()
fi
if [ ${#packages[@]} -gt 0 ]; then
    missing+=("${packages[*]}: sudo apt-get install ${packages[*]}")
fi
if [ ${#missing[@]} -gt 0 ]; then
    echo "This is missing:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
fi
