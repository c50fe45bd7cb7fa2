//===- ProgramForm.cpp - entries of a program as data ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Analysis/ProgramForm.h"
#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Analysis/Polynomial.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tenfold;

namespace {

class Reader {
public:
  explicit Reader(func::FuncOp entry) : entry(entry) { form.entry = entry; }
  FailureOr<ProgramForm> read();

private:
  LogicalResult readDims();
  LogicalResult readArguments();
  LogicalResult readBuffer(memref::ViewOp view);
  LogicalResult readStep(func::CallOp call);
  LogicalResult readScratch(const ProgramStep &step);
  FailureOr<ProgramAccess> access(func::CallOp call, Value operand);
  AffineExpr sizeOf(Value index);
  /// Extents of an argument by `nn.dims`, of a view by its operands.
  AffineExpr namedSize(Attribute name);
  SmallVector<AffineExpr> extentsOf(Value buffer);
  AffineExpr bytesOf(Value buffer);
  AffineExpr constant(int64_t value) {
    return getAffineConstantExpr(value, entry.getContext());
  }

  func::FuncOp entry;
  ProgramForm form;
  DenseMap<Value, unsigned> argumentIndex, bufferIndex;
};

LogicalResult Reader::readDims() {
  auto names = entry->getAttrOfType<ArrayAttr>(program::kDims);
  unsigned tail = 2;
  if (!names || entry.getNumArguments() < names.size() + tail)
    return entry.emitOpError("expected `program.dims` to name the first "
                             "arguments of an entry, got ")
           << names;
  for (auto [index, name] : llvm::enumerate(names)) {
    if (!isa<StringAttr>(name) || !entry.getArgumentTypes()[index].isIndex())
      return entry.emitOpError("expected argument ")
             << index << " to be the size of " << name << ", got "
             << entry.getArgumentTypes()[index];
    form.dims.push_back(cast<StringAttr>(name).str());
  }
  return success();
}

AffineExpr Reader::namedSize(Attribute name) {
  if (auto size = dyn_cast<IntegerAttr>(name))
    return constant(size.getInt());
  auto found = llvm::find(form.dims, cast<StringAttr>(name).getValue());
  return found == form.dims.end()
             ? AffineExpr()
             : getAffineSymbolExpr(found - form.dims.begin(),
                                   entry.getContext());
}

AffineExpr Reader::sizeOf(Value index) {
  return sizeOfIndex(index, [&](Value leaf) -> AffineExpr {
    auto arg = dyn_cast<BlockArgument>(leaf);
    if (arg && arg.getArgNumber() < form.dims.size())
      return getAffineSymbolExpr(arg.getArgNumber(), entry.getContext());
    return {};
  });
}

SmallVector<AffineExpr> Reader::extentsOf(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<AffineExpr> extents;
  SmallVector<Value> dynamic;
  ArrayAttr names;
  auto arg = dyn_cast<BlockArgument>(buffer);
  if (auto map = arg ? entry.getArgAttrOfType<AffineMapAttr>(arg.getArgNumber(),
                                                             program::kExtents)
                     : AffineMapAttr())
    return llvm::to_vector(map.getValue().getResults());
  if (arg)
    names = entry.getArgAttrOfType<ArrayAttr>(arg.getArgNumber(), nn::kDims);
  else if (auto view = buffer.getDefiningOp<memref::ViewOp>())
    dynamic = llvm::to_vector(view.getSizes());
  else if (auto expand = buffer.getDefiningOp<memref::ExpandShapeOp>())
    dynamic = llvm::to_vector(expand.getOutputShape());
  unsigned next = 0;
  for (auto [dim, size] : llvm::enumerate(type.getShape())) {
    if (!ShapedType::isDynamic(size))
      extents.push_back(constant(size));
    else if (names && dim < names.size())
      extents.push_back(namedSize(names[dim]));
    else
      extents.push_back(next < dynamic.size() ? sizeOf(dynamic[next++])
                                              : AffineExpr());
  }
  auto collapse = buffer.getDefiningOp<memref::CollapseShapeOp>();
  if (!collapse)
    return extents;
  SmallVector<AffineExpr> source = extentsOf(collapse.getSrc());
  for (auto [group, extent] :
       llvm::zip_equal(collapse.getReassociationIndices(), extents)) {
    extent = constant(1);
    for (int64_t dim : group)
      extent = extent && source[dim] ? canonicalSize(extent * source[dim])
                                     : AffineExpr();
  }
  return extents;
}

AffineExpr Reader::bytesOf(Value buffer) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  unsigned bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  AffineExpr bytes = constant(llvm::divideCeil(bits, 8));
  for (AffineExpr extent : extentsOf(buffer)) {
    if (!extent)
      return {};
    bytes = bytes * extent;
  }
  return canonicalSize(bytes);
}

LogicalResult Reader::readArguments() {
  for (BlockArgument arg :
       entry.getArguments().drop_front(form.dims.size()).drop_back(2)) {
    unsigned index = arg.getArgNumber();
    auto path = entry.getArgAttrOfType<StringAttr>(index, nn::kParam);
    auto name = entry.getArgAttrOfType<StringAttr>(index, nn::kName);
    bool result = bool(entry.getArgAttr(index, program::kResult));
    AffineExpr bytes =
        isa<MemRefType>(arg.getType()) ? bytesOf(arg) : AffineExpr();
    if (!(path || name) || !bytes)
      return entry.emitOpError("expected argument ")
             << index
             << " to be a buffer with `nn.name` or `nn.param` whose sizes "
                "`nn.dims` gives by names in `program.dims`, got "
             << arg.getType();
    auto role = result ? ProgramArgument::Role::Result
                       : (path ? ProgramArgument::Role::Weight
                               : ProgramArgument::Role::Input);
    argumentIndex[arg] = form.arguments.size();
    form.arguments.push_back({arg, role, (path ? path : name).str(), bytes});
  }
  return success();
}

LogicalResult Reader::readBuffer(memref::ViewOp view) {
  unsigned arena = entry.getNumArguments() - 2;
  auto cast = view.getByteShift().getDefiningOp<arith::IndexCastOp>();
  auto load =
      cast ? cast.getIn().getDefiningOp<memref::LoadOp>() : memref::LoadOp();
  if (view.getSource() != entry.getArgument(arena) || !load ||
      load.getMemRef() != entry.getArgument(arena + 1))
    return view.emitOpError("expected a buffer to be a view of the arena at "
                            "one of the offsets");
  std::optional<int64_t> index = getConstantIntValue(load.getIndices().front());
  if (!index || *index != int64_t(form.buffers.size()))
    return view.emitOpError("expected offsets to be used once and in order, "
                            "next is ")
           << form.buffers.size();
  AffineExpr bytes = bytesOf(view);
  if (!bytes)
    return view.emitOpError(
        "expected the size of a buffer to be computed from the entry's dims");
  bufferIndex[view] = *index;
  form.buffers.push_back({bytes});
  return success();
}

FailureOr<ProgramAccess> Reader::access(func::CallOp call, Value operand) {
  Value root = operand;
  while (auto view = root.getDefiningOp<ViewLikeOpInterface>()) {
    if (bufferIndex.contains(root))
      break;
    root = view.getViewSource();
  }
  auto type = dyn_cast<MemRefType>(operand.getType());
  if (auto buffer = bufferIndex.find(root); buffer != bufferIndex.end())
    return ProgramAccess{true, buffer->second, type};
  if (auto arg = argumentIndex.find(root); arg != argumentIndex.end())
    return ProgramAccess{false, arg->second, type};
  return call.emitOpError("expected operands to be arguments or buffers of "
                          "the arena, got ")
         << operand.getType();
}

/// The kernel's `program.scratch` at the extents of this call.
LogicalResult Reader::readScratch(const ProgramStep &step) {
  func::FuncOp kernel = step.kernel;
  func::CallOp call = step.call;
  auto scratch = kernel->getAttrOfType<AffineMapAttr>(program::kScratch);
  if (!scratch)
    return success();
  DenseMap<Attribute, AffineExpr> bound;
  for (auto [index, operand] : llvm::enumerate(call.getOperands())) {
    auto names = kernel.getArgAttrOfType<ArrayAttr>(index, nn::kDims);
    if (!names)
      continue;
    for (auto [name, extent] : llvm::zip_equal(names, extentsOf(operand)))
      bound.try_emplace(name, extent);
  }
  SmallVector<AffineExpr> symbols;
  for (Attribute name : kernel->getAttrOfType<ArrayAttr>(program::kDims)) {
    symbols.push_back(bound.lookup(name));
    if (!symbols.back())
      return kernel.emitOpError("expected an argument whose `nn.dims` has ")
             << name << " of `program.dims`";
  }
  AffineExpr bytes =
      canonicalSize(scratch.getValue().getResult(0).replaceSymbols(symbols));
  if (!llvm::is_contained(form.scratch, bytes))
    form.scratch.push_back(bytes);
  return success();
}

LogicalResult Reader::readStep(func::CallOp call) {
  auto kernel = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      entry, call.getCalleeAttr());
  if (!kernel->hasAttr(program::kKernel))
    return call.emitOpError("expected calls of kernels only, got `")
           << call.getCallee() << "`";
  ProgramStep step{call, kernel, {}, {}};
  int64_t number = form.steps.size();
  for (auto [index, operand] : llvm::enumerate(call.getOperands())) {
    auto found = access(call, operand);
    if (failed(found))
      return failure();
    bool written = bool(kernel.getArgAttr(index, program::kResult));
    (written ? step.writes : step.reads).push_back(*found);
    if (!found->isBuffer)
      continue;
    ProgramBuffer &buffer = form.buffers[found->index];
    if (buffer.first < 0 && !written)
      return call.emitOpError("expected buffer ")
             << found->index << " to be written before it is read";
    buffer.first = buffer.first < 0 ? number : buffer.first;
    buffer.last = number;
  }
  if (failed(readScratch(step)))
    return failure();
  form.steps.push_back(std::move(step));
  return success();
}

FailureOr<ProgramForm> Reader::read() {
  if (failed(readDims()) || failed(readArguments()))
    return failure();
  for (Operation &op : entry.front()) {
    if (auto view = dyn_cast<memref::ViewOp>(op)) {
      if (failed(readBuffer(view)))
        return failure();
    } else if (auto call = dyn_cast<func::CallOp>(op)) {
      if (failed(readStep(call)))
        return failure();
    } else if (!isa<func::ReturnOp, memref::LoadOp>(op) &&
               !isMemoryEffectFree(&op)) {
      return op.emitOpError("expected only kernel calls, views and sizes in "
                            "the program form");
    }
  }
  for (auto [index, buffer] : llvm::enumerate(form.buffers))
    if (buffer.first < 0)
      return entry.emitOpError("expected buffer ") << index << " to be used";
  return std::move(form);
}

} // namespace

FailureOr<ProgramForm> tenfold::readProgram(func::FuncOp entry) {
  return Reader(entry).read();
}
