//===- Sizes.cpp - sizes of a program's values at one point ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold-plan-check/Sizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

Sizes::Sizes(func::FuncOp entry, ArrayRef<int64_t> point) {
  auto dims = entry->getAttrOfType<ArrayAttr>("program.dims");
  for (BlockArgument arg : entry.getArguments()) {
    unsigned index = arg.getArgNumber();
    if (index < point.size())
      known[arg] = point[index];
    auto names = entry.getArgAttrOfType<ArrayAttr>(index, "nn.dims");
    SmallVector<int64_t> named;
    for (Attribute name : names ? names.getValue() : ArrayRef<Attribute>())
      if (const Attribute *found = llvm::find(dims, name); found != dims.end())
        named.push_back(point[found - dims.begin()]);
    setExtents(arg, named);
  }
  entry.walk<WalkOrder::PreOrder>([&](Operation *op) { evaluate(op); });
}

bool Sizes::holds(tenfold::program::SliceOp part) const {
  int64_t count = extents.lookup(part.getSource()).front();
  Value index = part.getIndex();
  auto down = index.getDefiningOp<arith::SubIOp>();
  auto counter = dyn_cast<BlockArgument>(down ? down.getRhs() : index);
  auto loop = counter ? dyn_cast<scf::ForOp>(counter.getOwner()->getParentOp())
                      : scf::ForOp();
  if (!loop || !known.contains(loop.getUpperBound()))
    return false;
  int64_t steps = known.lookup(loop.getUpperBound());
  if (!down)
    return steps <= count;
  int64_t top =
      known.contains(down.getLhs()) ? known.lookup(down.getLhs()) : count;
  return steps == 0 || (top < count && top - (steps - 1) >= 0);
}

int64_t Sizes::bytes(Value buffer) const {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  int64_t bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  int64_t bytes = llvm::divideCeil(bits, 8);
  for (int64_t extent : extents.lookup(buffer))
    bytes *= extent;
  return bytes;
}

int64_t Sizes::scratch(func::CallOp call, func::FuncOp kernel) const {
  auto map = kernel->getAttrOfType<AffineMapAttr>("program.scratch");
  if (!map)
    return 0;
  DenseMap<Attribute, int64_t> sizes;
  for (auto [index, operand] : llvm::enumerate(call.getOperands()))
    if (auto names = kernel.getArgAttrOfType<ArrayAttr>(index, "nn.dims"))
      for (auto [name, extent] : llvm::zip(names, extents.lookup(operand)))
        sizes[name] = extent;
  SmallVector<int64_t> values;
  for (Attribute name : kernel->getAttrOfType<ArrayAttr>("program.dims"))
    values.push_back(sizes.lookup(name));
  return valueOf(map.getValue().getResult(0), values);
}

int64_t Sizes::valueOf(AffineExpr expr, ArrayRef<int64_t> symbols) {
  SmallVector<AffineExpr> values;
  for (int64_t symbol : symbols)
    values.push_back(getAffineConstantExpr(symbol, expr.getContext()));
  auto value = dyn_cast<AffineConstantExpr>(expr.replaceSymbols(values));
  return value ? value.getValue() : kNone;
}

void Sizes::setExtents(Value buffer, ArrayRef<int64_t> dynamic) {
  if (auto type = dyn_cast<MemRefType>(buffer.getType()))
    for (int64_t size : type.getShape()) {
      bool open = ShapedType::isDynamic(size) && !dynamic.empty();
      extents[buffer].push_back(open ? dynamic.front() : size);
      dynamic = dynamic.drop_front(open);
    }
}

void Sizes::evaluate(Operation *op) {
  SmallVector<Attribute> operands;
  SmallVector<int64_t> sizes;
  for (Value operand : op->getOperands()) {
    bool has = known.contains(operand);
    operands.push_back(has ? Builder(op).getIndexAttr(known[operand])
                           : IntegerAttr());
    if (operand.getType().isIndex())
      sizes.push_back(has ? known[operand] : kNone);
  }
  // Upstream's own folding is the arithmetic: x * 0 folds to a value, not a
  // number.
  SmallVector<OpFoldResult> folded;
  if (op->getNumRegions() != 0)
    return;
  if (op->getNumResults() == 1 && op->getResult(0).getType().isIndex() &&
      succeeded(op->fold(operands, folded)) && folded.size() == 1) {
    auto value = dyn_cast<Value>(folded.front());
    auto number = value ? std::nullopt : getConstantIntValue(folded.front());
    if (number || known.contains(value))
      known[op->getResult(0)] = number ? *number : known[value];
  }
  if (auto part = dyn_cast<tenfold::program::SliceOp>(op)) {
    auto type = cast<MemRefType>(part.getSource().getType());
    sizes.clear();
    for (auto [size, extent] :
         llvm::zip(type.getShape(), extents[part.getSource()]))
      if (ShapedType::isDynamic(size))
        sizes.push_back(extent);
    sizes.erase(sizes.begin(), sizes.begin() + type.isDynamicDim(0));
  }
  for (Value result : op->getResults()) // a view's first index is its offset
    setExtents(result, ArrayRef(sizes).drop_front(isa<memref::ViewOp>(op)));
  if (auto view = dyn_cast<memref::CollapseShapeOp>(op))
    for (auto [at, group] : llvm::enumerate(view.getReassociationIndices())) {
      extents[view][at] = 1;
      for (int64_t dim : group)
        extents[view][at] *= extents[view.getSrc()][dim];
    }
}
