// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INTEGERFACTORS_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INTEGERFACTORS_H

#include "lib/Transforms/LowerContractions/Contraction.h"

namespace tenfold {

/// A contraction of factors x = s p and w = t q + u, where p and q are integers
/// of eight bits, signed and unsigned, and s, t and u are the same over a group
/// of steps of k. Over a group, sum x w = (s sum p q) t + (s sum p) u, with
/// sums of integers.
struct IntegerFactors {
  mlir::OpOperand *p, *s;
  int64_t scaleSteps; ///< steps of k that share s
  int64_t group;      ///< steps of k that share s, t and u
  int64_t unroll;     ///< steps of k after which the shifts in q repeat
};

/// Nothing where the factors are not of that form.
std::optional<IntegerFactors> matchIntegers(const Contraction &contraction);

/// Whether `value`, of the factor w, differs from step to step of k.
bool differsByStep(const Contraction &contraction, mlir::Value value);

/// An integer of the body as an unsigned one of eight bits and what is to be
/// added to it; its sign bit is to be flipped first where `isSigned`.
struct UnsignedInteger {
  mlir::Value value;
  int64_t offset;
  bool isSigned;
};
UnsignedInteger unsignedOf(mlir::Value integer);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_INTEGERFACTORS_H
