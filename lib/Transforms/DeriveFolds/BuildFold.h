// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_BUILDFOLD_H
#define TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_BUILDFOLD_H

#include "dialects/Fold/Fold.h"
#include "lib/Algebra/Program.h"
#include "lib/Transforms/DeriveFolds/Chain.h"

namespace tenfold {

/// A result of a fold: what `finish` computes, by dimensions of the chain.
struct Output {
  mlir::Value replaces;
  Chain::Dims dims;
};

fold::ReduceOp buildFold(mlir::OpBuilder &builder, const Chain &chain,
                         const algebra::Program &program,
                         llvm::ArrayRef<uint64_t> stateDims,
                         llvm::ArrayRef<Output> outputs);

} // namespace tenfold

#endif // TENFOLD_LIB_TRANSFORMS_DERIVEFOLDS_BUILDFOLD_H
