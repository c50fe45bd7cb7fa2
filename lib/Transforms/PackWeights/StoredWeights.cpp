//===- StoredWeights.cpp - block-quantised weights as plain arithmetic ----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/PackWeights/StoredWeights.h"

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Transforms/LowerContractions/Index.h"
#include "lib/Transforms/LowerContractions/KernelLibrary.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tenfold;

static Type typeOf(storage::Part::Type type, Builder b) {
  switch (type) {
  case storage::Part::Type::I8:
    return b.getI8Type();
  case storage::Part::Type::I32:
    return b.getI32Type();
  case storage::Part::Type::F16:
    return b.getF16Type();
  case storage::Part::Type::BF16:
    return b.getBF16Type();
  }
  llvm_unreachable("a part has one of four types");
}

/// Tensor of one part of a weight of `shape`: (.., blocks of a row, dims of the
/// part).
static RankedTensorType partType(const storage::Format &format,
                                 const storage::Part &part,
                                 ArrayRef<int64_t> shape,
                                 MLIRContext *context) {
  SmallVector<int64_t> sizes(shape);
  sizes.back() /= format.blockElements;
  for (const storage::Part::Dim &dim : part.dims)
    sizes.push_back(dim.extent);
  return RankedTensorType::get(sizes, typeOf(part.type, Builder(context)));
}

/// Where element `k` of a row is in a part: its block, and its place there.
static SmallVector<AffineExpr> placeOf(const storage::Format &format,
                                       const storage::Part &part,
                                       AffineExpr k) {
  SmallVector<AffineExpr> place{k.floorDiv(format.blockElements)};
  for (const storage::Part::Dim &dim : part.dims)
    place.push_back(k.floorDiv(dim.divisor) % dim.extent);
  return place;
}

namespace {

/// The value, f32, of element `k` of a row from what its parts hold at its
/// place. Rounds as `format.decode` does.
class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &b, const storage::Format &format,
          ValueRange parts, Value k)
      : b(b), format(format), parts(parts), k(k) {}

  Value emit() {
    StringRef name = format.name;
    if (name == "q4_0")
      return scaled(sub(bits("q", 4, 16), 8));
    if (name == "q4_1")
      return add(scaled(bits("q", 4, 16)), number("m"));
    if (name == "q5_0")
      return scaled(sub(fiveBits(), 16));
    if (name == "q5_1")
      return add(scaled(fiveBits()), number("m"));
    if (name == "q8_0")
      return scaled(signedByte("q"));
    if (name == "q4_k")
      return sub(mul(mul(number("d"), real(byte("s"))), real(bits("q", 4, 32))),
                 mul(number("dmin"), real(byte("m"))));
    if (name == "q6_k")
      return mul(mul(number("d"), real(signedByte("s"))),
                 real(sub(join(bits("q", 4, 64), bits("h", 2, 32), 4), 32)));
    return number("v");
  }

private:
  Value part(StringRef name) {
    auto found = llvm::find_if(format.parts, [&](const storage::Part &part) {
      return part.name == name;
    });
    return parts[found - format.parts.begin()];
  }

  Value constant(int64_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
  }
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value byte(StringRef name) {
    return arith::ExtUIOp::create(b, b.getI32Type(), part(name));
  }
  Value signedByte(StringRef name) {
    return arith::ExtSIOp::create(b, b.getI32Type(), part(name));
  }
  Value number(StringRef name) {
    return arith::ExtFOp::create(b, b.getF32Type(), part(name));
  }
  Value real(Value integer) {
    return arith::SIToFPOp::create(b, b.getF32Type(), integer);
  }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, x, y); }
  Value sub(Value x, int64_t y) {
    return arith::SubIOp::create(b, x, constant(y));
  }
  Value scaled(Value integer) { return mul(number("d"), real(integer)); }

  /// Those of `width` bits that element k has in packed bytes.
  Value bits(StringRef name, int64_t width, int64_t period) {
    Value run = arith::DivUIOp::create(b, k, index(period));
    run = arith::RemUIOp::create(b, run, index(8 / width));
    Value shift = arith::MulIOp::create(b, run, index(width));
    return low(byte(name), shift, width);
  }

  Value low(Value integer, Value shift, int64_t width) {
    shift = arith::IndexCastOp::create(b, b.getI32Type(), shift);
    Value shifted = arith::ShRUIOp::create(b, integer, shift);
    return arith::AndIOp::create(b, shifted, constant((1 << width) - 1));
  }

  Value join(Value low, Value high, int64_t width) {
    Value moved = arith::ShLIOp::create(b, high, constant(width));
    return arith::OrIOp::create(b, low, moved);
  }

  Value fiveBits() {
    Value place = arith::RemUIOp::create(b, k, index(32));
    return join(bits("q", 4, 16), low(part("h"), place, 1), 4);
  }

  ImplicitLocOpBuilder &b;
  const storage::Format &format;
  ValueRange parts;
  Value k;
};

} // namespace

/// `extract` of a weight, instead from its parts.
static Value emitDecode(tensor::ExtractOp extract,
                        const storage::Format &format, ValueRange parts) {
  ImplicitLocOpBuilder b(extract.getLoc(), extract);
  Index index(b);
  SmallVector<Value> row(extract.getIndices()), elements;
  Value k = row.pop_back_val();
  for (auto [part, tensor] : llvm::zip_equal(format.parts, parts)) {
    SmallVector<Value> at(row);
    for (AffineExpr place : placeOf(format, part, b.getAffineDimExpr(0)))
      at.push_back(index.apply(place, k));
    elements.push_back(tensor::ExtractOp::create(b, tensor, at));
  }
  return Emitter(b, format, elements, k).emit();
}

func::FuncOp tenfold::functionOf(BlockArgument slot) {
  auto function = dyn_cast<func::FuncOp>(slot.getOwner()->getParentOp());
  return function && slot.getOwner()->isEntryBlock() ? function : nullptr;
}

namespace {

/// Replaces block-quantised weights by their parts, from entries down to their
/// readers.
class StoredGroup {
public:
  StoredGroup(ArrayRef<BlockArgument> slots, const storage::Format &format,
              int64_t width, bool grouped)
      : slots(slots), format(format), width(width), grouped(grouped) {}

  SmallVector<linalg::GenericOp> replace(ArrayRef<OpOperand *> reads,
                                         ArrayRef<tensor::ExtractOp> extracts) {
    for (BlockArgument slot : slots)
      insertParts(slot, /*panels=*/!reads.empty());
    for (BlockArgument slot : slots)
      passParts(slot);
    SmallVector<linalg::GenericOp> ops;
    for (OpOperand *read : reads)
      ops.push_back(decodeIn(read));
    for (tensor::ExtractOp extract : extracts) {
      extract.replaceAllUsesWith(emitDecode(
          extract, format, parts[cast<BlockArgument>(extract.getTensor())]));
      extract.erase();
    }
    for (BlockArgument slot : slots)
      erase(slot);
    return ops;
  }

private:
  /// Whether the part has an element for each of consecutive steps of k, to be
  /// grouped.
  bool isGrouped(const storage::Part &part) const {
    return grouped && part.type == storage::Part::Type::I8 &&
           part.dims.back().divisor == 1;
  }

  /// (column, rest..) in panels: (column floordiv width, rest.., column mod
  /// width); the last dimension's groups stay in front of the column, and the
  /// place in a group comes last.
  Layout panelsOf(RankedTensorType type, const storage::Part &part) const {
    MLIRContext *context = type.getContext();
    SmallVector<int64_t> shape(type.getShape());
    shape.front() = llvm::divideCeil(shape.front(), width);
    shape.push_back(width);
    SmallVector<AffineExpr> original;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      original.push_back(getAffineDimExpr(dim, context));
    original.front() =
        original.front() * width + getAffineDimExpr(type.getRank(), context);
    if (isGrouped(part)) {
      shape[shape.size() - 2] /= kGroupedSteps;
      shape.push_back(kGroupedSteps);
      original.back() = original.back() * kGroupedSteps +
                        getAffineDimExpr(type.getRank() + 1, context);
    }
    return {RankedTensorType::get(shape, type.getElementType()),
            AffineMap::get(shape.size(), 0, original, context)};
  }

  void insertParts(BlockArgument slot, bool panels) {
    func::FuncOp function = functionOf(slot);
    Builder b(function.getContext());
    auto path =
        function.getArgAttrOfType<StringAttr>(slot.getArgNumber(), nn::kParam);
    for (const storage::Part &part : format.parts) {
      RankedTensorType original = partType(
          format, part, cast<RankedTensorType>(slot.getType()).getShape(),
          b.getContext());
      Layout layout = panels ? panelsOf(original, part) : Layout{original, {}};
      NamedAttrList attributes;
      if (path)
        attributes.set(nn::kParam,
                       b.getStringAttr(path.getValue() + "@" + part.name));
      if (path && panels) {
        attributes.set(program::kPacked, AffineMapAttr::get(layout.toOriginal));
        attributes.set(program::kOriginal, TypeAttr::get(original));
      }
      if (function.getArgAttr(slot.getArgNumber(), nn::kDims))
        attributes.set(nn::kDims, b.getI64ArrayAttr(layout.type.getShape()));
      unsigned at = slot.getArgNumber() + 1 + parts[slot].size();
      (void)function.insertArgument(at, layout.type,
                                    attributes.getDictionary(b.getContext()),
                                    slot.getLoc());
      parts[slot].push_back(function.getArgument(at));
    }
  }

  /// Calls that pass the slot pass its parts behind it.
  void passParts(BlockArgument slot) {
    SmallVector<OpOperand *> passed;
    for (OpOperand &use : slot.getUses())
      if (isa<func::CallOp>(use.getOwner()))
        passed.push_back(&use);
    for (OpOperand *use : passed) {
      SmallVector<Value> operands(use->getOwner()->getOperands());
      operands.insert(operands.begin() + use->getOperandNumber() + 1,
                      parts[slot].begin(), parts[slot].end());
      use->getOwner()->setOperands(operands);
    }
  }

  /// The contraction with the factor computed from parts, in panels, in its
  /// body.
  linalg::GenericOp decodeIn(OpOperand *read) {
    auto op = cast<linalg::LinalgOp>(read->getOwner());
    IRRewriter rewriter(op->getContext());
    rewriter.setInsertionPoint(op);
    unsigned at = read->getOperandNumber();
    Value weight = read->get();
    auto old = dyn_cast<linalg::GenericOp>(op.getOperation());
    if (!old)
      old = *linalg::generalizeNamedOp(rewriter, op);
    AffineMap map = old.getIndexingMapsArray()[at];
    AffineExpr column = map.getResult(0), k = map.getResult(1);
    SmallVector<Value> inputs{old.getInputs()[1 - at]};
    SmallVector<AffineMap> maps{old.getIndexingMapsArray()[1 - at]};
    for (auto [part, value] :
         llvm::zip_equal(format.parts, parts[cast<BlockArgument>(weight)])) {
      SmallVector<AffineExpr> place = placeOf(format, part, k);
      place.insert(place.begin(), column.floorDiv(width));
      AffineExpr last = place.back();
      if (isGrouped(part))
        place.back() = last.floorDiv(kGroupedSteps);
      place.push_back(column % width);
      if (isGrouped(part))
        place.push_back(last % kGroupedSteps);
      inputs.push_back(value);
      maps.push_back(
          AffineMap::get(map.getNumDims(), 0, place, map.getContext()));
    }
    maps.push_back(old.getIndexingMapsArray().back());
    auto decoded = linalg::GenericOp::create(
        rewriter, old.getLoc(), old.getResultTypes(), inputs, old.getOutputs(),
        maps, old.getIteratorTypesArray(),
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          ImplicitLocOpBuilder b(loc, builder);
          Value place =
              linalg::IndexOp::create(b, cast<AffineDimExpr>(k).getPosition());
          IRMapping mapping;
          mapping.map(
              old.getBody()->getArgument(at),
              Emitter(b, format, args.drop_front().drop_back(), place).emit());
          mapping.map(old.getBody()->getArgument(1 - at), args.front());
          mapping.map(old.getBody()->getArgument(2), args.back());
          for (Operation &inner : *old.getBody())
            builder.clone(inner, mapping);
        });
    decoded->setAttr(nn::kStorage, rewriter.getStringAttr(format.name));
    rewriter.replaceOp(old, decoded);
    return decoded;
  }

  void erase(BlockArgument slot) {
    func::FuncOp function = functionOf(slot);
    for (OpOperand &use : llvm::make_early_inc_range(slot.getUses()))
      use.getOwner()->eraseOperand(use.getOperandNumber());
    (void)function.eraseArgument(slot.getArgNumber());
  }

  ArrayRef<BlockArgument> slots;
  const storage::Format &format;
  int64_t width;
  bool grouped;
  llvm::DenseMap<BlockArgument, SmallVector<Value>> parts;
};

} // namespace

SmallVector<linalg::GenericOp> tenfold::replaceByParts(
    ArrayRef<BlockArgument> slots, ArrayRef<OpOperand *> contractions,
    ArrayRef<tensor::ExtractOp> gathers, const storage::Format &format,
    int64_t width, bool grouped) {
  return StoredGroup(slots, format, width, grouped)
      .replace(contractions, gathers);
}
