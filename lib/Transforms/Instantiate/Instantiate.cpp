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

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

namespace tenfold {
#define GEN_PASS_DEF_INSTANTIATE
#include "lib/Transforms/Instantiate/Instantiate.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {

/// A weight of a function under construction.
struct Weight {
  Value value;
  Attribute init;
};

/// The function under construction; its weights are appended to its arguments
/// as they are met.
struct Target {
  func::FuncOp function;
  llvm::MapVector<StringAttr, Weight> weights; // by path
};

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
  LogicalResult finish(Target &target, ArrayRef<Value> results, Location loc);
  FailureOr<SmallVector<Value>> buildBody(Region &body, Scope &scope,
                                          Target &target);
  FailureOr<SmallVector<Value>> apply(Operation *application, BlockOp block,
                                      ValueRange operands,
                                      DictionaryAttr bindings, std::string path,
                                      const Scope &outer, Target &target);
  LogicalResult build(ParamOp param, Scope &scope, Target &target);
  LogicalResult build(ApplyOp application, Scope &scope, Target &target);
  LogicalResult build(RepeatOp repeat, Scope &scope, Target &target);
  FailureOr<Attribute> resolve(Operation *op, Attribute value,
                               const Scope &scope);
  FailureOr<Layer *> layerOf(RepeatOp repeat, ArrayRef<Type> inputs,
                             const Scope &scope);
  LogicalResult buildLayer(RepeatOp repeat, const Scope &scope, Layer &layer);
  LogicalResult buildClone(Operation *op, Scope &scope);
  LogicalResult build(FlowOpInterface op, Scope &scope, Target &target);
  LogicalResult inferResults(Operation *clone);
  FailureOr<BlockOp> lookup(Operation *application, StringRef name);
  FailureOr<Value> weight(Operation *user, StringRef path, Type type,
                          Attribute init, Target &target);

  ModuleOp module;
  SymbolTable symbols;
  SymbolTable library;
  OpBuilder builder;
  SmallVector<BlockOp>
      active; // blocks whose bodies are being built, outermost first
  SmallVector<std::unique_ptr<Layer>> layers;
};

} // namespace

static std::string join(StringRef scope, StringRef name) {
  return scope.empty() || name.empty() ? (scope + name).str()
                                       : (scope + "." + name).str();
}

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

FailureOr<Value> Instantiator::weight(Operation *user, StringRef path,
                                      Type type, Attribute init,
                                      Target &target) {
  auto [at, isNew] = target.weights.try_emplace(builder.getStringAttr(path));
  if (isNew)
    at->second = {target.function.getBody().addArgument(type, user->getLoc()),
                  init};
  if (at->second.value.getType() != type)
    return user->emitOpError("expected weight '")
           << path << "' to be " << at->second.value.getType()
           << " as before, got " << type;
  return at->second.value;
}

LogicalResult Instantiator::build(ParamOp param, Scope &scope, Target &target) {
  SmallVector<int64_t> shape;
  for (Attribute dim : param.getDims()) {
    auto name = dyn_cast<StringAttr>(dim);
    auto bound =
        name ? scope.bindings.find(name.getValue()) : scope.bindings.end();
    if (name && bound == scope.bindings.end())
      return param.emitOpError("expected '")
             << name.getValue()
             << "' to be bound by an operand or the application";
    shape.push_back(name ? bound->second : cast<IntegerAttr>(dim).getInt());
  }
  auto type =
      RankedTensorType::get(shape, getElementTypeOrSelf(param.getType()));
  auto value = weight(param, join(scope.path, param.getName()), type,
                      param.getInitAttr(), target);
  if (failed(value))
    return failure();
  scope.values.map(param.getResult(), *value);
  return success();
}

/// `value` with the names in it, or in a list, replaced by what they stand for.
FailureOr<Attribute> Instantiator::resolve(Operation *op, Attribute value,
                                           const Scope &scope) {
  if (auto list = dyn_cast<ArrayAttr>(value)) {
    SmallVector<Attribute> resolved;
    for (Attribute entry : list) {
      auto number = resolve(op, entry, scope);
      if (failed(number))
        return failure();
      resolved.push_back(*number);
    }
    return Attribute(builder.getArrayAttr(resolved));
  }
  auto name = dyn_cast<StringAttr>(value);
  if (!name)
    return value;
  auto bound = scope.bindings.find(name.getValue());
  if (bound == scope.bindings.end())
    return op->emitOpError("expected '")
           << name.getValue()
           << "' to be bound by an operand or the application";
  return Attribute(builder.getI64IntegerAttr(bound->second));
}

/// Clones `op`, resolves names in its sizes, and infers its result types from
/// its new operands.
LogicalResult Instantiator::buildClone(Operation *op, Scope &scope) {
  Operation *clone = builder.clone(*op, scope.values);
  if (auto sizes = clone->getAttrOfType<DictionaryAttr>("sizes")) {
    NamedAttrList resolved;
    for (NamedAttribute size : sizes) {
      auto value = resolve(op, size.getValue(), scope);
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
  return success(succeeded(results) &&
                 succeeded(finish(layer.target, *results, op.getLoc())));
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
/// of that time.
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
      (times &&
       failed(checkResults(op, op.getCallee(), (*layer)->target.function,
                           carried, own.size() / times))))
    return failure();
  for (size_t time = 0; time < times; ++time) {
    std::string path = join(scope.path, scopeAt(op.getScope(), time));
    SmallVector<Value> inputs = operandsAt(common, each, time, times);
    for (auto &[name, inner] : (*layer)->target.weights) {
      auto outer = weight(op, join(path, name), inner.value.getType(),
                          inner.init, target);
      if (failed(outer))
        return failure();
      inputs.push_back(*outer);
    }
    auto call = func::CallOp::create(builder, op.getLoc(),
                                     (*layer)->target.function, inputs);
    llvm::copy(call.getResults().take_front(carried), common.begin());
    for (auto [i, result] :
         llvm::enumerate(call.getResults().drop_front(carried)))
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
            .Case<ParamOp, ApplyOp, RepeatOp, FlowOpInterface>(
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

/// Ends the body and makes the signature agree with it.
LogicalResult Instantiator::finish(Target &target, ArrayRef<Value> results,
                                   Location loc) {
  func::ReturnOp::create(builder, loc, results);
  func::FuncOp function = target.function;
  function.setType(builder.getFunctionType(
      function.getBody().getArgumentTypes(), ValueRange(results).getTypes()));
  // A layer's weights have paths where it is called.
  if (function.isPrivate())
    return success();
  for (auto &[path, weight] : target.weights) {
    unsigned index = cast<BlockArgument>(weight.value).getArgNumber();
    function.setArgAttr(index, kParam, path);
    if (weight.init)
      function.setArgAttr(index, kInit, weight.init);
  }
  return success();
}

LogicalResult Instantiator::buildEntry(FunctionOpInterface source) {
  std::string name = source.getName().str();
  ArrayRef<Type> inputs = source.getArgumentTypes();
  for (auto [i, type] : llvm::enumerate(inputs))
    if (!isa<RankedTensorType>(type))
      return source.emitError("expected argument ")
             << i << " of entry @" << name << " to be ranked, got " << type;
  symbols.remove(source);
  Target target{createFunction(source.getLoc(), name, inputs), {}};
  target.function->moveBefore(source);
  Scope scope;
  scope.values.map(source.getArguments(), target.function.getArguments());
  for (unsigned i = 0; i < inputs.size(); ++i)
    target.function.setArgAttrs(i, source.getArgAttrs(i));
  builder.setInsertionPointToStart(&target.function.getBody().front());
  auto results = buildBody(source.getFunctionBody(), scope, target);
  if (failed(results) || failed(finish(target, *results, source.getLoc())))
    return failure();
  for (unsigned i = 0; i < results->size(); ++i)
    target.function.setResultAttrs(i, source.getResultAttrs(i));
  if (!compatible(source.getResultTypes(), target.function.getResultTypes()))
    return source.emitError("expected entry @")
           << name << " to return " << source.getResultTypes() << ", got "
           << target.function.getResultTypes();
  return success();
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
