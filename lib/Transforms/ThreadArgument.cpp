//===- ThreadArgument.cpp - pass a value down the call graph --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ThreadArgument.h"

using namespace mlir;

BlockArgument tenfold::markedArgument(func::FuncOp function, StringRef marker) {
  for (BlockArgument arg : function.getArguments())
    if (function.getArgAttr(arg.getArgNumber(), marker))
      return arg;
  return {};
}

BlockArgument tenfold::threadArgument(func::FuncOp function, StringRef marker, Type type, ArgumentPlace place) {
  if (BlockArgument arg = markedArgument(function, marker))
    return arg;
  Builder b(function.getContext());
  unsigned index = place == ArgumentPlace::First ? 0 : function.getNumArguments();
  auto attrs = b.getDictionaryAttr(b.getNamedAttr(marker, b.getUnitAttr()));
  (void)function.insertArgument(index, type, attrs, function.getLoc());
  SmallVector<func::CallOp> calls;
  function->getParentOp()->walk([&](func::CallOp call) {
    if (call.getCallee() == function.getSymName())
      calls.push_back(call);
  });
  for (func::CallOp call : calls) {
    Value passed = threadArgument(call->getParentOfType<func::FuncOp>(), marker, type, place);
    call.getOperandsMutable().assign([&] {
      SmallVector<Value> operands(call.getOperands());
      operands.insert(operands.begin() + index, passed);
      return operands;
    }());
  }
  return function.getArgument(index);
}
