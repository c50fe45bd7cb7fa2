// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_DIALECTS_INTERFACES_OPRULES_H
#define TENFOLD_DIALECTS_INTERFACES_OPRULES_H

#include "dialects/Interfaces/Dims.h"
#include "dialects/Interfaces/HostTensor.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

#include "dialects/Interfaces/OpRules.h.inc"

#endif // TENFOLD_DIALECTS_INTERFACES_OPRULES_H
