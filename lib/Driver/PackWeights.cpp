//===- PackWeights.cpp - weights in the layout that kernels read ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For a map that is linear in the packed index, the original indices along one
// packed row (last index r) are base + r * step, so the part of the row that
// lies inside the tensor is one interval of r, and inside it the source is
// walked with one constant stride.

#include "lib/Driver/PackWeights.h"

#include "mlir/IR/AffineExpr.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>
#include <optional>

using namespace mlir;
using namespace tenfold;

namespace {

using Vector = SmallVector<int64_t, 4>;

/// constant + sum of coefficients * packed index.
struct Linear {
  Vector coefficients;
  int64_t constant = 0;
};

std::optional<Linear> linear(AffineExpr expr, unsigned rank) {
  Linear result{Vector(rank, 0)};
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    result.constant = constant.getValue();
    return result;
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    result.coefficients[dim.getPosition()] = 1;
    return result;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return std::nullopt;
  std::optional<Linear> lhs = linear(binary.getLHS(), rank);
  std::optional<Linear> rhs = linear(binary.getRHS(), rank);
  bool isAdd = expr.getKind() == AffineExprKind::Add;
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  bool isScale = expr.getKind() == AffineExprKind::Mul && factor;
  if (!lhs || !rhs || !(isAdd || isScale))
    return std::nullopt;
  auto combine = [&](int64_t a, int64_t b) {
    return isAdd ? a + b : a * factor.getValue();
  };
  for (unsigned i = 0; i < rank; ++i)
    result.coefficients[i] =
        combine(lhs->coefficients[i], rhs->coefficients[i]);
  result.constant = combine(lhs->constant, rhs->constant);
  return result;
}

std::optional<SmallVector<Linear>> linear(AffineMap map) {
  SmallVector<Linear> results;
  for (AffineExpr expr : map.getResults()) {
    std::optional<Linear> result = linear(expr, map.getNumDims());
    if (!result)
      return std::nullopt;
    results.push_back(std::move(*result));
  }
  return results;
}

/// Advances an index over `shape`, last dimension fastest; false at the end.
bool next(MutableArrayRef<int64_t> index, ArrayRef<int64_t> shape) {
  for (size_t i = shape.size(); i-- > 0;) {
    if (++index[i] < shape[i])
      return true;
    index[i] = 0;
  }
  return false;
}

Vector strides(ArrayRef<int64_t> shape) {
  Vector result(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    result[i - 1] = result[i] * shape[i];
  return result;
}

/// Those r of [lo, hi) with 0 <= base + r * step < size.
void clip(int64_t base, int64_t step, int64_t size, int64_t &lo, int64_t &hi) {
  if (step < 0) { // count from the other end of the tensor
    base = size - 1 - base;
    step = -step;
  }
  if (step == 0) {
    hi = base >= 0 && base < size ? hi : lo;
    return;
  }
  lo = std::min(hi, std::max(lo, llvm::divideCeilSigned(-base, step)));
  hi = std::max(lo, std::min(hi, llvm::divideCeilSigned(size - base, step)));
}

/// target[r] = source[offset + r * step] for r in [lo, hi), else zero.
template <typename T>
void copyRow(const T *source, int64_t offset, int64_t step, T *target,
             int64_t lo, int64_t hi, int64_t width) {
  std::memset(target, 0, lo * sizeof(T));
  if (step == 1 && lo < hi)
    std::memcpy(target + lo, source + (offset + lo), (hi - lo) * sizeof(T));
  else
    for (int64_t r = lo; r < hi; ++r)
      target[r] = source[offset + r * step];
  std::memset(target + hi, 0, (width - hi) * sizeof(T));
}

template <typename T>
void packRows(const WeightLayout &layout, ArrayRef<Linear> map, const T *source,
              T *target) {
  size_t rank = layout.packed.size();
  int64_t width = layout.packed.back();
  Vector stride = strides(layout.original), index(rank - 1, 0);
  do {
    int64_t offset = 0, step = 0, lo = 0, hi = width;
    for (auto [i, expr] : llvm::enumerate(map)) {
      int64_t base = expr.constant, along = expr.coefficients.back();
      for (size_t d = 0; d + 1 < rank; ++d)
        base += expr.coefficients[d] * index[d];
      clip(base, along, layout.original[i], lo, hi);
      offset += base * stride[i];
      step += along * stride[i];
    }
    copyRow(source, offset, step, target, lo, hi, width);
    target += width;
  } while (next(index, ArrayRef(layout.packed).drop_back()));
}

template <typename T>
void packElements(const WeightLayout &layout, const T *source, T *target) {
  Vector stride = strides(layout.original), index(layout.packed.size(), 0);
  do {
    SmallVector<int64_t, 4> at = layout.map.compose(index);
    int64_t offset = 0;
    bool inside = true;
    for (auto [i, value] : llvm::enumerate(at)) {
      inside &= value >= 0 && value < layout.original[i];
      offset += value * stride[i];
    }
    *target++ = inside ? source[offset] : T(0);
  } while (next(index, layout.packed));
}

template <typename T>
void pack(const WeightLayout &layout, const char *source, char *target) {
  auto *from = reinterpret_cast<const T *>(source);
  auto *to = reinterpret_cast<T *>(target);
  if (std::optional<SmallVector<Linear>> map = linear(layout.map);
      map && !layout.packed.empty())
    return packRows(layout, *map, from, to);
  packElements(layout, from, to);
}

} // namespace

int64_t WeightLayout::packedBytes() const {
  int64_t bytes = elementBytes;
  for (int64_t size : packed)
    bytes *= size;
  return bytes;
}

void tenfold::packWeight(const WeightLayout &layout, llvm::StringRef bytes,
                         llvm::MutableArrayRef<char> packed) {
  const char *source = bytes.data();
  char *target = packed.data();
  if (layout.packedBytes() == 0)
    return;
  if (!layout.map || layout.map.isIdentity()) {
    std::memcpy(target, source, layout.packedBytes());
    return;
  }
  switch (layout.elementBytes) {
  case 1:
    return pack<uint8_t>(layout, source, target);
  case 2:
    return pack<uint16_t>(layout, source, target);
  case 4:
    return pack<uint32_t>(layout, source, target);
  default:
    return pack<uint64_t>(layout, source, target);
  }
}
