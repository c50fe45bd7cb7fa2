//===- Inspect.cpp - tenfold inspect --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "tools/tenfold/Commands.h"

using namespace llvm;
using namespace tenfold;

Error tenfold::runInspect(Arguments arguments) {
  return userError("'tenfold inspect' is not supported by this version");
}
