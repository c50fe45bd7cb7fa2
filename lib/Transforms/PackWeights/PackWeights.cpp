//===- PackWeights.cpp - weights in the layout that contractions read -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A slot is one argument of one function. Slots that a call connects hold the
// same weight, so they change type together: a group is what calls reach from
// the operand of one contraction, upwards and downwards.

#include "dialects/NN/NN.h"
#include "dialects/Program/Program.h"
#include "lib/Target/CPU/CPUTarget.h"
#include "lib/Transforms/LowerContractions/Contraction.h"
#include "lib/Transforms/PackWeights/QuantizeRows.h"
#include "lib/Transforms/PackWeights/StoredWeights.h"
#include "lib/Transforms/PackWeights/StreamSlice.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tenfold;

namespace tenfold {
#define GEN_PASS_DEF_PACKWEIGHTS
#include "lib/Transforms/PackWeights/PackWeights.h.inc"
} // namespace tenfold

namespace {

/// Slots that hold one weight or weights of one kernel, the contractions and
/// gathers that read them, or why they stay as they are.
struct Group {
  llvm::SetVector<BlockArgument> slots;
  SmallVector<StreamSlice> slices; // of slots, which contractions read
  SmallVector<OpOperand *> reads;
  SmallVector<tensor::ExtractOp> extracts;
  std::optional<Layout> layout;
  std::optional<StringRef>
      storage; // of all its weights; empty where that is not one
  std::string refusal;

  void refuse(const Twine &reason) {
    if (refusal.empty())
      refusal = reason.str();
  }
};

} // namespace

static bool isWeight(BlockArgument slot) {
  func::FuncOp function = functionOf(slot);
  return function && function.getArgAttr(slot.getArgNumber(), nn::kParam);
}

namespace {
struct PackWeightsPass final : tenfold::impl::PackWeightsBase<PackWeightsPass> {
  void runOnOperation() override {
    FailureOr<CPUTarget> target = CPUTarget::of(getOperation());
    if (failed(target))
      return signalPassFailure();
    width = target->panelColumns();
    auto precision =
        getOperation()->getAttrOfType<StringAttr>(program::kPrecision);
    quantizer.reset();
    if (precision && precision.getValue() == "int8-dynamic")
      quantizer.emplace(getOperation());
    for (auto function : getOperation().getOps<func::FuncOp>())
      for (BlockArgument slot : function.getArguments())
        if (isWeight(slot))
          absorbView(slot);
    splitWeights();
    indexCalls();
    llvm::DenseSet<BlockArgument> seen;
    std::vector<Group> groups;
    for (BlockArgument start : readArguments()) {
      if (seen.contains(start))
        continue;
      Group &group = groups.emplace_back();
      gather(start, group);
      seen.insert(group.slots.begin(), group.slots.end());
    }
    for (Group &group : groups)
      finish(group);
    if (quantizer)
      quantizer->eraseUnread();
  }

  void indexCalls() {
    callers.clear();
    getOperation().walk([&](func::CallOp call) {
      if (auto callee =
              getOperation().lookupSymbol<func::FuncOp>(call.getCallee()))
        callers[callee].push_back(call);
    });
  }

  /// A weight that is read without some dimensions of extent one is stored
  /// without them.
  static void absorbView(BlockArgument slot) {
    auto view = slot.hasOneUse()
                    ? dyn_cast<tensor::CollapseShapeOp>(*slot.user_begin())
                    : tensor::CollapseShapeOp();
    func::FuncOp function = functionOf(slot);
    if (!view || !view.getSrcType().hasStaticShape() ||
        function.getArgAttr(slot.getArgNumber(), nn::kStorage))
      return;
    Builder b(view.getContext());
    SmallVector<AffineExpr> original(view.getSrcType().getRank(),
                                     b.getAffineConstantExpr(0));
    for (auto [at, dims] : llvm::enumerate(view.getReassociationIndices())) {
      auto wide = llvm::to_vector(llvm::make_filter_range(dims, [&](int64_t d) {
        return view.getSrcType().getDimSize(d) != 1;
      }));
      if (wide.size() > 1)
        return;
      original[wide.empty() ? dims[0] : wide[0]] = b.getAffineDimExpr(at);
    }
    retype(slot,
           {view.getResultType(), AffineMap::get(view.getResultType().getRank(),
                                                 0, original, b.getContext())});
    view.replaceAllUsesWith(slot);
    view.erase();
  }

  /// A weight that several kernels read, or one in several places, becomes as
  /// many arguments: each is laid out for its reader.
  void splitWeights() {
    for (auto function : getOperation().getOps<func::FuncOp>())
      for (unsigned at = 0; at < function.getNumArguments(); ++at)
        if (BlockArgument slot = function.getArgument(at); isWeight(slot))
          split(slot);
  }

  void split(BlockArgument slot) {
    func::FuncOp function = functionOf(slot);
    llvm::MapVector<std::pair<StringRef, unsigned>, SmallVector<OpOperand *>>
        readers;
    for (OpOperand &use : slot.getUses())
      if (auto call = dyn_cast<func::CallOp>(use.getOwner()))
        readers[{call.getCallee(), use.getOperandNumber()}].push_back(&use);
    for (auto &[reader, uses] : llvm::drop_begin(readers, !readers.empty())) {
      unsigned at = slot.getArgNumber() + 1;
      (void)function.insertArgument(
          at, slot.getType(), function.getArgAttrDict(slot.getArgNumber()),
          slot.getLoc());
      for (OpOperand *use : uses)
        use->set(function.getArgument(at));
    }
  }

  /// Arguments of kernels that a contraction or a gather reads.
  SmallVector<BlockArgument> readArguments() {
    SmallVector<BlockArgument> found;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (!function->hasAttr(program::kKernel))
        continue;
      function.walk([&](tensor::ExtractSliceOp slice) {
        if (auto slot = dyn_cast<BlockArgument>(slice.getSource());
            slot && functionOf(slot))
          found.push_back(slot);
      });
      function.walk([&](tensor::ExtractOp extract) {
        if (auto slot = dyn_cast<BlockArgument>(extract.getTensor());
            slot && functionOf(slot))
          found.push_back(slot);
      });
      function.walk([&](linalg::LinalgOp op) {
        std::string reason;
        if (op.hasPureTensorSemantics() &&
            succeeded(matchContraction(op, reason)))
          for (OpOperand *input : op.getDpsInputOperands())
            if (auto slot = dyn_cast<BlockArgument>(input->get());
                slot && functionOf(slot))
              found.push_back(slot);
      });
    }
    return found;
  }

  void gather(BlockArgument start, Group &group) {
    group.slots.insert(start);
    for (unsigned next = 0; next < group.slots.size(); ++next) {
      BlockArgument slot = group.slots[next];
      gatherUses(slot, group);
      gatherCallers(slot, group);
    }
  }

  void gatherUses(BlockArgument slot, Group &group) {
    for (OpOperand &use : slot.getUses()) {
      if (auto call = dyn_cast<func::CallOp>(use.getOwner())) {
        auto callee =
            getOperation().lookupSymbol<func::FuncOp>(call.getCallee());
        if (!callee || callee.isExternal())
          group.refuse("an external function reads it");
        else
          group.slots.insert(callee.getArgument(use.getOperandNumber()));
      } else if (isa<linalg::LinalgOp>(use.getOwner())) {
        gatherRead(&use, cast<RankedTensorType>(slot.getType()), group);
      } else if (auto slice = matchStreamSlice(use.getOwner())) {
        gatherSlice(*slice, group);
      } else if (auto extract = dyn_cast<tensor::ExtractOp>(use.getOwner())) {
        group.extracts.push_back(extract);
      } else {
        group.refuse("'" + use.getOwner()->getName().getStringRef() +
                     "' reads it too");
      }
    }
  }

  /// Contractions that read part of a weight in each step of a loop.
  void gatherSlice(StreamSlice slice, Group &group) {
    RankedTensorType type = slice.op.getSourceType();
    for (OpOperand &use : slice.op->getUses()) {
      if (!isa<linalg::LinalgOp>(use.getOwner()))
        return group.refuse("'" + use.getOwner()->getName().getStringRef() +
                            "' reads a part of it too");
      gatherRead(&use, type, group);
    }
    if (group.layout && !slice.fits(*group.layout, width))
      group.refuse("a loop reads parts of it that are no whole panels");
    group.slices.push_back(slice);
  }

  /// A contraction that reads a weight of `type` or a part of it.
  void gatherRead(OpOperand *read, RankedTensorType type, Group &group) {
    std::string reason;
    std::optional<Roles> roles = rolesOf(read, reason);
    if (!roles)
      return group.refuse(reason);
    AffineMap map =
        cast<linalg::LinalgOp>(read->getOwner()).getMatchingIndexingMap(read);
    if (!type.hasStaticShape() || !map.isProjectedPermutation())
      return group.refuse("expected a static shape, each index one loop");
    Layout layout = layoutOf(type, map, *roles, width);
    if (group.layout && !(*group.layout == layout))
      return group.refuse("two contractions read it in different layouts");
    group.layout = layout;
    group.reads.push_back(read);
  }

  void gatherCallers(BlockArgument slot, Group &group) {
    func::FuncOp function = functionOf(slot);
    auto calls = callers.find(function);
    if (isWeight(slot) != (calls == callers.end()))
      return group.refuse(isWeight(slot) ? "its function is called as well"
                                         : "it is not a weight everywhere");
    if (isWeight(slot))
      return noteStorage(slot, group);
    for (func::CallOp call : calls->second) {
      auto source =
          dyn_cast<BlockArgument>(call.getOperand(slot.getArgNumber()));
      if (source && functionOf(source))
        group.slots.insert(source);
      else
        group.refuse("a kernel reads something other than a weight there, or a "
                     "view of one");
    }
  }

  static void noteStorage(BlockArgument slot, Group &group) {
    auto attribute = functionOf(slot).getArgAttrOfType<StringAttr>(
        slot.getArgNumber(), nn::kStorage);
    StringRef storage = attribute ? attribute.getValue() : "";
    group.storage = group.storage.value_or(storage) == storage ? storage : "";
  }

  /// The format whose parts the group's readers can take, or null.
  static const storage::Format *formatOf(const Group &group) {
    const storage::Format *format = storage::find(group.storage.value_or(""));
    if (!format || format->parts.empty() || !group.slices.empty() ||
        group.reads.empty() == group.extracts.empty())
      return nullptr;
    for (OpOperand *read : group.reads)
      if (!readsBlocks(read))
        return nullptr;
    return format;
  }

  /// Whether blocks lie along the one summed loop, and the only other loop is
  /// that of columns.
  static bool readsBlocks(OpOperand *read) {
    std::string reason;
    std::optional<Roles> roles = rolesOf(read, reason);
    AffineMap map =
        cast<linalg::LinalgOp>(read->getOwner()).getMatchingIndexingMap(read);
    return roles && roles->inner.size() == 1 && map.getNumResults() == 2 &&
           cast<AffineDimExpr>(map.getResult(1)).getPosition() ==
               roles->inner.front();
  }

  /// Packs the group, or says why not if it holds a weight.
  void finish(Group &group) {
    const storage::Format *format = formatOf(group);
    if (!group.extracts.empty() && !format)
      group.refuse("'tensor.extract' reads it too");
    for (BlockArgument slot : group.slots)
      if (isWeight(slot))
        report(slot, group);
    if (!group.refusal.empty())
      return;
    if (format)
      return finish(group, *format);
    for (OpOperand *read : group.reads)
      repoint(read, *group.layout);
    for (BlockArgument slot : group.slots)
      retype(slot, *group.layout);
    for (StreamSlice slice : group.slices)
      slice.repack(*group.layout, width);
  }

  void finish(const Group &group, const storage::Format &format) {
    bool integers = quantizer && format.hasIntegers() && !group.reads.empty() &&
                    llvm::all_of(group.reads, canQuantizeRows);
    SmallVector<linalg::GenericOp> ops =
        replaceByParts(group.slots.getArrayRef(), group.reads, group.extracts,
                       format, width, integers);
    if (integers)
      for (linalg::GenericOp op : ops)
        quantizer->quantizeRows(op,
                                callers[op->getParentOfType<func::FuncOp>()]);
  }

  static void report(BlockArgument slot, const Group &group) {
    func::FuncOp function = functionOf(slot);
    auto options = remark::RemarkOpts::name("weight")
                       .category("pack-weights")
                       .function(function.getSymName());
    auto path =
        function.getArgAttrOfType<StringAttr>(slot.getArgNumber(), nn::kParam);
    StringRef name = path ? path.getValue() : "";
    if (group.refusal.empty())
      remark::passed(slot.getLoc(), options)
          << remark::metric("weight", name)
          << remark::metric("storage", group.storage.value_or(""))
          << remark::metric("columns",
                            group.layout ? group.layout->type.getShape().back()
                                         : 0);
    else
      remark::missed(slot.getLoc(), options)
          << remark::metric("weight", name)
          << remark::reason("{0}", group.refusal);
  }

  void repoint(OpOperand *read, const Layout &layout) {
    unsigned at = read->getOperandNumber();
    auto op = cast<linalg::LinalgOp>(read->getOwner());
    IRRewriter rewriter(op->getContext());
    rewriter.setInsertionPoint(op);
    auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
    if (!generic)
      generic = *linalg::generalizeNamedOp(rewriter, op);
    SmallVector<AffineMap> maps = generic.getIndexingMapsArray();
    maps[at] = packedMap(maps[at], layout, width);
    generic.setIndexingMapsAttr(rewriter.getAffineMapArrayAttr(maps));
  }

  static void retype(BlockArgument slot, const Layout &layout) {
    func::FuncOp function = functionOf(slot);
    unsigned at = slot.getArgNumber();
    Builder builder(function.getContext());
    if (isWeight(slot)) {
      auto before =
          function.getArgAttrOfType<AffineMapAttr>(at, program::kPacked);
      AffineMap toOriginal = layout.toOriginal;
      if (before) // a view of the original
        toOriginal = before.getValue().compose(toOriginal);
      else
        function.setArgAttr(at, program::kOriginal,
                            TypeAttr::get(slot.getType()));
      function.setArgAttr(at, program::kPacked, AffineMapAttr::get(toOriginal));
    }
    if (function.getArgAttr(at, nn::kDims))
      function.setArgAttr(at, nn::kDims,
                          builder.getI64ArrayAttr(layout.type.getShape()));
    slot.setType(layout.type);
    SmallVector<Type> inputs(function.getArgumentTypes());
    inputs[at] = layout.type;
    function.setFunctionType(
        builder.getFunctionType(inputs, function.getResultTypes()));
  }

  int64_t width = 0;
  std::optional<RowQuantizer> quantizer; // where integers are multiplied
  llvm::MapVector<func::FuncOp, SmallVector<func::CallOp>> callers;
};
} // namespace
