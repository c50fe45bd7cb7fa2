#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# test.sh [--full]: installs what is missing, builds and tests. --full adds the exhaustive suites (TENFOLD_FULL=1 in the
# environment of every test), the sanitizers and one round of the benchmarks. Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/../.."

full=
case "${1-}" in
'') ;;
--full) full=1; export TENFOLD_FULL=1 ;;
*) echo "error: expected no argument or --full, got $1" >&2; exit 1 ;;
esac

# run FOLDER: the tests of one build; each suite leaves its results as XML for the count.
run() {
  results=$PWD/$1/test-results
  rm -rf "$results"
  mkdir -p "$results"
  GTEST_OUTPUT="xml:$results/gtest/" LIT_OPTS="${LIT_OPTS-} --xunit-xml-output=$results/lit.xml" \
    ctest --test-dir "$1" --output-on-failure --output-junit "$results/ctest.xml" || true
  folders="$folders $results"
}

# sanitized FOLDER SANITIZERS: builds and tests the parts that are free of LLVM.
sanitized() {
  cmake -G Ninja -S . -B "$1" -DCMAKE_C_COMPILER="${CC:-clang-22}" -DCMAKE_CXX_COMPILER="${CXX:-clang++-22}" \
    -DPython3_EXECUTABLE="$PWD/build/venv/bin/python" -DTENFOLD_COMPILER=OFF -DTENFOLD_SANITIZE="$2" >/dev/null
  ninja -C "$1" --quiet
  run "$1"
}

tools/dev/build.sh
folders=
if [ -n "$full" ]; then
  TENFOLD_PEERS_PYTHON=$(benchmarks/run.sh --environment)
  export TENFOLD_PEERS_PYTHON
  "$TENFOLD_PEERS_PYTHON" tools/dev/fetch_onnx_models.py
fi
run build
if [ -n "$full" ]; then
  sanitized build/asan address,undefined
  sanitized build/tsan thread
  benchmarks/run.sh --cases 1x16 --rounds 1 --limit 1
fi
# shellcheck disable=SC2086
python3 tools/dev/count_tests.py $folders
