//===- BuildFold.cpp - a program of the algebra as a fold -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/DeriveFolds/BuildFold.h"
#include "lib/Transforms/DeriveFolds/RegionBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tenfold;
using algebra::Expr;
using algebra::Program;

namespace {
/// A tensor that the fold reads.
struct Input {
  Value value;
  Chain::Dims dims;
  int leaf; // that it is, or -1 for an operand of a product
};

class FoldBuilder {
public:
  FoldBuilder(OpBuilder &b, const Chain &chain, const Program &program,
              ArrayRef<uint64_t> stateDims, ArrayRef<Output> outputs)
      : b(b), chain(chain), program(program), outputs(outputs) {
    for (uint64_t mask : stateDims)
      states.push_back(dimsOf(mask));
  }

  fold::ReduceOp build();

private:
  void listInputs();
  void addInput(Value value, const Chain::Dims &dims, int leaf);
  fold::ReduceOp createOp();
  Value tileArgument(Block &block, fold::ReduceOp op, unsigned map,
                     Type element);
  void addInputs(RegionBuilder &region, Block &block, fold::ReduceOp op,
                 bool all);
  void addStates(RegionBuilder &region, Block &block, fold::ReduceOp op,
                 DenseMap<int, Tile> &to);
  void finishRegion(RegionBuilder &region, ArrayRef<Expr> exprs,
                    ArrayRef<Chain::Dims> dims);

  OpBuilder &b;
  const Chain &chain;
  const Program &program;
  ArrayRef<Output> outputs;
  SmallVector<Chain::Dims> states;
  SmallVector<Input> inputs;
};
} // namespace

void FoldBuilder::addInput(Value value, const Chain::Dims &dims, int leaf) {
  for (Input &input : inputs)
    if (input.value == value && input.dims == dims) {
      input.leaf = std::max(input.leaf, leaf);
      return;
    }
  inputs.push_back({value, dims, leaf});
}

void FoldBuilder::listInputs() {
  for (auto [i, leaf] : llvm::enumerate(chain.leaves)) {
    if (leaf.kind == Leaf::tensor)
      addInput(leaf.value, leaf.dims, i);
    if (leaf.kind != Leaf::product)
      continue;
    auto op = leaf.value.getDefiningOp<linalg::GenericOp>();
    for (OpOperand *operand : op.getDpsInputOperands()) {
      Chain::Dims dims;
      AffineMap map = op.getMatchingIndexingMap(operand);
      for (unsigned d = 0; d < map.getNumResults(); ++d)
        dims.push_back(leaf.loops[map.getDimPosition(d)]);
      addInput(operand->get(), dims, -1);
    }
  }
}

fold::ReduceOp FoldBuilder::createOp() {
  Location loc = chain.root->getLoc();
  Chain::Dims all(chain.numDims);
  std::iota(all.begin(), all.end(), 0);
  SmallVector<AffineMap> maps;
  SmallVector<Value> operands, inits;
  SmallVector<Type> results;
  for (const Input &input : inputs) {
    maps.push_back(mapTo(b.getContext(), all, input.dims));
    operands.push_back(input.value);
  }
  for (auto [dims, init] : llvm::zip_equal(states, program.init)) {
    maps.push_back(mapTo(b.getContext(), all, dims));
    inits.push_back(
        arith::ConstantOp::create(b, loc, b.getFloatAttr(chain.element, init)));
  }
  for (const Output &output : outputs) {
    maps.push_back(mapTo(b.getContext(), all, output.dims));
    results.push_back(output.replaces.getType());
  }
  SmallVector<StringRef> kinds(chain.numDims, "whole");
  std::fill_n(kinds.begin(), chain.stream, "parallel");
  kinds[chain.stream] = "stream";
  return fold::ReduceOp::create(b, loc, results, operands, inits,
                                b.getAffineMapArrayAttr(maps),
                                b.getStrArrayAttr(kinds));
}

Value FoldBuilder::tileArgument(Block &block, fold::ReduceOp op, unsigned map,
                                Type element) {
  return block.addArgument(op.getTileType(op.getMaps()[map], element),
                           op.getLoc());
}

/// Tiles of the inputs, or of those that do not stream.
void FoldBuilder::addInputs(RegionBuilder &region, Block &block,
                            fold::ReduceOp op, bool all) {
  for (auto [i, input] : llvm::enumerate(inputs)) {
    if (!all && op.streams(i))
      continue;
    Tile tile{
        tileArgument(block, op, i, getElementTypeOrSelf(input.value.getType())),
        input.dims};
    region.arguments.push_back(tile);
    region.operandOf[tile.value] = input.value;
    if (input.leaf >= 0)
      region.leaves[input.leaf] = tile;
  }
}

void FoldBuilder::addStates(RegionBuilder &region, Block &block,
                            fold::ReduceOp op, DenseMap<int, Tile> &to) {
  for (auto [i, dims] : llvm::enumerate(states)) {
    to[i] = {tileArgument(block, op, inputs.size() + i, chain.element), dims};
    region.arguments.push_back(to[i]);
  }
}

void FoldBuilder::finishRegion(RegionBuilder &region, ArrayRef<Expr> exprs,
                               ArrayRef<Chain::Dims> dims) {
  SmallVector<Value> values;
  for (auto [expr, own] : llvm::zip_equal(exprs, dims))
    values.push_back(region.build(expr, own));
  fold::YieldOp::create(b, chain.root->getLoc(), values);
}

fold::ReduceOp FoldBuilder::build() {
  listInputs();
  fold::ReduceOp op = createOp();
  Location loc = op.getLoc();
  OpBuilder::InsertionGuard guard(b);
  {
    RegionBuilder region(b, loc, chain);
    region.sumsTellNaN = program.sumsTellNaN;
    Block *block = b.createBlock(&op.getAbsorb());
    addInputs(region, *block, op, /*all=*/true);
    addStates(region, *block, op, region.states);
    finishRegion(region, program.absorb, states);
    if (program.weight)
      block->getTerminator()
          ->getOperand(*program.weight)
          .getDefiningOp()
          ->setAttr(fold::kNeutral, b.getUnitAttr());
  }
  {
    RegionBuilder region(b, loc, chain);
    Block *block = b.createBlock(&op.getMerge());
    addStates(region, *block, op, region.states);
    addStates(region, *block, op, region.others);
    finishRegion(region, program.merge, states);
  }
  {
    RegionBuilder region(b, loc, chain);
    Block *block = b.createBlock(&op.getFinish());
    addInputs(region, *block, op, /*all=*/false);
    addStates(region, *block, op, region.states);
    for (auto [i, input] : llvm::enumerate(inputs))
      if (op.streams(i))
        region.whole = {input.value, input.dims};
    SmallVector<Chain::Dims> dims = llvm::map_to_vector(
        outputs, [](const Output &output) { return output.dims; });
    finishRegion(region, program.finish, dims);
  }
  return op;
}

fold::ReduceOp tenfold::buildFold(OpBuilder &builder, const Chain &chain,
                                  const Program &program,
                                  ArrayRef<uint64_t> stateDims,
                                  ArrayRef<Output> outputs) {
  return FoldBuilder(builder, chain, program, stateDims, outputs).build();
}
