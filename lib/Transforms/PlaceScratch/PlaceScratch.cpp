//===- PlaceScratch.cpp - intermediates of kernels to scratch views -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// offset(0) = 0, offset(i + 1) = roundup(offset(i) + bytes(i), 64), and the
// last one is at most `program.scratch`.

#include "dialects/Program/Program.h"
#include "lib/Transforms/PlaceScratch/BoundSize.h"
#include "lib/Transforms/ThreadArgument.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"
#include "llvm/Support/MathExtras.h"

namespace tenfold {
#define GEN_PASS_DEF_PLACESCRATCH
#include "lib/Transforms/PlaceScratch/PlaceScratch.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

/// Every buffer starts on a cache line, bytes; so does the scratch of each worker.
constexpr int64_t kAlignment = 64;
/// Sizes at which the declared scratch is compared with the placed one.
constexpr int64_t kSamples[] = {0, 1, 7, 16, 61, 128, 509, 4096};

class Placer {
public:
  explicit Placer(func::FuncOp kernel) : kernel(kernel), b(kernel.getContext()) {}
  LogicalResult run();

private:
  void place(memref::AllocOp alloc, Value scratch);
  LogicalResult advance(memref::AllocOp alloc);
  LogicalResult checkDeclared();
  LogicalResult checkAt(const SizePoint &point);

  func::FuncOp kernel;
  OpBuilder b;
  int64_t fixed = 0;                    // bytes placed so far: the constant part
  Value running;                        // and the rest, null while there is none
  SmallVector<memref::AllocOp> dynamic; // placed buffers of dynamic size
};

int64_t fixedBytes(MemRefType type) {
  Type element = type.getElementType();
  int64_t bytes = element.isIntOrFloat() ? llvm::divideCeil(element.getIntOrFloatBitWidth(), 8) : sizeof(int64_t);
  for (int64_t size : type.getShape())
    bytes *= ShapedType::isDynamic(size) ? 1 : size;
  return bytes;
}

/// Bytes of a buffer whose sizes are constants or, as those of tiles inside a loop, bounded by some.
std::optional<int64_t> constantBytes(memref::AllocOp alloc) {
  int64_t bytes = fixedBytes(alloc.getType());
  for (Value size : alloc.getDynamicSizes()) {
    std::optional<int64_t> bound = boundSize(size, {});
    if (!bound)
      return std::nullopt;
    bytes *= *bound;
  }
  return bytes;
}

/// The op around `op` that stands in the body of its task, or of the kernel.
Operation *inTask(Operation *op) {
  while (!isa<func::FuncOp, scf::ForallOp>(op->getParentOp()))
    op = op->getParentOp();
  return op;
}

/// Adds the bytes of `alloc` to the offset, where all buffers of the task can see it.
LogicalResult Placer::advance(memref::AllocOp alloc) {
  MemRefType type = alloc.getType();
  if (std::optional<int64_t> bytes = constantBytes(alloc)) {
    fixed += llvm::alignTo(*bytes, kAlignment);
    return success();
  }
  Location loc = alloc.getLoc();
  b.setInsertionPoint(inTask(alloc));
  auto constant = [&](int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); };
  Value bytes = constant(fixedBytes(type));
  for (Value size : alloc.getDynamicSizes()) {
    if (std::optional<int64_t> most = boundSize(size, {}))
      size = constant(*most);
    if (!DominanceInfo(kernel).properlyDominates(size, &*b.getInsertionPoint()))
      return alloc.emitOpError("expected the size of scratch to be known outside the kernel's loops");
    bytes = b.createOrFold<arith::MulIOp>(loc, bytes, size);
  }
  Value lines = b.createOrFold<arith::CeilDivUIOp>(loc, bytes, constant(kAlignment));
  bytes = b.createOrFold<arith::MulIOp>(loc, lines, constant(kAlignment));
  running = running ? b.createOrFold<arith::AddIOp>(loc, running, bytes) : bytes;
  dynamic.push_back(alloc);
  return success();
}

void Placer::place(memref::AllocOp alloc, Value scratch) {
  b.setInsertionPoint(alloc);
  Value offset = arith::ConstantIndexOp::create(b, alloc.getLoc(), fixed);
  if (running)
    offset = b.createOrFold<arith::AddIOp>(alloc.getLoc(), offset, running);
  Value view =
      memref::ViewOp::create(b, alloc.getLoc(), alloc.getType(), scratch, offset, alloc.getDynamicSizes());
  alloc.getResult().replaceAllUsesWith(view);
}

LogicalResult Placer::checkAt(const SizePoint &point) {
  auto declared = kernel->getAttrOfType<AffineMapAttr>(program::kScratch);
  auto names = kernel->getAttrOfType<ArrayAttr>(program::kDims);
  MLIRContext *context = kernel.getContext();
  SmallVector<Attribute> values;
  for (Attribute name : names)
    values.push_back(b.getIndexAttr(point.lookup(cast<StringAttr>(name).getValue())));
  SmallVector<Attribute> bytes;
  if (failed(declared.getValue().constantFold(values, bytes)))
    return kernel.emitOpError("expected `program.scratch` to have a value for sizes ") << ArrayAttr::get(context, values);
  int64_t placed = fixed;
  for (memref::AllocOp alloc : dynamic) {
    int64_t size = fixedBytes(alloc.getType());
    for (Value extent : alloc.getDynamicSizes()) {
      std::optional<int64_t> value = boundSize(extent, point);
      if (!value)
        return alloc.emitOpError("expected the size of scratch to follow from sizes of arguments");
      size *= *value;
    }
    placed += llvm::alignTo(size, kAlignment);
  }
  int64_t limit = cast<IntegerAttr>(bytes.front()).getInt();
  if (placed <= limit)
    return success();
  return kernel.emitOpError("expected at most ")
         << limit << " bytes of scratch, as declared, got " << placed << " at " << names << " = "
         << ArrayAttr::get(context, values);
}

LogicalResult Placer::checkDeclared() {
  auto names = kernel->getAttrOfType<ArrayAttr>(program::kDims);
  if (!names || !kernel->hasAttr(program::kScratch))
    return kernel.emitOpError("expected `program.scratch` and `program.dims` on a kernel with intermediates");
  // All sizes equal, and each one in turn larger than the others.
  for (int64_t sample : kSamples)
    for (unsigned larger = names.size() + 1; larger-- > 0;) {
      SizePoint point;
      for (auto [at, name] : llvm::enumerate(names))
        point[cast<StringAttr>(name).getValue()] = at == larger ? 3 * sample + 1 : sample;
      if (failed(checkAt(point)))
        return failure();
    }
  return success();
}

LogicalResult Placer::run() {
  kernel.walk([](scf::ForOp loop) { moveLoopInvariantCode(loop); });
  SmallVector<memref::AllocOp> allocs;
  SmallVector<memref::DeallocOp> deallocs;
  for (bool fixedSize : {true, false})
    kernel.walk([&](memref::AllocOp alloc) {
      if (constantBytes(alloc).has_value() == fixedSize)
        allocs.push_back(alloc);
    });
  kernel.walk([&](memref::DeallocOp dealloc) { deallocs.push_back(dealloc); });
  for (memref::DeallocOp dealloc : deallocs)
    dealloc.erase();
  if (allocs.empty())
    return success();
  Type bytes = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
  Value scratch = threadArgument(kernel, program::kScratch, bytes, ArgumentPlace::Last);
  for (memref::AllocOp alloc : allocs) {
    place(alloc, scratch);
    if (failed(advance(alloc)))
      return failure();
  }
  if (failed(checkDeclared()))
    return failure();
  for (memref::AllocOp alloc : allocs)
    alloc.erase();
  remark::passed(kernel.getLoc(),
                 remark::RemarkOpts::name("Scratch").category("place-scratch").function(kernel.getName()))
      << remark::metric("Buffers", allocs.size()) << remark::metric("ConstantBytes", fixed);
  return success();
}

struct PlaceScratchPass final : tenfold::impl::PlaceScratchBase<PlaceScratchPass> {
  void runOnOperation() override {
    bool ok = true;
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (kernel->hasAttr(program::kKernel))
        ok &= succeeded(Placer(kernel).run());
    if (!ok)
      signalPassFailure();
  }
};

} // namespace
