#!/bin/sh
# A Chromium for the browser tests: the one that is there, else Debian's package, else playwright's own.
set -eu
bin=$1
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then
    exit 0
fi
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq chromium
else
    "$bin/playwright" install chromium
fi
