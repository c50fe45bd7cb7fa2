//===- Compare.cpp - whether two tensors agree ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Reference/Compare.h"

#include <cmath>

using namespace mlir;
using namespace tenfold;

Tolerance tenfold::toleranceOf(Type elementType) {
  if (elementType.isF32())
    return {std::ldexp(1, -14), std::ldexp(1, -14)};
  if (elementType.isF64())
    return {std::ldexp(1, -43), std::ldexp(1, -43)};
  return {};
}

static std::optional<Difference> compareFloats(const HostTensor &expected,
                                               const HostTensor &got,
                                               Tolerance tolerance) {
  std::vector<double> a = expected.widened<double>(), b = got.widened<double>();
  double greatest = 0;
  for (double x : a)
    greatest = std::isfinite(x) ? std::max(greatest, std::fabs(x)) : greatest;
  for (size_t i = 0; i < a.size(); ++i) {
    bool agree =
        std::isfinite(a[i])
            ? std::fabs(a[i] - b[i]) <= tolerance.absolute * greatest +
                                            tolerance.relative * std::fabs(a[i])
            : a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
    if (!agree)
      return Difference{static_cast<int64_t>(i), a[i], b[i]};
  }
  return std::nullopt;
}

std::optional<Difference> tenfold::findDifference(const HostTensor &expected,
                                                  const HostTensor &got,
                                                  Tolerance tolerance) {
  if (expected.shape() != got.shape() ||
      expected.elementType() != got.elementType())
    return Difference{-1, NAN, NAN};
  if (isa<FloatType>(expected.elementType()))
    return compareFloats(expected, got, tolerance);
  std::vector<int64_t> a = expected.widened<int64_t>(),
                       b = got.widened<int64_t>();
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i])
      return Difference{static_cast<int64_t>(i), double(a[i]), double(b[i])};
  return std::nullopt;
}
