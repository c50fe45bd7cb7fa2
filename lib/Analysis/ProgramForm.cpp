//===- ProgramForm.cpp - entries of a program as data ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Analysis/Polynomial.h"
#include "lib/Analysis/ProgramReader.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tenfold;

static bool isThreaded(BlockArgument arg) {
  auto function = cast<func::FuncOp>(arg.getOwner()->getParentOp());
  return function.getArgAttr(arg.getArgNumber(), program::kCall) ||
         function.getArgAttr(arg.getArgNumber(), program::kScratch);
}

LogicalResult ProgramReader::readDims() {
  for (BlockArgument arg : entry.getArguments())
    if (!isThreaded(arg))
      arguments.push_back(arg);
  auto names = entry->getAttrOfType<ArrayAttr>(program::kDims);
  if (!names || arguments.size() < names.size())
    return entry.emitOpError("expected `program.dims` to name the first "
                             "arguments of an entry, got ")
           << names;
  for (auto [index, name] : llvm::enumerate(names)) {
    if (!isa<StringAttr>(name) || !arguments[index].getType().isIndex())
      return entry.emitOpError("expected argument ")
             << arguments[index].getArgNumber() << " to be the size of " << name
             << ", got " << arguments[index].getType();
    symbols[arguments[index]] = getAffineSymbolExpr(index, entry.getContext());
    form.dims.push_back(cast<StringAttr>(name).str());
  }
  return readTail();
}

LogicalResult ProgramReader::readTail() {
  Builder b(entry.getContext());
  Type bytes = MemRefType::get(ShapedType::kDynamic, b.getI8Type());
  Type list = MemRefType::get(ShapedType::kDynamic, b.getI64Type());
  size_t count = arguments.size();
  if (count < form.dims.size() + 2 || entry.getNumResults() != 0 ||
      arguments[count - 2].getType() != bytes ||
      arguments[count - 1].getType() != list)
    return entry.emitOpError("expected an entry without results whose last "
                             "arguments are its arena ")
           << bytes << " and offsets " << list << ", got "
           << entry.getFunctionType();
  offsets = arguments.pop_back_val();
  arena = arguments.pop_back_val();
  return success();
}

AffineExpr ProgramReader::namedSize(Attribute name) {
  if (auto size = dyn_cast<IntegerAttr>(name))
    return constant(size.getInt());
  auto found = llvm::find(form.dims, cast<StringAttr>(name).getValue());
  return found == form.dims.end()
             ? AffineExpr()
             : getAffineSymbolExpr(found - form.dims.begin(),
                                   entry.getContext());
}

AffineExpr ProgramReader::sizeOf(Value index) {
  return sizeOfIndex(index, [&](Value leaf) { return symbols.lookup(leaf); });
}

/// Those of the source behind the leading one, but for extents of one.
SmallVector<AffineExpr> ProgramReader::extentsOf(program::SliceOp slice) {
  auto type = cast<MemRefType>(slice.getSource().getType());
  SmallVector<AffineExpr> source = extentsOf(slice.getSource()), extents;
  SmallVector<AffineExpr> dynamic;
  for (auto [size, extent] : llvm::zip_equal(type.getShape(), source))
    if (ShapedType::isDynamic(size))
      dynamic.push_back(extent);
  if (type.isDynamicDim(0))
    dynamic.erase(dynamic.begin());
  unsigned next = 0;
  for (int64_t size : cast<MemRefType>(slice.getType()).getShape())
    extents.push_back(ShapedType::isDynamic(size) ? dynamic[next++]
                                                  : constant(size));
  return extents;
}

SmallVector<AffineExpr> ProgramReader::extentsOf(Value buffer) {
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
  else if (auto slice = buffer.getDefiningOp<program::SliceOp>())
    return extentsOf(slice);
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
  if (auto cast = buffer.getDefiningOp<memref::CastOp>())
    return extentsOf(cast.getSource());
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

AffineExpr ProgramReader::bytesOf(Value buffer) {
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

LogicalResult ProgramReader::readArguments() {
  for (BlockArgument arg : ArrayRef(arguments).drop_front(form.dims.size())) {
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
  // Results are numbered behind inputs and weights.
  unsigned results = llvm::count_if(form.arguments, [](const auto &arg) {
    return arg.role == ProgramArgument::Role::Result;
  });
  for (BlockArgument arg : arguments)
    if (auto result = entry.getArgAttrOfType<IntegerAttr>(arg.getArgNumber(),
                                                          nn::kDonate))
      form.arguments[form.arguments.size() - results + result.getInt()]
          .isDonated = true;
  return success();
}

LogicalResult ProgramReader::readBuffer(memref::ViewOp view) {
  auto cast = view.getByteShift().getDefiningOp<arith::IndexCastOp>();
  auto load =
      cast ? cast.getIn().getDefiningOp<memref::LoadOp>() : memref::LoadOp();
  if (view.getSource() != arena || !load || load.getMemRef() != offsets)
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

FailureOr<ProgramAccess> ProgramReader::access(Operation *op, Value value) {
  ProgramAccess found{};
  Value root = value;
  while (auto view = root.getDefiningOp<ViewLikeOpInterface>()) {
    if (bufferIndex.contains(root))
      break;
    auto slice = root.getDefiningOp<program::SliceOp>();
    if (slice && failed(readSlice(slice, found)))
      return failure();
    root = view.getViewSource();
  }
  auto buffer = bufferIndex.find(root);
  auto arg = argumentIndex.find(root);
  found.isBuffer = buffer != bufferIndex.end();
  if (!found.isBuffer && arg == argumentIndex.end())
    return op->emitOpError("expected operands to be arguments or buffers of "
                           "the arena, got ")
           << value.getType();
  found.index = found.isBuffer ? buffer->second : arg->second;
  found.extents = extentsOf(value);
  return found;
}

FailureOr<ProgramAccess> ProgramReader::access(func::FuncOp kernel,
                                               OpOperand &operand) {
  auto found = access(operand.getOwner(), operand.get());
  if (failed(found))
    return failure();
  unsigned number = operand.getOperandNumber();
  if (llvm::is_contained(found->extents, AffineExpr()))
    return operand.getOwner()->emitOpError("expected the extents of operand ")
           << number << " to be computed from the entry's dims";
  found->operand = number;
  found->isWritten = bool(kernel.getArgAttr(number, program::kResult));
  found->isRead =
      !found->isWritten || kernel.getArgAttr(number, program::kUpdates);
  return found;
}

/// The kernel's `program.scratch` at the extents of this call.
LogicalResult ProgramReader::readScratch(const ProgramStep &step) {
  func::FuncOp kernel = step.kernel;
  auto scratch = kernel->getAttrOfType<AffineMapAttr>(program::kScratch);
  if (!scratch)
    return success();
  DenseMap<Attribute, AffineExpr> bound;
  for (const ProgramAccess &access : step.accesses) {
    auto names = kernel.getArgAttrOfType<ArrayAttr>(access.operand, nn::kDims);
    if (!names)
      continue;
    for (auto [name, extent] : llvm::zip_equal(names, access.extents))
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

LogicalResult ProgramReader::readStep(func::CallOp call) {
  auto kernel = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      entry, call.getCalleeAttr());
  if (!kernel->hasAttr(program::kKernel))
    return call.emitOpError("expected calls of kernels only, got `")
           << call.getCallee() << "`";
  ProgramStep step{call, kernel, {}};
  int64_t number = form.steps.size();
  for (OpOperand &operand : call->getOpOperands()) {
    auto arg = dyn_cast<BlockArgument>(operand.get());
    if (arg && isThreaded(arg))
      continue;
    auto found = access(kernel, operand);
    if (failed(found))
      return failure();
    step.accesses.push_back(*found);
    if (!found->isBuffer)
      continue;
    ProgramBuffer &buffer = form.buffers[found->index];
    if (buffer.first < 0 && found->isRead)
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

FailureOr<ProgramForm> ProgramReader::read() {
  if (failed(readDims()) || failed(readArguments()) ||
      failed(readBlock(entry.front())))
    return failure();
  for (auto [index, buffer] : llvm::enumerate(form.buffers)) {
    if (buffer.first < 0)
      return entry.emitOpError("expected buffer ") << index << " to be used";
    buffer.last = std::min<int64_t>(buffer.last, form.steps.size() - 1);
  }
  return std::move(form);
}

FailureOr<ProgramForm> tenfold::readProgram(func::FuncOp entry) {
  return ProgramReader(entry).read();
}
