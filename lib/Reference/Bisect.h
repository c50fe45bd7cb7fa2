// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_REFERENCE_BISECT_H
#define TENFOLD_LIB_REFERENCE_BISECT_H

#include "lib/Reference/Compare.h"
#include "lib/Reference/Interpreter.h"

#include "mlir/IR/OwningOpRef.h"

namespace tenfold {

/// Makes the module as it is after a stage.
using StageModule =
    llvm::function_ref<llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>(
        llvm::StringRef stage)>;

/// Where two evaluations of the same inputs part.
struct Divergence {
  std::string stage;    // the first whose results differ
  std::string previous; // the last whose results agree
  unsigned result = 0;  // the first result of the function that differs
  Difference difference;
  // The first op of `stage` whose value differs from the one that `previous`
  // has for the same location; empty where no op can be matched.
  std::string op;
  std::optional<Difference> opDifference;
  mlir::LocationAttr location;

  /// The report in sentences, for people.
  std::string describe() const;
};

/// What is bisected: a function on inputs through stages. The first stage is
/// the reference. `native`, where given, are the results of the compiled
/// program; they stand for a last stage `native`, which has no ops to look at.
struct BisectRequest {
  llvm::StringRef function;
  llvm::ArrayRef<HostTensor> arguments;
  llvm::ArrayRef<std::string> stages;
  StageModule produce;
  std::optional<llvm::ArrayRef<HostTensor>> native;
};

/// Evaluates stage after stage until results part from the first stage's;
/// nothing where they never do. Fails where a stage cannot be made or
/// evaluated, after a diagnostic.
llvm::FailureOr<std::optional<Divergence>> bisect(const BisectRequest &request);

} // namespace tenfold

#endif // TENFOLD_LIB_REFERENCE_BISECT_H
