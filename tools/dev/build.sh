#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# build.sh [TARGET...]: installs what is missing, makes build/venv and builds into build/; quick when nothing changed.
set -eu
cd "$(dirname "$0")/../.."
tools/dev/install.sh

stamp=build/venv/requirements.txt
if ! cmp -s tools/dev/requirements.txt "$stamp"; then
  echo "making build/venv with $(grep -v '^#' tools/dev/requirements.txt | tr '\n' ' ')" >&2
  python3 -m venv build/venv
  build/venv/bin/pip install --quiet --disable-pip-version-check --requirement tools/dev/requirements.txt
  cp tools/dev/requirements.txt "$stamp"
fi
if [ ! -f build/build.ninja ]; then
  cmake -G Ninja -S . -B build -DCMAKE_C_COMPILER="${CC:-clang-22}" -DCMAKE_CXX_COMPILER="${CXX:-clang++-22}" \
    -DPython3_EXECUTABLE="$PWD/build/venv/bin/python" >build/configure.log 2>&1 ||
    { cat build/configure.log >&2; exit 1; }
fi
ninja -C build --quiet "$@"
