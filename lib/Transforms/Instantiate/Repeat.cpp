//===- Repeat.cpp - one time of nn.repeat ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/Instantiate/Repeat.h"

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
                                    func::FuncOp layer, size_t common,
                                    size_t own) {
  if (layer.getNumResults() != common + own)
    return repeat->emitOpError("expected @")
           << block << " to return " << common + own << " values, got "
           << layer.getNumResults();
  for (size_t i = 0; i < common; ++i)
    if (Type expected = layer.getArgumentTypes()[i],
        type = layer.getResultTypes()[i];
        type != expected)
      return repeat->emitOpError("expected result ")
             << i << " of @" << block << " to be " << expected << ", got "
             << type;
  return success();
}
