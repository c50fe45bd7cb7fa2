//===- PanelLayout.cpp - which loops of a weight panels split -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Transforms/PackWeights/PanelLayout.h"

#include "lib/Transforms/LowerContractions/Contraction.h"

using namespace mlir;
using namespace tenfold;

std::optional<Roles> tenfold::rolesOf(OpOperand *read, std::string &reason) {
  auto op = cast<linalg::LinalgOp>(read->getOwner());
  FailureOr<Contraction> found = matchContraction(op, reason);
  if (failed(found)) {
    reason = reason.empty() ? "expected a contraction of two factors" : reason;
    return std::nullopt;
  }
  bool isB = read == found->b;
  ArrayRef<unsigned> mine = isB ? found->n : found->m,
                     others = isB ? found->m : found->n;
  AffineMap result = found->map(found->c);
  auto isLast = [&](unsigned loop) {
    return result.getNumResults() &&
           result.getResults().back() ==
               getAffineDimExpr(loop, op->getContext());
  };
  SmallVector<int64_t> ranges = found->ranges();
  bool vectorOnly =
      llvm::all_of(others, [&](unsigned loop) { return ranges[loop] == 1; });
  const unsigned *column = llvm::find_if(mine, isLast);
  if (mine.empty() || (column == mine.end() && !vectorOnly)) {
    reason = "expected the weight's own loop along the rows of the result";
    return std::nullopt;
  }
  return Roles{column == mine.end() ? mine.back() : *column, found->k};
}

Layout tenfold::layoutOf(RankedTensorType type, AffineMap map,
                         const Roles &roles, int64_t width) {
  SmallVector<unsigned> outer, inner;
  auto loopAt = [&](unsigned at) {
    return cast<AffineDimExpr>(map.getResult(at)).getPosition();
  };
  unsigned column = 0;
  for (unsigned at = 0; at < map.getNumResults(); ++at) {
    if (loopAt(at) == roles.column)
      column = at;
    else
      (llvm::is_contained(roles.inner, loopAt(at)) ? inner : outer)
          .push_back(at);
  }
  // In the order in which products are summed.
  llvm::sort(inner, [&](unsigned x, unsigned y) {
    return llvm::find(roles.inner, loopAt(x)) <
           llvm::find(roles.inner, loopAt(y));
  });
  MLIRContext *context = type.getContext();
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> original(type.getRank());
  auto keep = [&](ArrayRef<unsigned> places) {
    for (unsigned at : places) {
      original[at] = getAffineDimExpr(shape.size(), context);
      shape.push_back(type.getDimSize(at));
    }
  };
  keep(outer);
  AffineExpr panel = getAffineDimExpr(shape.size(), context);
  shape.push_back(llvm::divideCeil(type.getDimSize(column), width));
  keep(inner);
  original[column] = panel * width + getAffineDimExpr(shape.size(), context);
  shape.push_back(width);
  return {RankedTensorType::get(shape, type.getElementType()),
          AffineMap::get(shape.size(), 0, original, context)};
}

AffineMap tenfold::packedMap(AffineMap map, const Layout &layout,
                             int64_t width) {
  SmallVector<AffineExpr> results(layout.type.getRank());
  for (auto [at, expr] : llvm::enumerate(layout.toOriginal.getResults())) {
    AffineExpr loop = map.getResult(at);
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      results[dim.getPosition()] = loop;
      continue;
    }
    auto panel =
        cast<AffineBinaryOpExpr>(cast<AffineBinaryOpExpr>(expr).getLHS());
    results[cast<AffineDimExpr>(panel.getLHS()).getPosition()] =
        loop.floorDiv(width);
    results.back() = loop % width;
  }
  return AffineMap::get(map.getNumDims(), 0, results, map.getContext());
}
