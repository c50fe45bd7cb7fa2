//===- Stages.cpp - the stages of compilation as pipelines ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each stage is one registered pipeline, `--tenfold-<stage>-pipeline`. What
// follows the last pass of a stage is readable and can be fed to the next.

#include "lib/Pipelines/Passes.h"
#include "lib/Pipelines/Register.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace tenfold;

static void clean(OpPassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

static void buildImport(OpPassManager &pm) { pm.addPass(createInstantiate()); }

static void buildModel(OpPassManager &pm) { clean(pm); }

/// Nothing to expand yet: no op asks for a gradient.
static void buildGrad(OpPassManager &) {}

static void buildFold(OpPassManager &pm) {
  auto &functions = pm.nest<func::FuncOp>();
  functions.addPass(createDecompose());
  functions.addPass(createConvertNNToLinalg());
  functions.addPass(createMoveChannelsLast());
  // Reductions keep their dimension as 1; without it, what follows them in the
  // same kernel has one rank.
  functions.addPass(createLinalgFoldUnitExtentDimsPass());
  // Sizes are asked of arguments, not of results, so that dead ops go.
  functions.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  clean(functions);
  functions.addPass(createSinkCollapses());
  functions.addPass(createFuseElementwise());
  clean(functions);
  // While a step's ops have the dimensions of what it carries.
  pm.addPass(createFormScans());
  auto &rest = pm.nest<func::FuncOp>();
  rest.addPass(createChunkScans());
  rest.addPass(createGroupOps());
  rest.addPass(createCollapseDims());
  rest.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  clean(rest);
  pm.addPass(createOutlineKernels());
  auto &kernels = pm.nest<func::FuncOp>();
  // A reduction that is asked for its size only is no result of its fold.
  kernels.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  clean(kernels);
  kernels.addPass(createDeriveFolds({/*productsOnly=*/true}));
  clean(pm);
}

namespace {
struct PlanOptions : PassPipelineOptions<PlanOptions> {
  Option<std::string> json{*this, "json", llvm::cl::desc("file for the plan")};
  Option<int64_t> budget{*this, "budget", llvm::cl::desc("largest peak, bytes"),
                         llvm::cl::init(-1)};
  Option<int64_t> threads{*this, "threads",
                          llvm::cl::desc("workers that have scratch"),
                          llvm::cl::init(1)};
};
} // namespace

static void buildPlan(OpPassManager &pm, const PlanOptions &options) {
  // Before layers are inlined: from here on cost grows with distinct kernels.
  pm.addPass(createShareKernels());
  auto &functions = pm.nest<func::FuncOp>();
  functions.addPass(createLowerFolds());
  functions.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  clean(functions);
  pm.addPass(createPackWeights());
  pm.addPass(createFormProgram());
  pm.nest<func::FuncOp>().addPass(createLowerScatters());
  // Scratch is part of the peak that the plan states.
  pm.addPass(createConfigureKernels());
  PlanMemoryOptions memory;
  memory.json = options.json;
  memory.budget = options.budget;
  memory.threads = options.threads;
  pm.addPass(createPlanMemory(memory));
}

static void buildTile(OpPassManager &pm) {
  pm.addPass(createTileKernels());
  pm.nest<func::FuncOp>().addPass(createSkipTiles());
  clean(pm);
}

static void buildVector(OpPassManager &pm) {
  pm.addPass(createLowerContractions());
  pm.nest<func::FuncOp>().addPass(createVectorizeGenerics());
  pm.addPass(createApproximateMath());
  clean(pm);
}

void tenfold::registerStagePipelines() {
  PassPipelineRegistration<>("tenfold-import-pipeline",
                             "blocks to functions with explicit weights",
                             buildImport);
  PassPipelineRegistration<>("tenfold-model-pipeline",
                             "simplify the model's ops", buildModel);
  PassPipelineRegistration<>("tenfold-grad-pipeline", "expand gradients",
                             buildGrad);
  PassPipelineRegistration<>("tenfold-fold-pipeline",
                             "decompose, fuse and form kernels", buildFold);
  PassPipelineRegistration<PlanOptions>("tenfold-plan-pipeline",
                                        "form the program and plan its memory",
                                        buildPlan);
  PassPipelineRegistration<>("tenfold-tile-pipeline", "tiles inside kernels",
                             buildTile);
  PassPipelineRegistration<>("tenfold-vector-pipeline",
                             "register blocks, vectors and polynomials",
                             buildVector);
  registerTargetPipeline();
}
