//===- OpRules.cpp - the rules every op on tensors has --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Interfaces/OpRules.h"

#include "dialects/Interfaces/OpRules.cpp.inc"
