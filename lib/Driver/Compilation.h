// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_COMPILATION_H
#define TENFOLD_LIB_DRIVER_COMPILATION_H

#include "lib/Driver/Diagnostics.h"
#include "lib/Driver/Weights.h"
#include "lib/Runtime/Metadata.h"
#include "tenfold/Compiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace tenfold {

/// One model on its way through the stages.
class Compilation {
public:
  explicit Compilation(const CompileOptions &options);

  /// Each step reports through `error()` when it fails.
  mlir::LogicalResult parse(const ModelSource &source);
  /// Runs the stages that `options` ask for, up to `target`.
  mlir::LogicalResult runStages();
  /// Makes the artifact from the module after stage `target`.
  mlir::LogicalResult writeArtifact(const std::string &path);

  /// Runs the pipeline of one stage on a module of this context.
  mlir::LogicalResult runStage(Stage stage, mlir::ModuleOp target,
                               llvm::StringRef pipelineOptions = "");

  mlir::ModuleOp getModule() { return *module; }
  ParameterValues &getValues() { return values; }
  /// The module as text, with what later stages need to go on from it.
  std::string print();
  std::string error() const;
  std::string warnings() const { return log.warnings(); }
  std::vector<CompileRemark> takeRemarks();
  const runtime::Metadata &getMetadata() const { return metadata; }

private:
  mlir::LogicalResult beginInTheMiddle();
  mlir::LogicalResult openWeights();
  mlir::LogicalResult noteStorage();
  mlir::LogicalResult runPlan();
  mlir::LogicalResult describe();
  mlir::LogicalResult checkBudget();
  mlir::LogicalResult recallMetadata();
  mlir::LogicalResult fail(const llvm::Twine &message);

  const CompileOptions &options;
  std::vector<CompileRemark> remarks; // outlives the context
  mlir::MLIRContext context;
  DiagnosticLog log;
  std::string stageOfFailure, ownWeights;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  ParameterValues values;
  runtime::Metadata metadata;
};

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_COMPILATION_H
