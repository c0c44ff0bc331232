#!/bin/sh
# What the tests need beside Python: a Chromium to drive, GDAL's ogrinfo to read what is exported, and LibreOffice to open
# slides, with a font as wide as theirs; nginx to stand before two replicas; PostgreSQL with PostGIS for a store in a database.
# What is there is taken; else Debian's packages; without apt playwright's own Chromium, and tests of the others are skipped.
set -eu
bin=$1
wanted=${2:-}  # a further package, such as the whole browser, which draws WebGL for the benchmarks
have() { command -v "$1" >/dev/null; }
have ogrinfo || wanted="$wanted gdal-bin"
have nginx || [ -x /usr/sbin/nginx ] || wanted="$wanted nginx-light"
have soffice || wanted="$wanted libreoffice-impress fonts-crosextra-carlito"
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || wanted="$wanted postgresql-postgis"
if [ -z "$wanted" ] && have chromium-headless-shell; then
    exit 0
fi
if have apt-get; then
    if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi
    $sudo apt-get update -qq
    # the shell opens a page at three quarters of the whole browser's cost; older systems have the browser alone
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        wanted="$wanted chromium-headless-shell"
    elif ! have chromium && ! have chromium-browser && ! have google-chrome; then
        wanted="$wanted chromium"
    fi
    # shellcheck disable=SC2086
    $sudo apt-get install -y -qq $wanted
elif ! have chromium && ! have chromium-browser && ! have google-chrome; then
    "$bin/playwright" install chromium
fi
