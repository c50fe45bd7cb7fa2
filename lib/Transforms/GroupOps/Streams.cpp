//===- Streams.cpp - products that one fold takes in ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/GroupOps/Streams.h"

#include "lib/Analysis/Reductions.h"
#include "lib/Transforms/DeriveFolds/FindFold.h"

#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"

using namespace mlir;
using namespace tenfold;

/// Rows of a product below which its columns must be cut for tasks.
constexpr int64_t kLeastRows = 64;

/// Whether the product has two reductions along its dimension `dim`, and
/// nothing else uses it.
static bool streamsAlong(linalg::GenericOp product, unsigned dim) {
  int64_t rows = 1;
  auto type = cast<RankedTensorType>(product.getResult(0).getType());
  for (int64_t d = 0; d < type.getRank(); ++d)
    if (d != dim)
      rows *= type.isDynamicDim(d) ? kLeastRows : type.getDimSize(d);
  return rows >= kLeastRows &&
         countReductions(product.getResult(0), dim).value_or(0) > 1;
}

static bool isCandidate(linalg::GenericOp op) {
  if (!linalg::isaContractionOpInterface(op) || !hasProjections(op))
    return false;
  auto dims = linalg::inferContractionDims(op);
  auto rank = cast<RankedTensorType>(op.getResult(0).getType()).getRank();
  return succeeded(dims) && dims->batch.empty() &&
         llvm::any_of(llvm::seq<unsigned>(rank),
                      [&](unsigned dim) { return streamsAlong(op, dim); });
}

/// The op and the generics of its block that depend on it.
static SetVector<Operation *> dependents(linalg::GenericOp op) {
  SetVector<Operation *> found;
  found.insert(op);
  for (unsigned next = 0; next < found.size(); ++next)
    for (Operation *user : found[next]->getUsers())
      if (isa<linalg::GenericOp>(user) && user->getBlock() == op->getBlock())
        found.insert(user);
  return found;
}

void Streams::find(Block &block) {
  std::optional<Extents> extents;
  for (auto product : block.getOps<linalg::GenericOp>()) {
    if (!isCandidate(product))
      continue;
    if (!extents)
      extents.emplace(block);
    std::optional<FoundFold> best;
    for (Operation *root : dependents(product)) {
      auto found = findFold(cast<linalg::GenericOp>(root), *extents,
                            /*productsOnly=*/true, [](auto...) {});
      bool isWhole =
          found && llvm::all_of(product->getUsers(), [&](Operation *user) {
            return found->dead.contains(user);
          });
      if (isWhole && (!best || found->chain.reductions.size() >
                                   best->chain.reductions.size()))
        best = std::move(found);
    }
    if (!best)
      continue;
    numbers[product] = count;
    for (Operation *op : best->dead)
      numbers[op] = count;
    ++count;
  }
}
