//===- ScalarProgram.cpp - the meaning of regions on scalars --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/ScalarProgram.h"
#include "dialects/NN/NN.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

Lane *ScalarProgram::fresh() {
  return storage.emplace_back(std::make_unique<Lane[]>(kLanes)).get();
}

Lane *ScalarProgram::lanes(Value value) {
  Lane *&lane = known[value];
  return lane ? lane : lane = fresh();
}

void ScalarProgram::load(Lane *to, const HostTensor &from, int64_t first,
                         int64_t stride, int64_t count) {
  dispatch(from.elementType(), [&](auto zero) {
    using T = decltype(zero);
    const T *x = from.data<T>().data() + first;
    for (int64_t l = 0; l < count; ++l) {
      if constexpr (kIsFloat<T>)
        to[l].f = static_cast<double>(x[l * stride]);
      else
        to[l].i = std::is_same_v<T, bool> ? -int64_t(x[l * stride])
                                          : int64_t(x[l * stride]);
    }
  });
}

void ScalarProgram::store(const Lane *from, const HostTensor &to, int64_t first,
                          int64_t stride, int64_t count) {
  dispatch(to.elementType(), [&](auto zero) {
    using T = decltype(zero);
    T *x = to.data<T>().data() + first;
    for (int64_t l = 0; l < count; ++l) {
      if constexpr (kIsFloat<T>)
        x[l * stride] = nearest<T>(from[l].f);
      else
        x[l * stride] = static_cast<T>(from[l].i);
    }
  });
}

LogicalResult ScalarProgram::run(int64_t count) {
  for (Step &step : steps)
    if (failed(step(count)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Reads, constants, what is captured
//===----------------------------------------------------------------------===//

void ScalarProgram::addExtract(Operation &op, const HostTensor &tensor,
                               ValueRange indices, bool clamp) {
  SmallVector<Lane *, 4> at;
  for (Value index : indices)
    at.push_back(lanes(index));
  Lane *to = lanes(op.getResult(0));
  if (op.hasAttr(kUnused) && tensor.size() == 0)
    return; // any value will do
  steps.push_back([=, op = &op](int64_t count) -> LogicalResult {
    for (int64_t l = 0; l < count; ++l) {
      int64_t offset = 0;
      for (auto [lane, size] : llvm::zip_equal(at, tensor.shape())) {
        int64_t i = lane[l].i;
        if (clamp)
          i = std::max<int64_t>(std::min(i, size - 1), 0);
        if (i < 0 || i >= size)
          return op->emitOpError("expected an index in [0, ")
                 << size << "), got " << i;
        offset = offset * size + i;
      }
      load(to + l, tensor, offset, 0, 1);
    }
    return success();
  });
}

bool ScalarProgram::addRead(Operation &op) {
  return TypeSwitch<Operation *, bool>(&op)
      .Case([&](AtOp at) {
        addExtract(op, captures(at.getTensor()), at.getIndices(), true);
        return true;
      })
      .Case([&](tensor::ExtractOp extract) {
        addExtract(op, captures(extract.getTensor()), extract.getIndices(),
                   false);
        return true;
      })
      .Case([&](tensor::DimOp dim) {
        HostTensor tensor = captures(dim.getSource());
        step(dim.getIndex(), dim.getResult(), [=](Lane a) {
          bool inside = a.i >= 0 && a.i < tensor.rank();
          return Lane{.i = inside ? tensor.shape()[a.i] : 0};
        });
        return true;
      })
      .Case([&](linalg::IndexOp at) {
        Lane *&lane = indices[at.getDim()];
        lane = lane ? lane : fresh();
        known[at.getResult()] = lane;
        return true;
      })
      .Default(false);
}

LogicalResult ScalarProgram::addConstant(Value result, Attribute value) {
  Lane lane;
  if (auto number = dyn_cast<FloatAttr>(value))
    lane.f = number.getValueAsDouble();
  else if (auto number = dyn_cast<IntegerAttr>(value))
    lane.i = number.getValue().getSExtValue();
  else
    return failure();
  std::fill_n(lanes(result), kLanes, lane);
  return success();
}

LogicalResult ScalarProgram::add(Operation &op) {
  for (Type type : op.getResultTypes())
    if (!HostTensor::holds(type))
      return op.emitOpError("expected scalars that the reference holds, got ")
             << type;
  for (Value operand : op.getOperands())
    if (!known.contains(operand) && operand.getType().isIntOrIndexOrFloat()) {
      HostTensor scalar = captures(operand);
      load(lanes(operand), scalar, 0, 0, kLanes);
    }
  if (auto constant = dyn_cast<arith::ConstantOp>(op);
      constant && succeeded(addConstant(constant, constant.getValue())))
    return success();
  if (addFloatOp(op) || addIntegerOp(op) || addConversion(op) ||
      addCompare(op) || addRead(op))
    return success();
  return op.emitOpError("expected an op on scalars that the reference knows");
}

LogicalResult ScalarProgram::add(Block &block) {
  for (BlockArgument argument : block.getArguments())
    lanes(argument);
  for (Operation &op : block.without_terminator())
    if (failed(add(op)))
      return failure();
  for (Value yielded : block.getTerminator()->getOperands())
    if (!known.contains(yielded)) {
      HostTensor scalar = captures(yielded);
      load(lanes(yielded), scalar, 0, 0, kLanes);
    }
  return success();
}
