//===- Axes.cpp - ops whose loops are called by numbers -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ChunkScans/Axes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

OpFoldResult tenfold::sizeOf(OpBuilder &b, Value value, unsigned dim) {
  auto type = cast<RankedTensorType>(value.getType());
  if (!type.isDynamicDim(dim))
    return b.getIndexAttr(type.getDimSize(dim));
  if (auto slice = value.getDefiningOp<tensor::ExtractSliceOp>()) {
    llvm::SmallBitVector kept = slice.getDroppedDims().flip();
    int of = kept.find_first();
    while (dim-- > 0)
      of = kept.find_next(of);
    return slice.getMixedSizes()[of];
  }
  if (auto op = value.getDefiningOp<linalg::LinalgOp>())
    return sizeOf(b, op.getDpsInits()[cast<OpResult>(value).getResultNumber()],
                  dim);
  if (auto empty = value.getDefiningOp<tensor::EmptyOp>())
    return empty.getMixedSizes()[dim];
  return tensor::getMixedSize(b, value.getLoc(), value, dim);
}

void AxesBuilder::learn(const Operand &operand) {
  for (auto [dim, axis] : llvm::enumerate(operand.axes))
    if (!extents.contains(axis))
      extents[axis] = sizeOf(b, operand.value, dim);
}

Value AxesBuilder::empty(Type element, ArrayRef<unsigned> out) {
  auto sizes = llvm::map_to_vector(
      out, [&](unsigned axis) { return extents.lookup(axis); });
  return tensor::EmptyOp::create(b, loc, sizes, element);
}

Value AxesBuilder::build(ArrayRef<Operand> inputs, Value init,
                         ArrayRef<unsigned> out, ArrayRef<unsigned> reduced,
                         Body body) {
  SmallVector<unsigned> loops(out);
  llvm::append_range(loops, reduced);
  auto placeOf = [&](unsigned axis) -> unsigned {
    return llvm::find(loops, axis) - loops.begin();
  };
  auto mapOf = [&](ArrayRef<unsigned> axes) {
    auto dims = llvm::map_to_vector(axes, [&](unsigned axis) {
      return getAffineDimExpr(placeOf(axis), b.getContext());
    });
    return AffineMap::get(loops.size(), 0, dims, b.getContext());
  };
  SmallVector<AffineMap> maps;
  SmallVector<Value> values;
  for (const Operand &input : inputs) {
    maps.push_back(mapOf(input.axes));
    values.push_back(input.value);
  }
  maps.push_back(mapOf(out));
  SmallVector<utils::IteratorType> iterators(loops.size(),
                                             utils::IteratorType::parallel);
  std::fill_n(iterators.begin() + out.size(), reduced.size(),
              utils::IteratorType::reduction);
  return linalg::GenericOp::create(
             b, loc, init.getType(), values, init, maps, iterators,
             [&](OpBuilder &inner, Location, ValueRange arguments) {
               Value result = body(inner, arguments, [&](unsigned axis) {
                 return linalg::IndexOp::create(inner, loc, placeOf(axis))
                     .getResult();
               });
               linalg::YieldOp::create(inner, loc, result);
             })
      .getResult(0);
}

Operand AxesBuilder::map(Type element, ArrayRef<Operand> inputs,
                         ArrayRef<unsigned> out, Body body) {
  for (const Operand &input : inputs)
    learn(input);
  Value result = build(inputs, empty(element, out), out, {}, body);
  return {result, SmallVector<unsigned>(out)};
}

Operand AxesBuilder::sum(Type element, ArrayRef<Operand> inputs,
                         ArrayRef<unsigned> out, ArrayRef<unsigned> reduced,
                         Value init, Body term) {
  for (const Operand &input : inputs)
    learn(input);
  if (!init) {
    Value zero = arith::ConstantOp::create(b, loc, b.getFloatAttr(element, 0));
    init =
        linalg::FillOp::create(b, loc, zero, empty(element, out)).getResult(0);
  }
  Value result =
      build(inputs, init, out, reduced,
            [&](OpBuilder &inner, ValueRange arguments, Index index) -> Value {
              Value value = term(inner, arguments, index);
              return arith::AddFOp::create(inner, loc, arguments.back(), value);
            });
  return {result, SmallVector<unsigned>(out)};
}

Operand AxesBuilder::contract(ArrayRef<Operand> inputs, ArrayRef<unsigned> out,
                              ArrayRef<unsigned> reduced, Value init) {
  return sum(b.getF32Type(), inputs, out, reduced, init,
             [&](OpBuilder &inner, ValueRange arguments, Index) -> Value {
               if (inputs.size() == 1)
                 return arguments[0];
               return arith::MulFOp::create(inner, loc, arguments[0],
                                            arguments[1]);
             });
}
