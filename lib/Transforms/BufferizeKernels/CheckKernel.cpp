//===- CheckKernel.cpp - the ops that a kernel on tensors may hold --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/BufferizeKernels/CheckKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

/// A part of an argument that is read, or of a loop's stack that is written.
static bool isPart(Operation *op) {
  auto argumentOf = [](Value value) -> Operation * {
    auto argument = dyn_cast<BlockArgument>(value);
    return argument ? argument.getOwner()->getParentOp() : nullptr;
  };
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return isa_and_nonnull<func::FuncOp>(argumentOf(slice.getSource()));
  auto slice = dyn_cast<tensor::InsertSliceOp>(op);
  return slice && isa_and_nonnull<scf::ForOp>(argumentOf(slice.getDest()));
}

bool tenfold::isTensorConstant(Operation *op) {
  auto constant = dyn_cast<arith::ConstantOp>(op);
  return constant && isa<DenseElementsAttr>(constant.getValue());
}

LogicalResult tenfold::checkKernel(Block &block) {
  for (Operation &op : block) {
    bool scalar = llvm::none_of(op.getResultTypes(), llvm::IsaPred<ShapedType>);
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      if (failed(checkKernel(*loop.getBody())))
        return failure();
    } else if (!isa<linalg::LinalgOp, tensor::EmptyOp, tensor::DimOp,
                    func::ReturnOp>(op) &&
               !isPart(&op) && !isTensorConstant(&op) && !scalar) {
      return op.emitOpError("expected linalg, tensor.empty, tensor.dim, "
                            "constants or scalar ops in a kernel");
    }
  }
  return success();
}
