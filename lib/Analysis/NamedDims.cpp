//===- NamedDims.cpp - extents of tensors as functions of named dims ------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk per function in program order over a store of equalities. Names
// get the first symbols, because unification keeps the earlier of two.

#include "dialects/Interfaces/OpRules.h"
#include "dialects/NN/NN.h"
#include "lib/Analysis/DimAnalyzer.h"
#include "lib/Analysis/Polynomial.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tenfold;

/// The name of dimension `dim` in an `nn.dims`, or empty.
static StringRef nameIn(ArrayAttr dims, unsigned dim) {
  auto name = dims ? dyn_cast<StringAttr>(dims[dim]) : StringAttr();
  return name ? name.getValue() : StringRef();
}

Dims DimAnalyzer::resolve(ArrayRef<AffineExpr> dims) {
  Dims resolved = context.resolve(dims);
  for (AffineExpr &dim : resolved)
    dim = canonicalSize(dim);
  return resolved;
}

LogicalResult DimAnalyzer::unify(AffineExpr a, AffineExpr b,
                                 const Twine &role) {
  a = canonicalSize(context.resolve(a));
  b = canonicalSize(context.resolve(b));
  // Of a symbol and an expression in it nothing follows but that the rest is
  // one, which only a call can tell.
  auto occurs = [](AffineExpr symbol, AffineExpr in) {
    bool found = false;
    in.walk([&](AffineExpr part) { found |= part == symbol; });
    return isa<AffineSymbolExpr>(symbol) && found;
  };
  if (a == b || occurs(a, b) || occurs(b, a))
    return success();
  return success(succeeded(context.unify(a, b, role)));
}

void DimAnalyzer::nameSymbols(bool results) {
  unsigned count =
      results ? function.getNumResults() : function.getNumArguments();
  for (unsigned index = 0; index < count; ++index) {
    auto dims = results
                    ? function.getResultAttrOfType<ArrayAttr>(index, nn::kDims)
                    : function.getArgAttrOfType<ArrayAttr>(index, nn::kDims);
    for (unsigned dim = 0; dims && dim < dims.size(); ++dim)
      if (StringRef name = nameIn(dims, dim);
          !name.empty() && !named.contains(name)) {
        named[name] = context.fresh();
        out.names.push_back(name.str());
      }
  }
}

/// Static sizes, then names, then symbols of no name.
Dims DimAnalyzer::extentsOf(ShapedType type, ArrayAttr names) {
  Dims dims = context.of(type);
  for (auto [at, dim] : llvm::enumerate(dims)) {
    StringRef name = nameIn(names, at);
    if (!name.empty() && type.isDynamicDim(at))
      dim = named.lookup(name);
    else if (!name.empty())
      (void)context.unify(named.lookup(name), dim, "");
  }
  return dims;
}

void DimAnalyzer::bindArguments() {
  nameSymbols(/*results=*/false);
  for (BlockArgument arg : function.getArguments()) {
    auto type = dyn_cast<ShapedType>(arg.getType());
    Dims dims;
    if (type)
      dims = extentsOf(type, function.getArgAttrOfType<ArrayAttr>(
                                 arg.getArgNumber(), nn::kDims));
    out.arguments.push_back(dims);
    out.extents[arg] = dims;
  }
}

LogicalResult DimAnalyzer::bindResults(func::ReturnOp op) {
  nameSymbols(/*results=*/true);
  for (auto [index, value] : llvm::enumerate(op.getOperands())) {
    auto type = dyn_cast<ShapedType>(value.getType());
    if (!type)
      continue;
    Dims dims = extentsOf(
        type, function.getResultAttrOfType<ArrayAttr>(index, nn::kDims));
    for (auto [at, pair] :
         llvm::enumerate(llvm::zip_equal(dims, out.extents[value])))
      if (failed(unify(std::get<0>(pair), std::get<1>(pair),
                       "dimension " + Twine(at) + " of result " + Twine(index) +
                           " of `" + function.getName() + "`")))
        return failure();
    out.results.push_back(dims);
  }
  return success();
}

AffineExpr DimAnalyzer::sizeOf(Value index) {
  return sizeOfIndex(index, [&](Value leaf) -> AffineExpr {
    // A size that data says, brought into its range, or that of a tile.
    if (leaf.getDefiningOp<arith::MaxSIOp>() ||
        leaf.getDefiningOp<arith::MinUIOp>()) {
      auto [size, isNew] = dataSizes.try_emplace(leaf);
      return isNew ? size->second = context.fresh() : size->second;
    }
    auto dim = leaf.getDefiningOp<tensor::DimOp>();
    std::optional<int64_t> at = dim ? dim.getConstantIndex() : std::nullopt;
    if (!at)
      return {};
    const Dims &dims = out.extents[dim.getSource()];
    return *at < int64_t(dims.size()) ? context.resolve(dims[*at])
                                      : AffineExpr();
  });
}

LogicalResult DimAnalyzer::inferSizes(Operation *op,
                                      ArrayRef<OpFoldResult> sizes,
                                      SmallVectorImpl<Dims> &results) {
  Dims dims;
  for (OpFoldResult size : sizes) {
    auto value = dyn_cast<Value>(size);
    AffineExpr expr =
        value ? sizeOf(value) : context.constant(*getConstantIntValue(size));
    if (!expr)
      return op->emitOpError("expected sizes computed from sizes of arguments");
    dims.push_back(expr);
  }
  results.push_back(dims);
  return success();
}

LogicalResult DimAnalyzer::infer(tensor::ExpandShapeOp op,
                                 SmallVectorImpl<Dims> &results) {
  if (failed(inferSizes(op, op.getMixedOutputShape(), results)))
    return failure();
  const Dims &source = out.extents[op.getSrc()];
  for (auto [from, group] :
       llvm::zip_equal(source, op.getReassociationIndices())) {
    AffineExpr product = context.constant(1);
    for (int64_t dim : group)
      product = product * results.front()[dim];
    if (failed(unify(from, product, "product of expanded sizes")))
      return failure();
  }
  return success();
}

LogicalResult DimAnalyzer::infer(tensor::CollapseShapeOp op,
                                 SmallVectorImpl<Dims> &results) {
  Dims dims;
  for (ReassociationIndices group : op.getReassociationIndices()) {
    AffineExpr product = context.constant(1);
    for (int64_t dim : group)
      product = product * out.extents[op.getSrc()][dim];
    dims.push_back(product);
  }
  results.push_back(dims);
  return success();
}

/// Dimensions of operands that one loop runs over are equal; results are as
/// large as what they are written to.
LogicalResult DimAnalyzer::infer(linalg::LinalgOp op,
                                 SmallVectorImpl<Dims> &results) {
  SmallVector<AffineExpr> loops(op.getNumLoops());
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      continue;
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [expr, dim] :
         llvm::zip_equal(map.getResults(), out.extents[operand.get()])) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop)
        continue; // windows, panels and constants say nothing alone
      AffineExpr &extent = loops[loop.getPosition()];
      if (extent &&
          failed(unify(extent, dim, "loop " + Twine(loop.getPosition()))))
        return failure();
      extent = extent ? extent : dim;
    }
  }
  for (Value init : op.getDpsInits())
    results.push_back(out.extents[init]);
  return success();
}

/// Binds the callee's symbols to the caller's extents.
LogicalResult DimAnalyzer::infer(func::CallOp op,
                                 SmallVectorImpl<Dims> &results) {
  const FunctionDims *called = callee(op);
  if (!called)
    return failure();
  DenseMap<AffineExpr, AffineExpr> bound;
  auto each = [&](bool symbols) -> LogicalResult {
    for (auto [index, dims] : llvm::enumerate(called->arguments))
      for (auto [at, formal] : llvm::enumerate(dims)) {
        AffineExpr actual = out.extents[op.getOperand(index)][at];
        if (isa<AffineSymbolExpr>(formal) != symbols ||
            (symbols && bound.try_emplace(formal, actual).second))
          continue;
        if (failed(unify(formal.replace(bound), actual,
                         "dimension " + Twine(at) + " of operand " +
                             Twine(index) + " of `" + op.getCallee() + "`")))
          return failure();
      }
    return success();
  };
  if (failed(each(true)) || failed(each(false)))
    return failure();
  for (const Dims &dims : called->results) {
    Dims actual;
    for (AffineExpr dim : dims) {
      bool open = false;
      dim.walk([&](AffineExpr part) {
        open |= isa<AffineSymbolExpr>(part) && !bound.contains(part);
      });
      if (open)
        return op.emitOpError("expected sizes of the results of `")
               << op.getCallee() << "` to follow from its arguments";
      actual.push_back(dim.replace(bound));
    }
    results.push_back(actual);
  }
  return success();
}

LogicalResult DimAnalyzer::infer(Operation *op,
                                 SmallVectorImpl<Dims> &results) {
  if (auto rule = dyn_cast<DimsOpInterface>(op)) {
    SmallVector<Dims> operands;
    for (Value operand : op->getOperands())
      operands.push_back(resolve(out.extents[operand]));
    return rule.inferDims(context, operands, results);
  }
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return inferSizes(op, empty.getMixedSizes(), results);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op);
      slice && slice.getType().getRank() == slice.getSourceType().getRank())
    return inferSizes(op, slice.getMixedSizes(), results);
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    results.push_back(out.extents[cast.getSource()]);
    return success();
  }
  for (Type type : op->getResultTypes()) {
    auto shaped = dyn_cast<ShapedType>(type);
    if (shaped && !shaped.hasStaticShape())
      return op->emitOpError("expected an op whose sizes are known, got ")
             << type;
    results.push_back(shaped ? context.of(shaped) : Dims());
  }
  return success();
}

LogicalResult DimAnalyzer::visit(Block &block) {
  for (Operation &op : block.without_terminator())
    if (failed(visit(&op)))
      return failure();
  return success();
}

LogicalResult DimAnalyzer::visit(Operation *op) {
  context.setLocation(op->getLoc());
  SmallVector<Dims> results;
  bool shaped = llvm::any_of(op->getResultTypes(), llvm::IsaPred<ShapedType>);
  bool inside =
      isa<func::CallOp, linalg::LinalgOp, scf::ForOp, scf::IfOp, scf::WhileOp>(
          op);
  if (!shaped && !inside)
    return success();
  LogicalResult inferred =
      llvm::TypeSwitch<Operation *, LogicalResult>(op)
          .Case<func::CallOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp,
                tensor::ExtractSliceOp, tensor::InsertSliceOp, scf::ForOp,
                scf::IfOp, scf::WhileOp, arith::SelectOp, linalg::LinalgOp>(
              [&](auto op) { return infer(op, results); })
          .Default([&](Operation *op) { return infer(op, results); });
  if (failed(inferred))
    return failure();
  for (auto [value, dims] : llvm::zip(op->getResults(), results)) {
    if (auto type = dyn_cast<RankedTensorType>(value.getType()))
      for (auto [at, size] : llvm::enumerate(type.getShape()))
        if (!ShapedType::isDynamic(size) &&
            failed(unify(context.constant(size), dims[at],
                         "dimension " + Twine(at) + " of " +
                             op->getName().getStringRef())))
          return failure();
    out.extents[value] = dims;
  }
  return success();
}

void DimAnalyzer::finish() {
  for (auto &[value, dims] : out.extents)
    dims = resolve(dims);
  for (Dims &dims : out.arguments)
    dims = resolve(dims);
  for (Dims &dims : out.results)
    dims = resolve(dims);
  out.names.resize(context.numSymbols());
}

LogicalResult DimAnalyzer::run() {
  bindArguments();
  if (function.isExternal() || !function.getBody().hasOneBlock())
    return function.emitOpError("expected a body of one block");
  if (failed(visit(function.front())))
    return failure();
  context.setLocation(function.getLoc());
  auto results = dyn_cast<func::ReturnOp>(function.front().getTerminator());
  if (!results || failed(bindResults(results)))
    return failure();
  finish();
  return success();
}

const FunctionDims *NamedDims::of(func::FuncOp function) {
  auto [entry, isNew] = known.try_emplace(function);
  if (!isNew)
    return entry->second.get();
  auto dims = std::make_unique<FunctionDims>();
  auto callee = [&](func::CallOp call) -> const FunctionDims * {
    auto called = symbols.lookup<func::FuncOp>(call.getCallee());
    bool cyclic = known.contains(called) && !known[called];
    if (cyclic)
      call.emitOpError("expected no recursion, got a call of `")
          << call.getCallee() << "` within itself";
    return cyclic ? nullptr : of(called);
  };
  if (failed(DimAnalyzer(function, *dims, callee).run()))
    return nullptr;
  return (known[function] = std::move(dims)).get();
}
