//===- TargetPipeline.cpp - programs of loops and vectors to LLVM ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Pipelines/Passes.h"
#include "lib/Pipelines/Register.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace {

struct TargetOptions : PassPipelineOptions<TargetOptions> {
  Option<int64_t> grain{*this, "grain",
                        llvm::cl::desc("least nanoseconds of a task"),
                        llvm::cl::init(5000)};
  Option<int64_t> serialBelow{
      *this, "serial-below",
      llvm::cl::desc(
          "nanoseconds of a kernel that are not worth waking another worker"),
      llvm::cl::init(20000)};
};

/// Within functions, so that MLIR's threads share the work: loops to branches,
/// views to addresses.
void lowerStructure(OpPassManager &functions) {
  functions.addPass(createConvertVectorToSCFPass(
      VectorTransferToSCFOptions().enableFullUnroll()));
  functions.addPass(createLowerAffinePass());
  functions.addPass(tenfold::createLowerViews());
  functions.addPass(memref::createExpandStridedMetadataPass());
  functions.addPass(
      createLowerAffinePass()); // strided metadata brings affine.apply
  functions.addPass(arith::createArithExpandOpsPass({/*includeBf16=*/true}));
  functions.addPass(
      createCSEPass()); // subviews of one tile repeat their addresses
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createSCFToControlFlowPass());
}

void buildTargetPipeline(OpPassManager &pm, const TargetOptions &options) {
  pm.addPass(tenfold::createPlaceScratch());
  pm.addPass(
      tenfold::createLowerParallel({options.serialBelow, options.grain}));
  pm.addPass(tenfold::createProgramToLLVM()); // while memrefs still have shapes
  lowerStructure(pm.nest<func::FuncOp>());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(
      createFinalizeMemRefToLLVMConversionPass()); // before arith, to see that
                                                   // indices of dimensions are
                                                   // constant
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

} // namespace

void tenfold::registerTargetPipeline() {
  PassPipelineRegistration<TargetOptions>(
      "tenfold-target-pipeline",
      "lower a program of loops and vectors to the LLVM dialect",
      buildTargetPipeline);
}
