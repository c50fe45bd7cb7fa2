#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# check-library.sh LIBRARY SOURCES: the runtime exports the C interface alone, stands on the C++ library alone, is
# small, and its sources include nothing of the compiler.
set -eu
library=$1
sources=$2
failed=0
fail() {
  echo "error: $1" >&2
  failed=1
}

exported=$(nm -D --defined-only "$library" | awk '$2 != "A" { print $3 }')
others=$(echo "$exported" | grep -v '^tenfold_' || true)
[ -z "$others" ] || fail "expected exports that begin with tenfold_, got $others"
[ -n "$exported" ] || fail "expected exports, got none"

needed=$(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
for name in $needed; do
  case $name in
  libc.so.* | libm.so.* | libstdc++.so.* | libgcc_s.so.* | ld-linux*) ;;
  *) fail "expected only the C and C++ libraries, got $name" ;;
  esac
done

stripped=$(mktemp)
trap 'rm -f "$stripped"' EXIT
strip -o "$stripped" "$library"
size=$(wc -c <"$stripped")
[ "$size" -le 500000 ] || fail "expected at most 500000 bytes stripped, got $size"

foreign=$(grep -nE '#include [<"](llvm|mlir|dialects|Python)|#include "lib/' -r "$sources/lib/Runtime" "$sources/include" |
  grep -v '"lib/Runtime/' || true)
[ -z "$foreign" ] || fail "expected no includes from outside the runtime, got $foreign"
echo "$size bytes stripped"
exit $failed
