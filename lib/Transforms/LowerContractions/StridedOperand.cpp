//===- StridedOperand.cpp - steps of loops through memory -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/LowerContractions/StridedOperand.h"
#include "lib/Transforms/LowerContractions/Index.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tenfold;

StridedOperand tenfold::takeApart(ImplicitLocOpBuilder &b,
                                  const Contraction &contraction,
                                  OpOperand *operand) {
  Index index(b);
  auto type = cast<MemRefType>(operand->get().getType());
  auto [strides, offset] = type.getStridesAndOffset();
  auto metadata = memref::ExtractStridedMetadataOp::create(b, operand->get());
  auto pick = [&](int64_t known, Value unknown) {
    return ShapedType::isDynamic(known) ? unknown : index.constant(known);
  };
  StridedOperand parts{
      metadata.getBaseBuffer(), pick(offset, metadata.getOffset()), {}, {}};
  parts.strides.resize(contraction.ranges().size());
  for (auto [at, expr] :
       llvm::enumerate(contraction.map(operand).getResults())) {
    Value stride = pick(strides[at], metadata.getStrides()[at]);
    auto times = [&](int64_t count) {
      return index.mul(stride, index.constant(count));
    };
    if (std::optional<Steps> steps = stepsOf(expr)) {
      for (auto [loop, count] : steps->loops)
        parts.strides[loop] = times(count);
      parts.offset = index.add(parts.offset, times(steps->constant));
    } else if (expr.getKind() == AffineExprKind::FloorDiv) {
      parts.panelStride = stride;
    }
  }
  return parts;
}

void tenfold::mergeLoops(ImplicitLocOpBuilder &b,
                         SmallVectorImpl<unsigned> &role,
                         ArrayRef<const StridedOperand *> operands,
                         MutableArrayRef<Value> extents) {
  auto known = [](Value value) { return getConstantIntValue(value); };
  while (role.size() > 1) {
    unsigned inner = role.back(), outer = role[role.size() - 2];
    auto isOne = [&](const StridedOperand *parts) {
      auto step = known(parts->strides[inner]),
           far = known(parts->strides[outer]), count = known(extents[inner]);
      return step && far && count && *far == *step * *count;
    };
    if (!llvm::all_of(operands, isOne))
      return;
    extents[inner] = Index(b).mul(extents[inner], extents[outer]);
    role.erase(role.end() - 2);
  }
}
