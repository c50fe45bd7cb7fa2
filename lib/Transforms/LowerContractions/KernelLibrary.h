// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_KERNELLIBRARY_H
#define TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_KERNELLIBRARY_H

#include "lib/Target/CPU/CPUTarget.h"
#include "lib/Transforms/LowerContractions/Contraction.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tenfold {

/// Element types of a contraction's operands; the accumulator is c's.
struct ElementTypes {
  mlir::Type a, b, c;
};

/// One register block: `rows` rows of a against `vectors` vectors of each of
/// `panels` panels of b. The last vector is masked to c's columns where `tail`.
struct MicroKernel {
  int64_t rows, panels, vectors;
  bool tail;
};

/// While it works, a block of one whole panel asks for this many cache lines of
/// the panels that follow, in every `kStepsAhead` steps of k: panels come from
/// L3 or memory, and half a dozen blocks of rows fetch the next one.
constexpr int64_t kLinesAhead = 6;
constexpr int64_t kStepsAhead = 16;
constexpr int64_t kLineBytes = 64;

/// Steps of k of a computed panel that are in scratch at a time: with rows of a
/// they fit in L1.
constexpr int64_t kComputedSteps = 128;

/// The functions that all contractions of a module share, made on first use:
///   contraction_f32(a, b, c, accumulate)   c = a * b, or c += a * b: blocks of
///   rows and panels microkernel_f32_<rows>x<columns>[_tail](a, b, c,
///   accumulate, ahead)   one register block; the lines it asks
///                                          for lie `ahead` elements behind the
///                                          begin of b
///   contraction_f32_<storage>(a, parts.., c, accumulate, scratch)   the same
///   where b is computed: a block of a panel at
///                                          a time, in scratch
///   compute_f32_<storage>(parts.., panel, begin, size, scratch)   the `size`
///   steps of k from `begin` of that panel multiply_f32_<storage>(parts..,
///   panel, a, c, accumulate)   one row of a by that panel, whole
///   pack_f32(source, target)               target = source, whatever the
///   strides of source pack_panels_f32(source, panels)        panels[p, k, j] =
///   source[k, p * columns + j]
/// a and c are rows with unit stride, b is panels (p, k, j) with unit stride.
class KernelLibrary {
public:
  KernelLibrary(mlir::ModuleOp module, const CPUTarget &target,
                ElementTypes types);

  mlir::func::FuncOp contraction();
  mlir::func::FuncOp contraction(const Contraction &computed);
  mlir::func::FuncOp compute(const Contraction &computed);
  mlir::func::FuncOp multiply(const Contraction &computed);
  mlir::func::FuncOp micro(const MicroKernel &kernel);
  mlir::func::FuncOp pack();
  mlir::func::FuncOp packPanels();

  /// Types of the arguments: matrix with unit stride along rows, panels, and
  /// matrix of any strides.
  mlir::MemRefType rowsType(mlir::Type element) const;
  mlir::MemRefType panelsType() const;
  mlir::MemRefType partType(const mlir::OpOperand &part) const;
  mlir::MemRefType stridedType(mlir::Type element) const;

  const CPUTarget &cpu() const { return target; }
  const ElementTypes &elements() const { return types; }
  int64_t lanes() const {
    return target.lanes(types.c.getIntOrFloatBitWidth());
  }
  /// Elements of b that a block asks for in `kStepsAhead` steps.
  int64_t elementsAhead() const {
    return kLinesAhead * kLineBytes * 8 / types.b.getIntOrFloatBitWidth();
  }
  int64_t columns() const { return target.microKernel().vectors * lanes(); }

private:
  using Emit =
      llvm::function_ref<void(mlir::ImplicitLocOpBuilder &, mlir::ValueRange)>;
  mlir::func::FuncOp make(const llvm::Twine &name, mlir::TypeRange arguments,
                          Emit body);
  std::string suffix() const;
  llvm::SmallVector<mlir::Type> partTypes(const Contraction &computed) const;

  mlir::ModuleOp module;
  CPUTarget target;
  ElementTypes types;
};

/// Bodies of the functions; the builder stands where the body begins.
void emitMicroKernel(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                     const MicroKernel &kernel, KernelLibrary &library);
void emitContraction(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                     KernelLibrary &library);
void emitContraction(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                     const Contraction &computed, KernelLibrary &library);
void emitCompute(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                 const Contraction &computed, KernelLibrary &library);
void emitMultiply(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                  const Contraction &computed, KernelLibrary &library);
void emitPack(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
              KernelLibrary &library);
void emitPackPanels(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                    KernelLibrary &library);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_KERNELLIBRARY_H
