// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INTEGEROPERANDS_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INTEGEROPERANDS_H

#include "lib/Transforms/LowerContractions/Contraction.h"

namespace tenfold {

/// Arguments of the functions for integers, in their order: of rows, of the
/// weight, then what the function adds.
struct IntegerOperands {
  IntegerOperands(mlir::ValueRange arguments, const Contraction &found)
      : p(arguments[0]), s(arguments[1]),
        parts(arguments.slice(2, found.parts.size())),
        rest(arguments.drop_front(2 + found.parts.size())) {}

  mlir::Value p, s;
  mlir::ValueRange parts, rest;
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INTEGEROPERANDS_H
