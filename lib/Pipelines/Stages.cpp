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

namespace {
/// How a product and what reduces its elements are computed.
enum class Form {
  fused,     // in one kernel, as a fold
  blocked,   // in one kernel, which stores the elements of a block of rows
  decomposed // in kernels of their own
};

struct FoldOptions : PassPipelineOptions<FoldOptions> {
  Option<Form> form{
      *this, "form",
      llvm::cl::desc("of products and what reduces their elements"),
      llvm::cl::init(Form::fused),
      llvm::cl::values(
          clEnumValN(Form::fused, "fused", "one kernel with a fold"),
          clEnumValN(Form::blocked, "blocked",
                     "one kernel that stores elements of a block of rows, "
                     "where they share a batch"),
          clEnumValN(Form::decomposed, "decomposed",
                     "kernels of their own, which store all elements"))};
};
} // namespace

static void buildFold(OpPassManager &pm, const FoldOptions &options) {
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
  bool isFused = options.form == Form::fused;
  if (isFused)
    functions.addPass(createReduceGathers());
  clean(functions);
  // While a step's ops have the dimensions of what it carries.
  pm.addPass(createFormScans());
  auto &rest = pm.nest<func::FuncOp>();
  if (options.form != Form::decomposed)
    rest.addPass(createChunkScans());
  rest.addPass(
      createGroupOps({/*streams=*/isFused,
                      /*productsApart=*/options.form == Form::decomposed}));
  rest.addPass(createCollapseDims());
  rest.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  clean(rest);
  pm.addPass(createOutlineKernels());
  auto &kernels = pm.nest<func::FuncOp>();
  // A reduction that is asked for its size only is no result of its fold.
  kernels.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  clean(kernels);
  if (isFused)
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
  PassPipelineRegistration<FoldOptions>(
      "tenfold-fold-pipeline", "decompose, fuse and form kernels", buildFold);
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
