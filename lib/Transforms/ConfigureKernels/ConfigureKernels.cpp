//===- ConfigureKernels.cpp - tiles, scratch and cost of kernels ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Transforms/ConfigureKernels/EstimateKernel.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_CONFIGUREKERNELS
#define GEN_PASS_DEF_CONFIGUREKERNELS
#include "lib/Transforms/ConfigureKernels/ConfigureKernels.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {

struct ConfigureKernelsPass final : tenfold::impl::ConfigureKernelsBase<ConfigureKernelsPass> {
  using ConfigureKernelsBase::ConfigureKernelsBase;

  LogicalResult configure(func::FuncOp kernel, const CPUTarget &cpu) {
    for (Type type : kernel.getFunctionType().getInputs())
      if (isa<TensorType>(type))
        return kernel.emitOpError("expected a kernel on buffers, got an argument of type ") << type;
    FailureOr<SizeNames> names = SizeNames::collect(kernel);
    if (failed(names))
      return failure();
    KernelLoops loops(kernel);
    TileLimits limits{rows, queryRows, streamRows, columns, cpu.microKernel().rows, cpu.panelColumns(), tileBytes};
    SmallVector<Tile> tiles = chooseTiles(loops, limits);
    AffineExpr scratch = scratchBytes(kernel, loops, tiles, *names, cpu);
    if (!scratch)
      return kernel.emitOpError("expected every intermediate to have sizes of arguments");
    setAttributes(kernel, *names, tiles, scratch, nanoseconds(loops, *names));
    remark::passed(kernel.getLoc(),
                   remark::RemarkOpts::name("Tiles").category("configure-kernels").function(kernel.getName()))
        << remark::metric("GridLoops", loops.grid().size()) << remark::metric("Ops", loops.ops().size());
    return success();
  }

  void setAttributes(func::FuncOp kernel, const SizeNames &names, ArrayRef<Tile> tiles, AffineExpr scratch,
                     AffineExpr cost) {
    Builder b(kernel.getContext());
    auto map = [&](AffineExpr expr) { return AffineMapAttr::get(AffineMap::get(0, names.names().size(), expr)); };
    auto column = [&](int64_t Tile::*field) {
      return b.getDenseI64ArrayAttr(llvm::map_to_vector(tiles, [&](const Tile &tile) { return tile.*field; }));
    };
    kernel->setAttr(program::kTiles, column(&Tile::largest));
    kernel->setAttr(program::kMultiples, column(&Tile::multiple));
    kernel->setAttr(program::kDims, b.getArrayAttr(names.names()));
    kernel->setAttr(program::kScratch, map(scratch));
    kernel->setAttr(program::kCost, map(cost ? cost : b.getAffineConstantExpr(0)));
  }

  void runOnOperation() override {
    FailureOr<CPUTarget> cpu = CPUTarget::of(getOperation());
    bool ok = succeeded(cpu);
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (ok && kernel->hasAttr(program::kKernel))
        ok &= succeeded(configure(kernel, *cpu));
    if (!ok)
      signalPassFailure();
  }
};

} // namespace
