// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LOWER_VIEWS
#define TENFOLD_LOWER_VIEWS

include "mlir/Pass/PassBase.td"

def LowerViews : Pass<"tenfold-lower-views", "::mlir::func::FuncOp"> {
  let summary = "turn reshapes of whole buffers into casts of their descriptors";
  let description = [{
    `memref.expand_shape` of a buffer in identity layout becomes `memref.reinterpret_cast` with row-major strides.
    Upstream's `expand-strided-metadata` does the same for one dynamic extent a group; rows split into batch and sequence
    have two. Other layouts are left to it.

    Example: test/Transforms/LowerViews/example.mlir
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

#endif // TENFOLD_LOWER_VIEWS
