//===- Fold.cpp - ops on constants alone ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exporters compute scales, axes and numbers of steps by nodes on constants.
// What they come to is computed at import, by the ops' own meaning.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Graph.h"

#include "dialects/Interfaces/OpRules.h"
#include "lib/Reference/Interpreter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace tenfold::onnx {

static constexpr int64_t kMaxElements = 64;

static bool isSmall(Type type) {
  auto shaped = dyn_cast<RankedTensorType>(type);
  return shaped && shaped.hasStaticShape() &&
         shaped.getNumElements() <= kMaxElements;
}

static DenseElementsAttr attributeOf(const HostTensor &tensor) {
  SmallVector<Attribute> elements;
  Type type = tensor.elementType();
  for (int64_t i = 0; i < tensor.size(); ++i) {
    if (isa<FloatType>(type)) {
      elements.push_back(FloatAttr::get(type, tensor.getFloat(i)));
      continue;
    }
    APInt bits(type.getIntOrFloatBitWidth(), tensor.getInt(i), true,
               /*implicitTrunc=*/true);
    elements.push_back(IntegerAttr::get(type, bits));
  }
  return DenseElementsAttr::get(RankedTensorType::get(tensor.shape(), type),
                                elements);
}

bool Graph::fold(Operation *op, MutableArrayRef<Term> results) {
  auto rule = dyn_cast<EvaluateOpInterface>(op);
  if (!rule || op->getNumRegions() > 0 ||
      !llvm::all_of(op->getOperandTypes(), isSmall) ||
      !llvm::all_of(op->getResultTypes(), isSmall))
    return false;
  SmallVector<HostTensor> operands, values;
  for (mlir::Value operand : op->getOperands()) {
    DenseElementsAttr constant;
    if (!matchPattern(operand, m_Constant(&constant)))
      return false;
    operands.push_back(toHostTensor(constant));
  }
  auto captures = [](mlir::Value) { return HostTensor(); };
  if (mlir::failed(rule.evaluate(operands, captures, values)))
    return false;
  op->erase();
  for (auto [result, value] : llvm::zip_equal(results, values))
    result = constant(attributeOf(value));
  return true;
}

} // namespace tenfold::onnx
