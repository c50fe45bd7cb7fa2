// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_PIPELINES_REGISTER_H
#define TENFOLD_LIB_PIPELINES_REGISTER_H

namespace mlir {
class DialectRegistry;
}

namespace tenfold {

/// Adds every dialect that Tenfold reads or produces, with the external
/// interfaces its passes rely on.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Registers Tenfold's passes, the upstream passes its pipelines use, and the
/// stages' pipelines.
void registerAllPasses();

/// Registers the pipelines of all stages, `tenfold-<stage>-pipeline`.
void registerStagePipelines();

/// Registers the pipeline of stage `target`.
void registerTargetPipeline();

} // namespace tenfold

#endif // TENFOLD_LIB_PIPELINES_REGISTER_H
