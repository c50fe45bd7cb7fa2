//===- Instantiate.cpp - blocks to functions with explicit weights --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block is instantiated by walking its body once for each application:
// parameters become arguments of the function under construction, applications
// recurse under a longer scope, and everything else is cloned with types
// inferred anew from its new operands.

#include "dialects/NN/NN.h"
#include "lib/Library/Library.h"
#include "lib/Transforms/Instantiate/Repeat.h"
#include "lib/Transforms/Instantiate/Scope.h"
#include "lib/Transforms/Instantiate/Target.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/TypeSwitch.h"

namespace tenfold {
#define GEN_PASS_DEF_INSTANTIATE
#include "lib/Transforms/Instantiate/Instantiate.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {

/// A repeated block, for operands of some types and names bound in some way.
struct Layer {
  BlockOp block;
  SmallVector<Type> inputs;
  DictionaryAttr bindings;
  Target target;
};

class Instantiator {
public:
  Instantiator(ModuleOp module, ModuleOp library)
      : module(module), symbols(module), library(library),
        builder(module.getContext()) {}

  /// Builds the function of an entry in place of it.
  LogicalResult buildEntry(FunctionOpInterface source);

private:
  func::FuncOp createFunction(Location loc, StringRef name, TypeRange inputs);
  FailureOr<SmallVector<Value>> buildBody(Region &body, Scope &scope,
                                          Target &target);
  FailureOr<SmallVector<Value>> apply(Operation *application, BlockOp block,
                                      ValueRange operands,
                                      DictionaryAttr bindings, std::string path,
                                      const Scope &outer, Target &target);
  LogicalResult build(ParamOp param, Scope &scope, Target &target);
  LogicalResult build(StateOp op, Scope &scope, Target &target);
  LogicalResult build(UpdateOp op, Scope &scope, Target &target);
  LogicalResult build(ApplyOp application, Scope &scope, Target &target);
  LogicalResult build(RepeatOp repeat, Scope &scope, Target &target);
  FailureOr<Layer *> layerOf(RepeatOp repeat, ArrayRef<Type> inputs,
                             const Scope &scope);
  LogicalResult buildLayer(RepeatOp repeat, const Scope &scope, Layer &layer);
  LogicalResult buildClone(Operation *op, Scope &scope);
  LogicalResult build(FlowOpInterface op, Scope &scope, Target &target);
  LogicalResult inferResults(Operation *clone);
  FailureOr<BlockOp> lookup(Operation *application, StringRef name);

  ModuleOp module;
  SymbolTable symbols;
  SymbolTable library;
  OpBuilder builder;
  SmallVector<BlockOp>
      active; // blocks whose bodies are being built, outermost first
  SmallVector<std::unique_ptr<Layer>> layers;
};

} // namespace

FailureOr<BlockOp> Instantiator::lookup(Operation *application,
                                        StringRef name) {
  auto block = symbols.lookup<BlockOp>(name);
  if (!block)
    block = library.lookup<BlockOp>(name);
  if (!block)
    return application->emitOpError(
               "expected a block of the module or the library, got ")
           << (symbols.lookup(name) ? "function @" : "@") << name;
  if (llvm::is_contained(active, block))
    return application->emitOpError(
               "expected a block that does not apply itself, got @")
           << name;
  return block;
}

LogicalResult Instantiator::build(ParamOp param, Scope &scope, Target &target) {
  auto type = scope.typeOf(param, param.getDims(), param.getType());
  if (failed(type))
    return failure();
  auto value = target.weight(param, join(scope.path, param.getName()), *type,
                             param.getInitAttr());
  if (failed(value))
    return failure();
  scope.values.map(param.getResult(), *value);
  return success();
}

LogicalResult Instantiator::build(StateOp op, Scope &scope, Target &target) {
  auto type = scope.typeOf(op, op.getDims(), op.getType());
  if (failed(type))
    return failure();
  auto state = target.state(op, join(scope.path, op.getName()), *type);
  if (failed(state))
    return failure();
  scope.values.map(op.getResult(), (*state)->now);
  return success();
}

LogicalResult Instantiator::build(UpdateOp op, Scope &scope, Target &target) {
  std::string path = join(scope.path, op.getName());
  auto *state = target.states.find(builder.getStringAttr(path));
  if (state == target.states.end())
    return op.emitOpError("expected `nn.state` of '")
           << op.getName() << "' before it in the block, got none";
  if (builder.getInsertionBlock()->getParent() != &target.function.getBody())
    return op.emitOpError("expected no update in the body of a loop or branch, "
                          "which carries such values itself");
  Value value = scope.values.lookup(op.getValue());
  if (Type type = state->second.before.getType(); value.getType() != type)
    return op.emitOpError("expected a value of the state's type, ")
           << type << ", got " << value.getType();
  state->second.now = value;
  return success();
}

/// Clones `op`, resolves names in its sizes, and infers its result types from
/// its new operands.
LogicalResult Instantiator::buildClone(Operation *op, Scope &scope) {
  Operation *clone = builder.clone(*op, scope.values);
  if (auto sizes = clone->getAttrOfType<DictionaryAttr>("sizes")) {
    NamedAttrList resolved;
    for (NamedAttribute size : sizes) {
      auto value = scope.resolve(op, size.getValue());
      if (failed(value))
        return failure();
      resolved.append(size.getName(), *value);
    }
    clone->setAttr("sizes", resolved.getDictionary(builder.getContext()));
  }
  return inferResults(clone);
}

LogicalResult Instantiator::inferResults(Operation *clone) {
  auto inferable = dyn_cast<InferTypeOpInterface>(clone);
  if (!inferable)
    return success();
  SmallVector<Type> types;
  if (failed(inferable.inferReturnTypes(
          builder.getContext(), clone->getLoc(), clone->getOperands(),
          clone->getAttrDictionary(), clone->getPropertiesStorage(),
          clone->getRegions(), types)))
    return failure();
  for (auto [result, type] : llvm::zip_equal(clone->getResults(), types))
    result.setType(type);
  return success();
}

/// Weights that a region uses are the function's, equal in each step.
LogicalResult Instantiator::build(FlowOpInterface op, Scope &scope,
                                  Target &target) {
  Operation *clone = builder.insert(op->cloneWithoutRegions(scope.values));
  OpBuilder::InsertionGuard guard(builder);
  for (auto [number, from, to] :
       llvm::enumerate(op->getRegions(), clone->getRegions())) {
    SmallVector<Type> types =
        op.argumentTypes(number, clone->getOperandTypes());
    Block *block = builder.createBlock(
        &to, {}, types, SmallVector<Location>(types.size(), op.getLoc()));
    scope.values.map(from.getArguments(), block->getArguments());
    if (failed(buildBody(from, scope, target)))
      return failure();
    builder.clone(from.front().back(), scope.values);
  }
  return inferResults(clone);
}

FailureOr<SmallVector<Value>>
Instantiator::apply(Operation *application, BlockOp block, ValueRange operands,
                    DictionaryAttr bindings, std::string path,
                    const Scope &outer, Target &target) {
  // An error in a block says which applications led to it.
  ScopedDiagnosticHandler handler(builder.getContext(), [&](Diagnostic &d) {
    if (d.getLocation() != application->getLoc())
      d.attachNote(application->getLoc()) << "in the block applied here";
    return failure();
  });
  Scope inner{std::move(path), {}, {}};
  if (failed(inner.bindAttributes(application, bindings, outer)) ||
      failed(inner.bindOperands(application, block, operands)))
    return failure();
  active.push_back(block);
  auto results = buildBody(block.getBody(), inner, target);
  active.pop_back();
  return results;
}

LogicalResult Instantiator::build(ApplyOp op, Scope &scope, Target &target) {
  auto block = lookup(op, op.getCallee());
  if (failed(block))
    return failure();
  SmallVector<Value> operands = llvm::map_to_vector(
      op.getOperands(), [&](Value v) { return scope.values.lookup(v); });
  auto results = apply(op, *block, operands, op.getBindings(),
                       join(scope.path, op.getScope()), scope, target);
  if (failed(results))
    return failure();
  scope.values.map(op.getResults(), *results);
  return success();
}

LogicalResult Instantiator::buildLayer(RepeatOp op, const Scope &scope,
                                       Layer &layer) {
  func::FuncOp &function = layer.target.function;
  function = createFunction(op.getLoc(), op.getCallee(), layer.inputs);
  function.setPrivate();
  OpBuilder::InsertionGuard guard(builder);
  Block &body = function.getBody().front();
  builder.setInsertionPointToStart(&body);
  SmallVector<Value> arguments(body.getArguments().begin(),
                               body.getArguments().end());
  auto results = apply(op, layer.block, arguments, layer.bindings, "", scope,
                       layer.target);
  if (failed(results))
    return failure();
  layer.target.finish(builder, *results, op.getLoc());
  return success();
}

/// The function that is called each time. Another `nn.repeat` may have it
/// already; names in bindings mean what they do where they stand.
FailureOr<Layer *> Instantiator::layerOf(RepeatOp op, ArrayRef<Type> inputs,
                                         const Scope &scope) {
  auto block = lookup(op, op.getCallee());
  if (failed(block))
    return failure();
  auto same = [&](const auto &layer) {
    return layer->block == *block && ArrayRef(layer->inputs) == inputs &&
           layer->bindings == op.getBindings();
  };
  auto isName = [](NamedAttribute binding) {
    return isa<StringAttr>(binding.getValue());
  };
  auto *known = llvm::find_if(layers, same);
  if (known == layers.end() || llvm::any_of(op.getBindings(), isName)) {
    auto layer = std::make_unique<Layer>(
        Layer{*block, SmallVector<Type>(inputs), op.getBindings(), {}});
    if (failed(buildLayer(op, scope, *layer)))
      return failure();
    layers.push_back(std::move(layer));
    known = std::prev(layers.end());
  }
  return known->get();
}

/// One function for the block, and a call of it for each time with the weights
/// and states of that time.
LogicalResult Instantiator::build(RepeatOp op, Scope &scope, Target &target) {
  auto local = [&](ValueRange values) {
    return llvm::map_to_vector(values,
                               [&](Value v) { return scope.values.lookup(v); });
  };
  SmallVector<Value> common = local(op.getOperands_()),
                     each = local(op.getEach()),
                     own(op.getEachResults().size());
  size_t times = op.getTimes(), carried = op.getResults_().size();
  auto types = llvm::to_vector(
      ValueRange(operandsAt(common, each, 0, times)).getTypes());
  auto layer = layerOf(op, types, scope);
  if (failed(layer) ||
      (times && failed(checkResults(op, op.getCallee(), (*layer)->target,
                                    carried, own.size() / times))))
    return failure();
  for (size_t time = 0; time < times; ++time) {
    std::string path = join(scope.path, scopeAt(op.getScope(), time));
    SmallVector<Value> inputs = operandsAt(common, each, time, times);
    auto states = addOwn(op, path, (*layer)->target, target, inputs);
    if (failed(states))
      return failure();
    auto call = func::CallOp::create(builder, op.getLoc(),
                                     (*layer)->target.function, inputs);
    ValueRange results = call.getResults();
    for (auto [state, now] :
         llvm::zip_equal(*states, results.take_back(states->size())))
      target.states.find(state)->second.now = now;
    results = results.drop_back(states->size());
    llvm::copy(results.take_front(carried), common.begin());
    for (auto [i, result] : llvm::enumerate(results.drop_front(carried)))
      own[i * times + time] = result;
  }
  scope.values.map(op.getResults_(), ArrayRef(common).take_front(carried));
  scope.values.map(op.getEachResults(), own);
  return success();
}

FailureOr<SmallVector<Value>>
Instantiator::buildBody(Region &body, Scope &scope, Target &target) {
  for (Operation &op : body.front().without_terminator()) {
    LogicalResult built =
        llvm::TypeSwitch<Operation *, LogicalResult>(&op)
            .Case<ParamOp, StateOp, UpdateOp, ApplyOp, RepeatOp,
                  FlowOpInterface>(
                [&](auto op) { return build(op, scope, target); })
            .Default([&](Operation *op) { return buildClone(op, scope); });
    if (failed(built))
      return failure();
  }
  return llvm::map_to_vector(body.front().getTerminator()->getOperands(),
                             [&](Value v) { return scope.values.lookup(v); });
}

func::FuncOp Instantiator::createFunction(Location loc, StringRef name,
                                          TypeRange inputs) {
  auto function =
      func::FuncOp::create(loc, name, builder.getFunctionType(inputs, {}));
  symbols.insert(function);
  function.addEntryBlock();
  return function;
}

LogicalResult Instantiator::buildEntry(FunctionOpInterface source) {
  std::string name = source.getName().str();
  ArrayRef<Type> inputs = source.getArgumentTypes();
  for (auto [i, type] : llvm::enumerate(inputs))
    if (!isa<RankedTensorType>(type))
      return source.emitError("expected argument ")
             << i << " of entry @" << name << " to be ranked, got " << type;
  symbols.remove(source);
  Target target{createFunction(source.getLoc(), name, inputs), {}, {}};
  target.function->moveBefore(source);
  Scope scope;
  scope.values.map(source.getArguments(), target.function.getArguments());
  for (unsigned i = 0; i < inputs.size(); ++i)
    target.function.setArgAttrs(i, source.getArgAttrs(i));
  builder.setInsertionPointToStart(&target.function.getBody().front());
  auto results = buildBody(source.getFunctionBody(), scope, target);
  if (failed(results))
    return failure();
  target.finish(builder, *results, source.getLoc());
  for (unsigned i = 0; i < results->size(); ++i)
    target.function.setResultAttrs(i, source.getResultAttrs(i));
  if (TypeRange types = ValueRange(*results).getTypes();
      !compatible(source.getResultTypes(), types))
    return source.emitError("expected entry @")
           << name << " to return " << source.getResultTypes() << ", got "
           << types;
  return target.describe();
}

namespace {
struct InstantiatePass final : tenfold::impl::InstantiateBase<InstantiatePass> {
  void runOnOperation() override {
    OwningOpRef<ModuleOp> library =
        parseSourceString<ModuleOp>(kLibrary, &getContext(), "library");
    if (!library)
      return signalPassFailure();
    SmallVector<FunctionOpInterface> entries, sources;
    for (auto function : getOperation().getOps<FunctionOpInterface>()) {
      bool applies = false;
      function.walk(
          [&](Operation *op) { applies |= isa<ApplyOp, RepeatOp>(op); });
      if (isa<BlockOp>(function) ? function.isPublic() : applies)
        entries.push_back(function);
      if (isa<BlockOp>(function) || applies)
        sources.push_back(function);
    }
    Instantiator instantiator(getOperation(), *library);
    for (FunctionOpInterface entry : entries)
      if (failed(instantiator.buildEntry(entry)))
        return signalPassFailure();
    for (FunctionOpInterface source : sources)
      source.erase();
  }
};
} // namespace
