#!/bin/sh
# The libraries and the display that an Electron needs on Debian, where there is one to test with.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
if [ -z "${ELECTRON_OVERRIDE_DIST_PATH:-}" ] && [ ! -e "$root/node_modules/electron/dist/version" ] &&
  [ ! -e "$root/../shared/tools/get-electron.sh" ]; then
  echo "No Electron to test with: nothing to install."
  exit 0
fi
if command -v Xvfb >/dev/null && ldconfig -p | grep -q libgtk-3.so.0; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Not installed here (needs root and apt-get): the tests of the desktop application will say that they are skipped."
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq xvfb xauth libgtk-3-0 libnss3 libgbm1 libasound2 >/dev/null
