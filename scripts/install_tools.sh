#!/bin/sh
# What the tests need beside Python: a Chromium to drive, GDAL's ogrinfo to read what is exported, and LibreOffice to open
# slides, with a font as wide as theirs; nginx to stand before two replicas; PostgreSQL with PostGIS for a store in a database.
# What is there is taken; else Debian's packages; without apt playwright's own Chromium, and tests of the others are skipped.
set -eu
bin=$1
wanted=""
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    wanted="chromium"
fi
command -v ogrinfo >/dev/null || wanted="$wanted gdal-bin"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || wanted="$wanted nginx-light"
command -v soffice >/dev/null || wanted="$wanted libreoffice-impress fonts-crosextra-carlito"
ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || wanted="$wanted postgresql-postgis"
if [ -z "$wanted" ]; then
    exit 0
fi
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi
    $sudo apt-get update -qq
    # shellcheck disable=SC2086
    $sudo apt-get install -y -qq $wanted
elif [ "${wanted#chromium}" != "$wanted" ]; then
    "$bin/playwright" install chromium
fi
