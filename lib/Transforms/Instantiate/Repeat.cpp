//===- Repeat.cpp - one time of nn.repeat ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/Instantiate/Repeat.h"

#include "lib/Transforms/Instantiate/Scope.h"

using namespace mlir;

SmallVector<Value> tenfold::operandsAt(ArrayRef<Value> common,
                                       ArrayRef<Value> each, size_t time,
                                       size_t times) {
  SmallVector<Value> operands(common);
  for (size_t i = time; i < each.size(); i += times)
    operands.push_back(each[i]);
  return operands;
}

std::string tenfold::scopeAt(StringRef scope, int64_t time) {
  auto [before, after] = scope.split("{}");
  return scope.contains("{}") ? (before + Twine(time) + after).str()
                              : scope.str();
}

LogicalResult tenfold::checkResults(Operation *repeat, StringRef block,
                                    Target &layer, size_t common, size_t own) {
  func::FuncOp function = layer.function;
  size_t results = function.getNumResults() - layer.states.size();
  if (results != common + own)
    return repeat->emitOpError("expected @")
           << block << " to return " << common + own << " values, got "
           << results;
  for (size_t i = 0; i < common; ++i)
    if (Type expected = function.getArgumentTypes()[i],
        type = function.getResultTypes()[i];
        type != expected)
      return repeat->emitOpError("expected result ")
             << i << " of @" << block << " to be " << expected << ", got "
             << type;
  return success();
}

FailureOr<SmallVector<StringAttr>>
tenfold::addOwn(Operation *op, StringRef path, Target &layer, Target &target,
                SmallVectorImpl<Value> &inputs) {
  SmallVector<StringAttr> states;
  inputs.resize(layer.function.getNumArguments());
  for (auto &[name, inner] : layer.weights) {
    auto outer =
        target.weight(op, join(path, name), inner.value.getType(), inner.init);
    if (failed(outer))
      return failure();
    inputs[cast<BlockArgument>(inner.value).getArgNumber()] = *outer;
  }
  for (auto &[name, inner] : layer.states) {
    states.push_back(StringAttr::get(op->getContext(), join(path, name)));
    auto outer = target.state(op, states.back(), inner.before.getType());
    if (failed(outer))
      return failure();
    inputs[inner.before.getArgNumber()] = (*outer)->now;
  }
  return states;
}
