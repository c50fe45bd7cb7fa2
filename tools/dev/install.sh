#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs the Debian packages of packages.txt that are missing, and says which.
set -eu
list=$(dirname "$0")/packages.txt

missing=
for package in $(cat "$list"); do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "error: expected Debian's apt-get to install:$missing" >&2
  exit 1
fi
root=
if [ "$(id -u)" != 0 ]; then
  root=sudo
  command -v sudo >/dev/null || { echo "error: expected root or sudo to install:$missing" >&2; exit 1; }
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -q >&2
# shellcheck disable=SC2086
$root apt-get install -y -q --no-install-recommends $missing >&2
