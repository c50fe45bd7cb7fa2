//===- BufferizeKernels.cpp - kernels on tensors to kernels on buffers ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One walk in program order: each tensor value gets a buffer (its result's out
// argument, the buffer it overwrites, or an alloc), each op is rebuilt on the
// buffers, then the old ops go.

#include "lib/Transforms/BufferizeKernels/BufferizeKernels.h"
#include "dialects/Program/Program.h"
#include "lib/Transforms/BufferizeKernels/AssignBuffers.h"
#include "lib/Transforms/BufferizeKernels/CheckKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferUtils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DEF_BUFFERIZEKERNELS
#include "lib/Transforms/BufferizeKernels/BufferizeKernels.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

/// Where constants begin, bytes.
constexpr uint64_t kCacheLine = 64;

MemRefType tenfold::bufferType(Type tensor) {
  auto type = cast<RankedTensorType>(tensor);
  return MemRefType::get(type.getShape(), type.getElementType());
}

namespace {

class Bufferizer {
public:
  explicit Bufferizer(func::FuncOp kernel)
      : kernel(kernel), b(kernel.getContext()) {}
  LogicalResult run();

private:
  void convertSignature();
  void convert(Operation &op);
  void convert(linalg::LinalgOp op);
  void convert(scf::ForOp op);
  void convert(Block &block);
  Value stateBuffer(scf::ForOp op, unsigned index);
  Value partOf(OffsetSizeAndStrideOpInterface slice, Value whole,
               RankedTensorType type);
  void convert(tensor::InsertSliceOp op);
  void carry(Location loc, ValueRange next, ValueRange states);
  void convert(func::ReturnOp op);
  Value constantBuffer(arith::ConstantOp op);
  Value bufferOfResult(linalg::LinalgOp op, unsigned index);
  Value allocate(Location loc, Value tensor);
  void convertCaptures(Operation *op);
  void copy(Location loc, Value from, Value to);

  func::FuncOp kernel;
  OpBuilder b;
  SmallVector<BlockArgument> outs;    // of each result
  DenseMap<Value, unsigned> assigned; // values that live in an out argument
  IRMapping buffers;
};

void Bufferizer::convertSignature() {
  SmallVector<Attribute> attrs;
  for (BlockArgument arg : kernel.getArguments()) {
    attrs.push_back(kernel.getArgAttrDict(arg.getArgNumber()));
    if (isa<RankedTensorType>(arg.getType()))
      arg.setType(bufferType(arg.getType()));
  }
  for (auto [index, type] : llvm::enumerate(kernel.getResultTypes())) {
    auto updated =
        kernel.getResultAttrOfType<IntegerAttr>(index, program::kUpdates);
    NamedAttrList list(kernel.getResultAttrDict(index));
    if (updated) {
      list.set(program::kUpdates, b.getUnitAttr());
      attrs[updated.getInt()] = list.getDictionary(b.getContext());
      outs.push_back(kernel.getArgument(updated.getInt()));
      continue;
    }
    attrs.push_back(list.getDictionary(b.getContext()));
    outs.push_back(
        kernel.front().addArgument(bufferType(type), kernel.getLoc()));
  }
  for (Attribute &attr : attrs)
    attr = attr ? attr : b.getDictionaryAttr({});
  kernel.removeResAttrsAttr();
  kernel.setType(b.getFunctionType(kernel.front().getArgumentTypes(), {}));
  kernel.setAllArgAttrs(attrs);
}

Value Bufferizer::allocate(Location loc, Value tensor) {
  MemRefType type = isa<MemRefType>(tensor.getType())
                        ? cast<MemRefType>(tensor.getType())
                        : bufferType(tensor.getType());
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    return memref::AllocOp::create(b, loc, type, empty.getDynamicSizes());
  SmallVector<Value> sizes;
  for (auto [dim, size] : llvm::enumerate(type.getShape()))
    if (ShapedType::isDynamic(size))
      sizes.push_back(
          memref::DimOp::create(b, loc, buffers.lookupOrDefault(tensor), dim));
  return memref::AllocOp::create(b, loc, type, sizes);
}

void Bufferizer::copy(Location loc, Value from, Value to) {
  unsigned rank = cast<MemRefType>(to.getType()).getRank();
  AffineMap identity = b.getMultiDimIdentityMap(rank);
  linalg::GenericOp::create(
      b, loc, ValueRange{from}, ValueRange{to}, ArrayRef{identity, identity},
      SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
      [](OpBuilder &b, Location loc, ValueRange args) {
        linalg::YieldOp::create(b, loc, args.front());
      });
}

Value Bufferizer::bufferOfResult(linalg::LinalgOp op, unsigned index) {
  Value result = op->getResult(index);
  Value init = op.getDpsInits()[index];
  Value overwritten = overwrittenBy(op, index);
  auto target = assigned.find(result);
  Value buffer;
  if (target != assigned.end())
    buffer = outs[target->second];
  else if (overwritten &&
           !llvm::is_contained(op->getResults().take_front(index), overwritten))
    buffer = buffers.lookup(overwritten);
  else
    buffer = allocate(op.getLoc(), init);
  Value initial = buffers.lookupOrDefault(init);
  if (isa<MemRefType>(initial.getType()) && initial != buffer &&
      op.payloadUsesValueFromOperand(op.getDpsInitOperand(index)))
    copy(op.getLoc(), initial, buffer);
  return buffer;
}

void Bufferizer::convertCaptures(Operation *op) {
  for (Region &region : op->getRegions())
    region.walk([&](Operation *inner) {
      b.setInsertionPoint(inner);
      Operation *converted = nullptr;
      if (auto extract = dyn_cast<tensor::ExtractOp>(inner))
        converted = memref::LoadOp::create(
            b, inner->getLoc(), buffers.lookupOrDefault(extract.getTensor()),
            extract.getIndices());
      else if (auto dim = dyn_cast<tensor::DimOp>(inner))
        converted = memref::DimOp::create(
            b, inner->getLoc(), buffers.lookupOrDefault(dim.getSource()),
            dim.getIndex());
      if (!converted)
        return;
      inner->replaceAllUsesWith(converted);
      inner->erase();
    });
}

void Bufferizer::convert(linalg::LinalgOp op) {
  SmallVector<Value> operands, results;
  for (unsigned index = 0; index < op.getNumDpsInits(); ++index)
    results.push_back(bufferOfResult(op, index));
  for (Value input : op.getDpsInputs())
    operands.push_back(isa<RankedTensorType>(input.getType()) &&
                               !buffers.contains(input)
                           ? allocate(op.getLoc(), input)
                           : buffers.lookupOrDefault(input));
  llvm::append_range(operands, results);
  Operation *converted = mlir::clone(b, op, TypeRange(), operands);
  convertCaptures(converted);
  b.setInsertionPointAfter(converted);
  buffers.map(op->getResults(), ValueRange(results));
}

/// Arithmetic on scalars stays as it is.
static bool isReplaced(Operation &op) {
  return isa<linalg::LinalgOp, tensor::EmptyOp, tensor::DimOp,
             tensor::ExtractOp, tensor::ExtractSliceOp, tensor::InsertSliceOp,
             scf::ForOp, func::ReturnOp>(op) ||
         isTensorConstant(&op);
}

/// The buffer of a state: that of its start, if nothing else needs it. A stack
/// is a result from the first step on.
Value Bufferizer::stateBuffer(scf::ForOp op, unsigned index) {
  Value init = op.getInitArgs()[index];
  Value initial = buffers.lookupOrDefault(init);
  auto target = assigned.find(op.getResult(index));
  if (init.getDefiningOp<tensor::EmptyOp>() && target != assigned.end())
    return outs[target->second];
  if (overwrittenBy(op, init))
    return initial;
  Value buffer = allocate(op.getLoc(), init);
  if (isa<MemRefType>(initial.getType()))
    copy(op.getLoc(), initial, buffer);
  return buffer;
}

/// Copies the states that were not computed in place, first those that lie in
/// the buffer of another one.
void Bufferizer::carry(Location loc, ValueRange next, ValueRange states) {
  SmallVector<Value> from = llvm::map_to_vector(
      next, [&](Value value) { return buffers.lookup(value); });
  for (auto [value, buffer, state] : llvm::zip_equal(next, from, states))
    if (buffer != state && llvm::is_contained(states, buffer)) {
      Value other = allocate(loc, value);
      copy(loc, buffer, other);
      buffer = other;
    }
  for (auto [buffer, state] : llvm::zip_equal(from, states))
    if (buffer != state)
      copy(loc, buffer, state);
}

void Bufferizer::convert(scf::ForOp op) {
  SmallVector<Value> states =
      llvm::map_to_vector(llvm::seq(op.getNumResults()), [&](unsigned index) {
        return stateBuffer(op, index);
      });
  buffers.map(op.getRegionIterArgs(), states);
  buffers.map(op.getResults(), states);
  Block &body = *op.getBody();
  convert(body);
  b.setInsertionPoint(op);
  auto loop = scf::ForOp::create(b, op.getLoc(), op.getLowerBound(),
                                 op.getUpperBound(), op.getStep());
  op.getInductionVar().replaceAllUsesWith(loop.getInductionVar());
  loop.getBody()->getOperations().splice(
      loop.getBody()->getTerminator()->getIterator(), body.getOperations(),
      body.begin(), body.getTerminator()->getIterator());
}

/// The part of a buffer that a slice of type `type` is.
Value Bufferizer::partOf(OffsetSizeAndStrideOpInterface slice, Value whole,
                         RankedTensorType type) {
  SmallVector<OpFoldResult> offsets = slice.getMixedOffsets(),
                            sizes = slice.getMixedSizes(),
                            strides = slice.getMixedStrides();
  MemRefType part = memref::SubViewOp::inferRankReducedResultType(
      type.getShape(), cast<MemRefType>(whole.getType()), offsets, sizes,
      strides);
  return memref::SubViewOp::create(b, slice.getLoc(), part, whole, offsets,
                                   sizes, strides);
}

void Bufferizer::convert(tensor::InsertSliceOp op) {
  Value stack = buffers.lookup(op.getDest());
  copy(op.getLoc(), buffers.lookupOrDefault(op.getSource()),
       partOf(op, stack, op.getSourceType()));
  buffers.map(op.getResult(), stack);
}

/// Builds all anew, then takes away what was.
void Bufferizer::convert(Block &block) {
  SmallVector<Operation *> old;
  for (Operation &op : block)
    if (isReplaced(op))
      old.push_back(&op);
  for (Operation *op : old)
    convert(*op);
  if (auto loop = dyn_cast<scf::ForOp>(block.getParentOp())) {
    Operation *yield = block.getTerminator();
    b.setInsertionPoint(yield);
    ValueRange states = ValueRange(loop.getRegionIterArgs());
    carry(loop.getLoc(), yield->getOperands(),
          llvm::map_to_vector(
              states, [&](Value state) { return buffers.lookup(state); }));
    yield->setOperands({});
  }
  for (Operation *op : llvm::reverse(old))
    op->erase();
}

void Bufferizer::convert(func::ReturnOp op) {
  for (auto [index, value] : llvm::enumerate(op.getOperands())) {
    Value from = buffers.lookupOrDefault(value), to = outs[index];
    if (from != to)
      copy(op.getLoc(), from, to);
  }
  func::ReturnOp::create(b, op.getLoc());
}

/// Kernels share one global for equal constants.
Value Bufferizer::constantBuffer(arith::ConstantOp op) {
  SymbolTableCollection symbols;
  auto global = bufferization::getGlobalFor(op, symbols, kCacheLine);
  return memref::GetGlobalOp::create(b, op.getLoc(), bufferType(op.getType()),
                                     global->getSymName());
}

void Bufferizer::convert(Operation &op) {
  b.setInsertionPoint(&op);
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return buffers.map(constant.getResult(), constantBuffer(constant));
  if (auto linalg = dyn_cast<linalg::LinalgOp>(op))
    return convert(linalg);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return convert(loop);
  if (auto slice = dyn_cast<tensor::InsertSliceOp>(op))
    return convert(slice);
  if (auto results = dyn_cast<func::ReturnOp>(op))
    return convert(results);
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    Value source = dim.getSource();
    // The size of a value that has no buffer yet is an operand of its
    // tensor.empty.
    if (auto empty = source.getDefiningOp<tensor::EmptyOp>())
      dim.replaceAllUsesWith(getValueOrCreateConstantIndexOp(
          b, op.getLoc(), empty.getMixedSizes()[*dim.getConstantIndex()]));
    else
      dim.replaceAllUsesWith(
          memref::DimOp::create(b, op.getLoc(), buffers.lookupOrDefault(source),
                                dim.getIndex())
              .getResult());
  } else if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    buffers.map(slice.getResult(),
                partOf(slice, buffers.lookupOrDefault(slice.getSource()),
                       slice.getType()));
  } else if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    Value buffer = buffers.lookupOrDefault(extract.getTensor());
    extract.replaceAllUsesWith(
        memref::LoadOp::create(b, op.getLoc(), buffer, extract.getIndices())
            .getResult());
  }
}

LogicalResult Bufferizer::run() {
  if (!kernel.getBody().hasOneBlock())
    return kernel.emitOpError("expected a kernel to be one block, got ")
           << kernel.getBody().getBlocks().size();
  if (failed(checkKernel(kernel.front())))
    return failure();
  privatizeInits(kernel);
  assigned =
      assignResults(cast<func::ReturnOp>(kernel.front().getTerminator()));
  convertSignature();
  convert(kernel.front());
  return success();
}

struct BufferizeKernelsPass final
    : tenfold::impl::BufferizeKernelsBase<BufferizeKernelsPass> {
  LogicalResult bufferize(func::FuncOp kernel) {
    if (auto uses = kernel.getSymbolUses(getOperation());
        uses && !uses->empty())
      return kernel.emitOpError("expected a kernel without calls, got ")
             << llvm::range_size(*uses);
    return bufferizeKernel(kernel);
  }

  void runOnOperation() override {
    bool ok = true;
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (kernel->hasAttr(program::kKernel))
        ok &= succeeded(bufferize(kernel));
    if (!ok)
      signalPassFailure();
  }
};

} // namespace

LogicalResult tenfold::bufferizeKernel(func::FuncOp kernel) {
  if (failed(Bufferizer(kernel).run()))
    return failure();
  unsigned allocs = llvm::range_size(kernel.getOps<memref::AllocOp>());
  remark::passed(kernel.getLoc(), remark::RemarkOpts::name("BufferizeKernel")
                                      .category("bufferize-kernels")
                                      .function(kernel.getName()))
      << remark::metric("Intermediates", allocs);
  return success();
}
