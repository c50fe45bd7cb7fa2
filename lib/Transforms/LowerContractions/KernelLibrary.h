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
/// `panels` panels of b, of the first of the next one too where there are more
/// than a panel has. The last vector is masked to c's columns where `tail`.
struct MicroKernel {
  int64_t rows, panels, vectors;
  bool tail;
};

/// While it works, a block of one whole panel asks for this many cache lines of
/// the panels that follow, in every `kStepsAhead` steps of k: panels come from
/// L3 or memory, and half a dozen blocks of rows fetch the next one.
constexpr int64_t kLinesAhead = 8;
constexpr int64_t kStepsAhead = 16;
constexpr int64_t kLineBytes = 64;

/// Rows of b that begin no further apart, in bytes, are read where they lie: a
/// panel of them is in few pages and spread over the sets of a cache.
constexpr int64_t kNearBytes = 512;
bool areNear(int64_t stride, mlir::Type element);

/// Steps of k of a computed panel that are in scratch at a time: with rows of a
/// they fit in L1.
constexpr int64_t kComputedSteps = 128;

/// Most rows of a tile of a contraction, and of those that are copied at a time.
constexpr int64_t kRowsOfTile = 128;

/// A register block of a contraction of integers: columns are never masked but
/// where they are stored.
struct IntegerBlock {
  int64_t rows, vectors;
};

/// Steps of k whose bytes lie side by side for each column: a dot product of
/// bytes takes as many.
constexpr int64_t kGroupedSteps = 4;
/// Fewest steps of k that share a scale, of all storage formats.
constexpr int64_t kLeastGroup = 16;

/// The functions that all contractions of a module share, made on first use:
///   contraction_f32(a, b, c, accumulate, before)   c = a * b, or c += a * b:
///   blocks of rows and panels, `before` of which have read b already
///   microkernel_f32_<rows>x<columns>[_tail](a, b, c,
///   accumulate, ahead)   one register block; the lines it asks
///                                          for lie `ahead` elements behind the
///                                          begin of b
///   contraction_f32_<storage>(a, parts.., c, accumulate, scratch)   the same
///   where b is computed: a block of a panel at
///                                          a time, in scratch
///   compute_f32_<storage>(parts.., panel, begin, size, scratch)   the `size`
///   steps of k from `begin` of that panel multiply_f32_<storage>(parts..,
///   panel, a, c, accumulate)   one row of a by that panel, whole
///   contraction_i8_<storage>(p, s, parts.., c, accumulate, sums)   the same
///   where a is s p, of integers p: sums is scratch
///   microkernel_i8_<storage>_<rows>x<columns>(p, s, parts.., sums, panel,
///   column, c, accumulate)   its register block, from that column of the panel
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
  mlir::func::FuncOp micro(const Contraction &computed,
                           const IntegerBlock &block);
  mlir::func::FuncOp pack();
  mlir::func::FuncOp packPanels();

  /// Types of the arguments: matrix with unit stride along rows, panels, and
  /// matrix of any strides.
  mlir::MemRefType rowsType(mlir::Type element) const;
  mlir::MemRefType panelsType() const;
  /// A part of a computed factor; grouped steps of k are one dimension with the
  /// columns.
  mlir::MemRefType partType(const Contraction &computed,
                            mlir::OpOperand &part) const;
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
  /// Rows of the register blocks of integers, most first: as many as leave room
  /// for the weights of a group.
  llvm::ArrayRef<int64_t> integerRows() const {
    static constexpr int64_t kRows[] = {12, 4, 1};
    return llvm::ArrayRef(kRows).drop_front(target.vectorRegisters < 32);
  }
  int64_t columns() const { return target.microKernel().vectors * lanes(); }

private:
  using Emit =
      llvm::function_ref<void(mlir::ImplicitLocOpBuilder &, mlir::ValueRange)>;
  mlir::func::FuncOp make(const llvm::Twine &name, mlir::TypeRange arguments,
                          Emit body);
  std::string suffix() const;
  llvm::SmallVector<mlir::Type> partTypes(const Contraction &computed) const;
  llvm::SmallVector<mlir::Type> integerTypes(const Contraction &computed) const;
  mlir::func::FuncOp integerContraction(const Contraction &computed);

  mlir::ModuleOp module;
  CPUTarget target;
  ElementTypes types;
};

/// body(i) for i from begin below end, `step` apart.
void forLoop(mlir::ImplicitLocOpBuilder &b, mlir::Value begin, mlir::Value end,
             mlir::Value step, llvm::function_ref<void(mlir::Value)> body);

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
void emitIntegerContraction(mlir::ImplicitLocOpBuilder &b,
                            mlir::ValueRange arguments,
                            const Contraction &computed,
                            KernelLibrary &library);
void emitMicroKernel(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                     const Contraction &computed, const IntegerBlock &block,
                     KernelLibrary &library);
void emitPack(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
              KernelLibrary &library);
void emitPackPanels(mlir::ImplicitLocOpBuilder &b, mlir::ValueRange arguments,
                    KernelLibrary &library);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_LOWERCONTRACTIONS_KERNELLIBRARY_H
