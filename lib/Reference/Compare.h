// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_REFERENCE_COMPARE_H
#define TENFOLD_LIB_REFERENCE_COMPARE_H

#include "dialects/Interfaces/HostTensor.h"

#include <optional>
#include <string>

namespace tenfold {

/// How far two evaluations of a whole function may part, in units of the
/// greatest finite value of the tensor and of the element itself.
struct Tolerance {
  double absolute = 0;
  double relative = 0;
};

/// The tolerance of an element type: 2^10 roundings of floats, none of
/// integers.
Tolerance toleranceOf(mlir::Type elementType);

/// The first element at which two tensors part.
struct Difference {
  int64_t index; // row-major
  double expected, got;
};

/// Nothing where all of `got` is within tolerance of `expected`. NaN is within
/// tolerance of NaN alone, an infinity of itself. Shapes that differ part at
/// index -1.
std::optional<Difference> findDifference(const HostTensor &expected,
                                         const HostTensor &got,
                                         Tolerance tolerance);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_COMPARE_H
