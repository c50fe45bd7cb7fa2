//===- GraphFlow.cpp - loops over tensors ---------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Graph.h"

#include "dialects/NN/NN.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace tenfold::onnx {

/// A region that is given values like these, or slices of the last ones. What
/// nothing but it sees has no meaning behind it.
Step Graph::regionOf(Region &region, ArrayRef<Term> like, size_t slices,
                     function_ref<Step(ArrayRef<Term>)> body) {
  Block &block = region.emplaceBlock();
  SmallVector<Term> inner(like);
  for (auto [index, term] : llvm::enumerate(inner)) {
    auto type = cast<RankedTensorType>(term.value.getType());
    if (index + slices >= inner.size()) {
      type = RankedTensorType::get(type.getShape().drop_front(),
                                   type.getElementType());
      term.dims.erase(term.dims.begin());
    }
    term.value = block.addArgument(type, location);
    term.known.reset();
  }
  OpBuilder::InsertionGuard guard(builder);
  auto outside = sources;
  builder.setInsertionPointToStart(&block);
  Step step = body(inner);
  auto values = handlesOf(step.next), emitted = handlesOf(step.emitted);
  if (!failed())
    nn::NextOp::create(builder, location, values, emitted);
  sources = outside;
  return step;
}

SmallVector<mlir::Value> Graph::handlesOf(MutableArrayRef<Term> terms) {
  SmallVector<mlir::Value> values;
  for (Term &term : terms) {
    term = asTensor(term);
    values.push_back(term.value);
  }
  return values;
}

/// Of what is carried, types and extents.
bool Graph::keeps(ArrayRef<Term> before, ArrayRef<Term> after) {
  for (auto [was, is] : llvm::zip_equal(before, after))
    if (!failed() && (was.element != is.element ||
                      sizes.resolve(was.dims) != sizes.resolve(is.dims)))
      fail("expected values of the same type and extents in both branches, or "
           "before and after each step");
  return !failed();
}

SmallVector<Term> Graph::finishFlow(Operation *op, ArrayRef<Term> like) {
  SmallVector<Term> results(like);
  for (auto [term, value] : llvm::zip_equal(results, op->getResults())) {
    term.value = value;
    term.known.reset();
    noteSource(term);
  }
  if (mlir::failed(mlir::verify(op)))
    fail("`" + op->getName().getStringRef() + "` cannot be built");
  return results;
}

static SmallVector<Type> typesOf(ArrayRef<Term> terms) {
  return llvm::map_to_vector(
      terms, [](const Term &term) { return term.value.getType(); });
}

//===----------------------------------------------------------------------===//
// Branches and loops
//===----------------------------------------------------------------------===//

SmallVector<Term> Graph::cond(Term condition,
                              function_ref<SmallVector<Term>()> onTrue,
                              function_ref<SmallVector<Term>()> onFalse) {
  condition = asTensor(condition);
  Region regions[2];
  SmallVector<Term> results[2];
  for (bool isElse : {false, true}) {
    auto branch = isElse ? onFalse : onTrue;
    results[isElse] = regionOf(regions[isElse], {}, 0, [&](ArrayRef<Term>) {
                        return Step{branch(), {}};
                      }).next;
  }
  if (failed() || !keeps(results[0], results[1]))
    return results[0];
  auto op = nn::CondOp::create(builder, location, typesOf(results[0]),
                               condition.value);
  op.getThenRegion().takeBody(regions[0]);
  op.getElseRegion().takeBody(regions[1]);
  return finishFlow(op, results[0]);
}

SmallVector<Term>
Graph::loop(ArrayRef<Term> inits, function_ref<Term(ArrayRef<Term>)> test,
            function_ref<SmallVector<Term>(ArrayRef<Term>)> body) {
  SmallVector<Term> carried(inits);
  auto values = handlesOf(carried);
  Region testing, stepping;
  if (failed())
    return carried;
  regionOf(testing, carried, 0,
           [&](ArrayRef<Term> now) { return Step{{test(now)}, {}}; });
  Step step = regionOf(stepping, carried, 0,
                       [&](ArrayRef<Term> now) { return Step{body(now), {}}; });
  if (failed() || !keeps(carried, step.next))
    return carried;
  auto op = nn::WhileOp::create(builder, location, typesOf(carried), values);
  op.getTest().takeBody(testing);
  op.getBody().takeBody(stepping);
  return finishFlow(op, carried);
}

SmallVector<Term>
Graph::scan(ArrayRef<Term> inits, ArrayRef<Term> over, bool isReverse,
            function_ref<Step(ArrayRef<Term>, ArrayRef<Term>)> body) {
  SmallVector<Term> results(inits), xs(over);
  auto values = handlesOf(results), slices = handlesOf(xs);
  Region region;
  if (failed())
    return SmallVector<Term>(inits.size() + 1);
  AffineExpr steps = xs.front().dims.front();
  SmallVector<Term> like(results);
  like.append(xs);
  Step step = regionOf(region, like, xs.size(), [&](ArrayRef<Term> now) {
    return body(now.take_front(inits.size()), now.drop_front(inits.size()));
  });
  if (failed() || !keeps(results, step.next))
    return SmallVector<Term>(inits.size() +
                             std::max<size_t>(step.emitted.size(), 1));
  SmallVector<Type> types = typesOf(results);
  for (Term stack : step.emitted) {
    stack.dims.insert(stack.dims.begin(), steps);
    types.push_back(RankedTensorType::get(sizes.shapeOf(stack.dims),
                                          carrierOf(stack.element)));
    results.push_back(stack);
  }
  auto op =
      nn::ScanOp::create(builder, location, types, values, slices, isReverse);
  op.getBody().takeBody(region);
  return finishFlow(op, results);
}

} // namespace tenfold::onnx
