// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_AFFINESCAN_H
#define TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_AFFINESCAN_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tenfold {

/// y = sum over keys of query * state, of the state before or after the step.
struct Readout {
  mlir::linalg::GenericOp op;
  mlir::OpOperand *query, *state;
  bool isAfter;
  /// The dimension of the state that each loop of `op` runs along.
  llvm::SmallVector<unsigned> dims;
};

/// S' = decay S + left right, where each of the three is a product of scalars
/// in the body of `update`: the decay varies along batch dimensions of S only,
/// left along keys too, right along values too.
struct AffineState {
  unsigned index; // among what the loop carries
  mlir::linalg::GenericOp update;
  llvm::SmallVector<mlir::Value> decay, left, right;
  llvm::SmallVector<unsigned> batch, keys, values;
  llvm::SmallVector<Readout, 1> readouts;
};

/// A loop whose steps are affine in each state, with coefficients that no state
/// has a part in.
struct AffineScan {
  llvm::SmallVector<AffineState, 1> states;
  llvm::SmallVector<unsigned> stacks; // what else is carried
};

/// Whether a scalar in an op's body is computed from an argument of it.
bool isFrom(mlir::Value scalar, mlir::Value argument);

/// On failure `reason` says what a step does that no chunk can.
mlir::FailureOr<AffineScan> matchAffineScan(mlir::scf::ForOp loop,
                                            std::string &reason);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_CHUNKSCANS_AFFINESCAN_H
