#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Builds the runtime and its tests under ThreadSanitizer, and under AddressSanitizer with UndefinedBehaviorSanitizer,
# each in a build folder of its own, and runs them. The compiler is $CXX, else g++, which brings the sanitizers along.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
export CC="${CC:-gcc}" CXX="${CXX:-g++}"
export TSAN_OPTIONS="halt_on_error=1" UBSAN_OPTIONS="print_stacktrace=1"

for sanitizers in thread address,undefined; do
  build="$root/build-$(echo "$sanitizers" | tr , -)"
  cmake -G Ninja -B "$build" -S "$root" -DTENFOLD_COMPILER=OFF -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DTENFOLD_SANITIZE="$sanitizers" >/dev/null
  ninja -C "$build"
  # ThreadSanitizer needs its part of the address space; some kernels randomise into it.
  setarch -R ctest --test-dir "$build" --output-on-failure
done
