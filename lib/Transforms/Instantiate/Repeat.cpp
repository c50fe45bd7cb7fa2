//===- Repeat.cpp - one time of nn.repeat ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/Instantiate/Repeat.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

SmallVector<Value> tenfold::operandsAt(RepeatOp op, ArrayRef<Value> common,
                                       ArrayRef<Value> each, size_t time) {
  SmallVector<Value> operands(common);
  for (size_t i = time; i < each.size(); i += op.getTimes())
    operands.push_back(each[i]);
  return operands;
}

std::string tenfold::scopeAt(RepeatOp op, int64_t time) {
  auto [before, after] = op.getScope().split("{}");
  bool isNumbered = op.getScope().contains("{}");
  return isNumbered ? (before + Twine(time) + after).str()
                    : op.getScope().str();
}

LogicalResult tenfold::checkResults(RepeatOp op, func::FuncOp layer) {
  size_t common = op.getResults_().size(),
         each = op.getTimes() ? op.getEachResults().size() / op.getTimes() : 0,
         count = layer.getNumResults();
  if (op.getTimes() != 0 && count != common + each)
    return op.emitOpError("expected @")
           << op.getCallee() << " to return " << common + each
           << " values, got " << count;
  for (size_t i = 0; i < std::min(common, count); ++i)
    if (Type expected = layer.getArgumentTypes()[i],
        type = layer.getResultTypes()[i];
        type != expected)
      return op.emitOpError("expected result ")
             << i << " of @" << op.getCallee() << " to be " << expected
             << ", got " << type;
  return success();
}
