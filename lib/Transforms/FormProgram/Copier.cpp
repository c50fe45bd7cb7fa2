//===- Copier.cpp - kernels that copy -------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/FormProgram/Copier.h"
#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tenfold;

Copier::Copier(SymbolTable &symbols)
    : symbols(symbols), module(cast<ModuleOp>(symbols.getOp())) {
  for (auto function : module.getOps<func::FuncOp>())
    kernels += function->hasAttr(program::kKernel);
}

Value Copier::copy(OpBuilder &b, Location loc, Value value) {
  func::FuncOp &kernel = copies[value.getType()];
  if (!kernel)
    kernel = createKernel(cast<RankedTensorType>(value.getType()));
  return func::CallOp::create(b, loc, kernel, value).getResult(0);
}

ArrayAttr Copier::namesOf(RankedTensorType type) {
  Builder b(module.getContext());
  SmallVector<Attribute> names;
  for (auto [at, size] : llvm::enumerate(type.getShape()))
    names.push_back(ShapedType::isDynamic(size)
                        ? Attribute(b.getStringAttr("d" + Twine(at)))
                        : b.getI64IntegerAttr(size));
  return b.getArrayAttr(names);
}

func::FuncOp Copier::createKernel(RankedTensorType type) {
  OpBuilder b(module.getContext());
  Location loc = module.getLoc();
  auto kernel =
      func::FuncOp::create(loc, ("kernel_" + Twine(kernels++) + "_copy").str(),
                           b.getFunctionType(type, type));
  kernel.setPrivate();
  kernel->setAttr(program::kKernel, b.getUnitAttr());
  kernel.setArgAttr(0, nn::kDims, namesOf(type));
  kernel.setResultAttr(0, nn::kDims, namesOf(type));
  b.setInsertionPointToStart(kernel.addEntryBlock());
  Value source = kernel.getArgument(0);
  Value empty = tensor::EmptyOp::create(
      b, loc, tensor::getMixedSizes(b, loc, source), type.getElementType());
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  auto copied = linalg::GenericOp::create(
      b, loc, type, source, empty, ArrayRef{identity, identity},
      SmallVector<utils::IteratorType>(type.getRank(),
                                       utils::IteratorType::parallel),
      [](OpBuilder &b, Location loc, ValueRange args) {
        linalg::YieldOp::create(b, loc, args.front());
      });
  func::ReturnOp::create(b, loc, copied.getResults());
  symbols.insert(kernel);
  return kernel;
}
