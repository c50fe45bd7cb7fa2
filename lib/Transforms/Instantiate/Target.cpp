//===- Target.cpp - a function made of blocks, its weights and states -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/Instantiate/Target.h"

#include "dialects/NN/NN.h"

using namespace mlir;
using namespace tenfold;

/// One path has one type.
static LogicalResult checkType(Operation *user, StringRef kind, StringRef path,
                               Value value, Type type) {
  if (value.getType() == type)
    return success();
  return user->emitOpError("expected ")
         << kind << " '" << path << "' to be " << value.getType()
         << " as before, got " << type;
}

FailureOr<Value> Target::weight(Operation *user, StringRef path, Type type,
                                Attribute init) {
  auto [at, isNew] =
      weights.try_emplace(StringAttr::get(user->getContext(), path));
  if (isNew)
    at->second = {function.getBody().addArgument(type, user->getLoc()), init};
  Value value = at->second.value;
  if (failed(checkType(user, "weight", path, value, type)))
    return failure();
  return value;
}

FailureOr<State *> Target::state(Operation *user, StringRef path, Type type) {
  auto [at, isNew] =
      states.try_emplace(StringAttr::get(user->getContext(), path));
  if (isNew) {
    auto argument = function.getBody().addArgument(type, user->getLoc());
    at->second = {argument, argument};
  }
  if (failed(checkType(user, "state", path, at->second.before, type)))
    return failure();
  return &at->second;
}

SmallVector<Value> Target::currentStates() const {
  return llvm::map_to_vector(
      states, [](const auto &state) { return state.second.now; });
}

void Target::finish(OpBuilder &builder, ArrayRef<Value> results, Location loc) {
  SmallVector<Value> all(results);
  llvm::append_range(all, currentStates());
  func::ReturnOp::create(builder, loc, all);
  function.setType(builder.getFunctionType(
      function.getBody().getArgumentTypes(), ValueRange(all).getTypes()));
}

/// Whether an argument or a result of an entry has this name.
static bool hasName(func::FuncOp function, StringAttr name) {
  auto isNamed = [&](DictionaryAttr attrs) {
    return attrs.get(nn::kName) == name;
  };
  SmallVector<DictionaryAttr> attrs;
  function.getAllArgAttrs(attrs);
  function.getAllResultAttrs(attrs);
  return llvm::any_of(attrs, isNamed);
}

LogicalResult Target::describe() {
  Builder b(function.getContext());
  for (auto &[path, weight] : weights) {
    unsigned index = cast<BlockArgument>(weight.value).getArgNumber();
    function.setArgAttr(index, nn::kParam, path);
    if (weight.init)
      function.setArgAttr(index, nn::kInit, weight.init);
  }
  unsigned result = function.getNumResults() - states.size();
  for (auto &[path, state] : states) {
    unsigned index = state.before.getArgNumber();
    if (hasName(function, path))
      return function.emitError("expected no argument or result with the path "
                                "of a state for its name, got ")
             << path;
    function.setArgAttr(index, nn::kName, path);
    function.setArgAttr(index, nn::kDonate, b.getI64IntegerAttr(result));
    function.setResultAttr(result++, nn::kName, path);
  }
  return success();
}
