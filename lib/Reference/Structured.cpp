//===- Structured.cpp - the meaning of linalg on tensors ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The region runs as a scalar program over lanes of one parallel dimension; all
// other dimensions are walked in order, so that each result element sees its
// reduction in index order.

#include "dialects/NN/ScalarProgram.h"
#include "lib/Reference/Evaluators.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <cstring>
#include <numeric>

using namespace mlir;
using namespace tenfold;
using nn::ScalarProgram;

namespace {
/// How one operand is read or written: an element offset for each index.
struct Access {
  HostTensor tensor;
  AffineMap map;
  bool isLinear = true;
  int64_t base = 0;                // offset at index 0
  SmallVector<int64_t, 4> strides; // change of offset by each dimension

  Access(HostTensor tensor, AffineMap map);

  int64_t offset(ArrayRef<int64_t> index) const {
    if (isLinear)
      return std::inner_product(index.begin(), index.end(), strides.begin(),
                                base);
    int64_t offset = 0;
    SmallVector<int64_t> at = map.compose(index);
    for (auto [size, i] : llvm::zip_equal(tensor.shape(), at))
      offset = offset * size + i;
    return offset;
  }
};

/// A structured op with its operands: loops, accesses, program.
class Structured {
public:
  Structured(linalg::LinalgOp op, Lookup lookup)
      : op(op), program(lookup), lookup(lookup) {}

  LogicalResult evaluate(Results &results);

private:
  LogicalResult findSizes();
  LogicalResult checkRanges(const Access &access);
  void chooseLaneDim();
  LogicalResult runLanes(SmallVector<int64_t> &index, int64_t count);

  linalg::LinalgOp op;
  ScalarProgram program;
  Lookup lookup;
  SmallVector<Access> accesses; // one for each operand, outputs last
  SmallVector<int64_t> sizes;   // of the loops
  std::optional<unsigned> laneDim;
};
} // namespace

static bool isLinear(AffineExpr expr) {
  return !expr.walk([](AffineExpr e) {
                return e.getKind() == AffineExprKind::FloorDiv ||
                               e.getKind() == AffineExprKind::CeilDiv ||
                               e.getKind() == AffineExprKind::Mod
                           ? WalkResult::interrupt()
                           : WalkResult::advance();
              })
              .wasInterrupted();
}

Access::Access(HostTensor tensor, AffineMap map)
    : tensor(std::move(tensor)), map(map),
      isLinear(llvm::all_of(map.getResults(), ::isLinear)) {
  if (!isLinear)
    return;
  auto at = [&](std::optional<unsigned> dim) {
    SmallVector<int64_t> index(map.getNumDims(), 0);
    if (dim)
      index[*dim] = 1;
    SmallVector<int64_t> strides = stridesOf(this->tensor.shape());
    SmallVector<int64_t> point = map.compose(index);
    return std::inner_product(point.begin(), point.end(), strides.begin(),
                              int64_t(0));
  };
  base = at(std::nullopt);
  for (unsigned d = 0; d < map.getNumDims(); ++d)
    strides.push_back(at(d) - base);
}

/// Loop sizes are the extents of the operands; those that share a loop agree.
LogicalResult Structured::findSizes() {
  sizes.assign(op.getNumLoops(), -1);
  for (auto [k, access] : llvm::enumerate(accesses))
    for (auto [d, expr] : llvm::enumerate(access.map.getResults())) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      if (!dim)
        continue;
      int64_t &size = sizes[dim.getPosition()], own = access.tensor.shape()[d];
      if (size >= 0 && size != own)
        return op.emitOpError("expected dimension ")
               << d << " of operand " << k << " to be " << size << ", got "
               << own;
      size = own;
    }
  for (auto [d, size] : llvm::enumerate(sizes))
    if (size < 0)
      return op.emitOpError("expected an operand to give the size of loop ")
             << d;
  return success();
}

/// Least and greatest value of `expr` over the loops.
static std::pair<int64_t, int64_t> rangeOf(AffineExpr expr,
                                           ArrayRef<int64_t> sizes) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return {constant.getValue(), constant.getValue()};
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return {0, sizes[dim.getPosition()] - 1};
  auto binary = cast<AffineBinaryOpExpr>(expr);
  auto [a, b] = rangeOf(binary.getLHS(), sizes);
  auto [c, d] = rangeOf(binary.getRHS(), sizes);
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return {a + c, b + d};
  case AffineExprKind::Mod:
    return {0, std::min(a >= 0 ? b : c - 1, c - 1)};
  case AffineExprKind::FloorDiv:
    return {llvm::divideFloorSigned(a, c), llvm::divideFloorSigned(b, c)};
  case AffineExprKind::CeilDiv:
    return {llvm::divideCeilSigned(a, c), llvm::divideCeilSigned(b, c)};
  default: // a product with a constant
    return {std::min(a * c, b * c), std::max(a * c, b * c)};
  }
}

/// What is not a plain dimension must stay inside its operand, too.
LogicalResult Structured::checkRanges(const Access &access) {
  if (llvm::is_contained(sizes, 0))
    return success();
  for (auto [expr, size] :
       llvm::zip_equal(access.map.getResults(), access.tensor.shape())) {
    auto [least, greatest] = rangeOf(expr, sizes);
    if (least < 0 || greatest >= size)
      return op.emitOpError("expected indices in [0, ")
             << size << "), got [" << least << ", " << greatest << "]";
  }
  return success();
}

/// The largest parallel loop along which every result moves.
void Structured::chooseLaneDim() {
  auto iterators = op.getIteratorTypesArray();
  for (unsigned d = 0; d < sizes.size(); ++d) {
    bool isParallel =
        iterators[d] == utils::IteratorType::parallel &&
        llvm::all_of(ArrayRef(accesses).take_back(op.getNumDpsInits()),
                     [&](const Access &access) {
                       return access.isLinear && access.strides[d] != 0;
                     });
    if (isParallel && (!laneDim || sizes[d] >= sizes[*laneDim]))
      laneDim = d;
  }
}

/// Runs the program at `index` and the next points along the lane dimension.
LogicalResult Structured::runLanes(SmallVector<int64_t> &index, int64_t count) {
  for (unsigned d = 0; d < sizes.size(); ++d)
    if (nn::Lane *lanes = program.index(d))
      for (int64_t l = 0; l < count; ++l)
        lanes[l].i = index[d] + (laneDim == d ? l : 0);
  Block *body = op.getBlock();
  for (auto [argument, access] :
       llvm::zip_equal(body->getArguments(), accesses)) {
    nn::Lane *lanes = program.lanes(argument);
    if (access.isLinear) {
      ScalarProgram::load(lanes, access.tensor, access.offset(index),
                          laneDim ? access.strides[*laneDim] : 0, count);
      continue;
    }
    SmallVector<int64_t> at(index);
    for (int64_t l = 0; l < count; ++l, laneDim ? ++at[*laneDim] : 0)
      ScalarProgram::load(lanes + l, access.tensor, access.offset(at), 0, 1);
  }
  if (failed(program.run(count)))
    return failure();
  auto outputs = ArrayRef(accesses).take_back(op.getNumDpsInits());
  for (auto [yielded, access] :
       llvm::zip_equal(body->getTerminator()->getOperands(), outputs))
    ScalarProgram::store(program.lanes(yielded), access.tensor,
                         access.offset(index),
                         laneDim ? access.strides[*laneDim] : 0, count);
  return success();
}

LogicalResult Structured::evaluate(Results &results) {
  for (OpOperand &operand : op->getOpOperands()) {
    HostTensor tensor = lookup(operand.get());
    if (op.isDpsInit(&operand)) {
      HostTensor copy(tensor.elementType(), tensor.shape());
      std::memcpy(copy.raw(), tensor.raw(), tensor.bytes());
      results.push_back(tensor = copy);
    }
    accesses.emplace_back(tensor, op.getMatchingIndexingMap(&operand));
  }
  if (failed(findSizes()) || failed(program.add(*op.getBlock())))
    return failure();
  for (const Access &access : accesses)
    if (failed(checkRanges(access)))
      return failure();
  chooseLaneDim();
  SmallVector<int64_t> outer(sizes);
  int64_t lanes = laneDim ? std::exchange(outer[*laneDim], 1) : 1;
  bool ok = true;
  for (int64_t first = 0; first < lanes; first += ScalarProgram::kLanes)
    forEachIndex(outer, [&](ArrayRef<int64_t> at) {
      SmallVector<int64_t> index(at);
      if (laneDim)
        index[*laneDim] = first;
      int64_t count = std::min(lanes - first, ScalarProgram::kLanes);
      ok = ok && succeeded(runLanes(index, count));
    });
  return success(ok);
}

LogicalResult tenfold::evaluateStructured(Operation *op, Lookup lookup,
                                          Results &results) {
  auto structured = cast<linalg::LinalgOp>(op);
  if (!structured.hasPureTensorSemantics())
    return op->emitOpError("expected operands on tensors to evaluate");
  return Structured(structured, lookup).evaluate(results);
}
