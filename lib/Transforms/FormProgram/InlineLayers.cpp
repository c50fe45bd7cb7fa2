//===- InlineLayers.cpp - straight-line functions into their callers ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Callees first, so each body is flat when it is cloned: the time is linear in
// the size of the result.

#include "lib/Transforms/FormProgram/InlineLayers.h"
#include "dialects/Program/Program.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace {

class Inliner {
public:
  explicit Inliner(ModuleOp module) : symbols(module) {}

  LogicalResult flatten(func::FuncOp function) {
    auto [state, isNew] = done.try_emplace(function, false);
    if (!isNew)
      return success();
    SmallVector<func::CallOp> calls;
    function.walk([&](func::CallOp call) { calls.push_back(call); });
    for (func::CallOp call : calls) {
      auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
      if (callee->hasAttr(tenfold::program::kKernel))
        continue;
      if (failed(check(call, callee)) || failed(flatten(callee)))
        return failure();
      inlineCall(call, callee);
    }
    done[function] = true;
    return success();
  }

  void eraseInlined() {
    for (func::FuncOp function : inlined)
      if (function.isPrivate())
        function.erase();
  }

private:
  LogicalResult check(func::CallOp call, func::FuncOp callee) {
    auto state = done.find(callee);
    if (state != done.end() && !state->second)
      return call.emitOpError("expected no recursion, got a call of `")
             << call.getCallee() << "` within itself";
    if (callee.isExternal() || !callee.getBody().hasOneBlock())
      return call.emitOpError("expected the body of `")
             << call.getCallee() << "` to be one block";
    return success();
  }

  void inlineCall(func::CallOp call, func::FuncOp callee) {
    OpBuilder b(call);
    IRMapping values;
    values.map(callee.getArguments(), call.getOperands());
    for (Operation &op : callee.front().without_terminator())
      b.clone(op, values);
    for (auto [result, value] : llvm::zip_equal(
             call.getResults(), callee.front().getTerminator()->getOperands()))
      result.replaceAllUsesWith(values.lookup(value));
    call.erase();
    inlined.insert(callee);
  }

  SymbolTable symbols;
  DenseMap<Operation *, bool> done; // false while its calls are inlined
  llvm::SetVector<func::FuncOp> inlined;
};

} // namespace

LogicalResult tenfold::inlineLayers(ModuleOp module) {
  Inliner inliner(module);
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>()))
    if (function.isPublic() && !function->hasAttr(program::kKernel) &&
        !function->hasAttr(program::kEntry) &&
        failed(inliner.flatten(function)))
      return failure();
  inliner.eraseInlined();
  return success();
}
