// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_CHUNKER_H
#define TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_CHUNKER_H

#include "lib/Transforms/ChunkScans/AffineScan.h"
#include "lib/Transforms/ChunkScans/Axes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

#include <map>

namespace tenfold {

/// Axes of the steps of a chunk, beside dimensions of a state: rows and columns
/// of D.
constexpr unsigned kRow = 1000, kColumn = 1001;

/// The steps of a chunk that a sum goes over: before the row, until it, or all.
enum class Span { before, until, all };

/// The logarithm of the decay's modulus and the number of its minus signs, of a
/// span: [batch, row], or [batch] for all. Products of decays are exponentials
/// of differences of them, never quotients.
struct Decay {
  Operand logs, signs;
};

/// Puts a loop over chunks in the place of an affine one over steps.
class Chunker {
public:
  Chunker(mlir::scf::ForOp loop, AffineScan scan, int64_t chunk)
      : loop(loop), scan(std::move(scan)), chunk(chunk), b(loop),
        loc(loop.getLoc()) {}
  void run();

private:
  void openLoop();
  void widen(mlir::tensor::ExtractSliceOp slice);
  void widen(mlir::tensor::InsertSliceOp slice);
  void widen(mlir::linalg::GenericOp op);
  Operand operandOf(mlir::linalg::GenericOp op, mlir::OpOperand &operand,
                    unsigned time, llvm::ArrayRef<unsigned> dims);
  using Finish =
      llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Value)>;
  Operand computed(AxesBuilder &axes, mlir::linalg::GenericOp op,
                   llvm::ArrayRef<mlir::Value> factors, unsigned time,
                   llvm::ArrayRef<unsigned> out, Finish finish = nullptr,
                   mlir::Type element = {});
  AxesBuilder axesOf(AffineState &state);
  Operand product(AxesBuilder &axes, AffineState &state, bool isLeft);
  Operand queryOf(AxesBuilder &axes, AffineState &state, Readout &readout);
  Operand sumOver(AxesBuilder &axes, const Operand &each, Span span);
  void findDecay(AxesBuilder &axes, AffineState &state);
  Operand factor(AxesBuilder &axes, const Decay &decay,
                 const Decay *less = nullptr);
  const Decay &decayOf(AffineState &state, Span span) {
    return decays[{state.index, span}];
  }
  Operand scaled(AxesBuilder &axes, const Operand &tensor,
                 const Operand &factor);
  Operand weights(AxesBuilder &axes, AffineState &state, bool isAfter,
                  const Operand &scores);
  void emitReadout(AffineState &state, Readout &readout);
  mlir::Value emitUpdate(AffineState &state);
  bool waits(mlir::linalg::GenericOp op);
  void findFactors(AffineState &state);

  mlir::scf::ForOp loop;
  AffineScan scan;
  int64_t chunk;
  mlir::OpBuilder b;
  mlir::Location loc;
  mlir::scf::ForOp chunks;
  mlir::Value steps;    // of this chunk
  mlir::IRMapping wide; // what has a dimension of steps, first
  std::map<std::pair<unsigned, Span>, Decay> decays; // of states that have one
  llvm::DenseMap<unsigned, std::pair<Operand, Operand>> factors; // [column, ..]
};

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_CHUNKER_H
