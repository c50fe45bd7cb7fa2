//===- GraphFlow.cpp - loops over tensors ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Graph.h"

#include "dialects/NN/NN.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace tenfold::onnx {

/// Of carried values first: what nothing but the region sees has no meaning
/// behind it.
SmallVector<Term>
Graph::scan(ArrayRef<Term> inits, ArrayRef<Term> over, bool isReverse,
            function_ref<Step(ArrayRef<Term>, ArrayRef<Term>)> body) {
  SmallVector<Term> results(inits.size() + 1), carried, slices, all;
  for (const Term &term : inits)
    all.push_back(asTensor(term));
  for (const Term &term : over)
    all.push_back(asTensor(term));
  if (failed())
    return results;
  Region region;
  Block &block = region.emplaceBlock();
  for (auto [i, term] : llvm::enumerate(all)) {
    bool isSlice = i >= inits.size();
    auto type = cast<RankedTensorType>(term.value.getType());
    if (isSlice)
      type = RankedTensorType::get(type.getShape().drop_front(),
                                   type.getElementType());
    Term argument{block.addArgument(type, location),
                  term.element,
                  Dims(ArrayRef(term.dims).drop_front(isSlice ? 1 : 0)),
                  {}};
    (isSlice ? slices : carried).push_back(argument);
  }
  Step step;
  {
    OpBuilder::InsertionGuard guard(builder);
    auto outside = sources;
    builder.setInsertionPointToStart(&block);
    step = body(carried, slices);
    sources = outside; // those inside are not seen behind it
    if (!failed())
      nn::NextOp::create(builder, location, handlesOf(step.next),
                         handlesOf(step.emitted));
  }
  return failed()
             ? results
             : finishScan(all, inits.size(), isReverse, region, step.emitted);
}

SmallVector<mlir::Value> Graph::handlesOf(MutableArrayRef<Term> terms) {
  SmallVector<mlir::Value> values;
  for (Term &term : terms) {
    term = asTensor(term);
    values.push_back(term.value);
  }
  return values;
}

SmallVector<Term> Graph::finishScan(ArrayRef<Term> operands, size_t carried,
                                    bool isReverse, Region &region,
                                    ArrayRef<Term> emitted) {
  SmallVector<Type> types;
  SmallVector<Term> results(operands.take_front(carried));
  AffineExpr steps = operands[carried].dims[0];
  for (const Term &term : results)
    types.push_back(term.value.getType());
  for (const Term &term : emitted) {
    Term stack = term;
    stack.dims.insert(stack.dims.begin(), steps);
    results.push_back(stack);
    types.push_back(
        RankedTensorType::get(sizes.shapeOf(stack.dims), term.element));
  }
  SmallVector<mlir::Value> values;
  for (const Term &operand : operands)
    values.push_back(operand.value);
  auto op = nn::ScanOp::create(
      builder, location, types, ValueRange(values).take_front(carried),
      ValueRange(values).drop_front(carried), isReverse);
  op.getBody().takeBody(region);
  for (auto [term, value] : llvm::zip_equal(results, op->getResults())) {
    term.value = value;
    term.known.reset();
    noteSource(term);
  }
  if (mlir::failed(mlir::verify(op)))
    fail("`nn.scan` cannot be built");
  return results;
}

} // namespace tenfold::onnx
