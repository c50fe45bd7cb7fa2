//===- ShareKernels.cpp - one function for equal kernels ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hash, compare within a bucket, then rename all calls in one walk.

#include "dialects/Program/Program.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <map>

namespace tenfold {
#define GEN_PASS_DEF_SHAREKERNELS
#include "lib/Transforms/ShareKernels/ShareKernels.h.inc"
} // namespace tenfold

using namespace mlir;

namespace {

using Flags = OperationEquivalence::Flags;

/// All attributes of a function but its name.
DictionaryAttr attributesOf(func::FuncOp kernel) {
  NamedAttrList attrs(kernel->getAttrDictionary());
  attrs.erase(SymbolTable::getSymbolAttrName());
  return attrs.getDictionary(kernel.getContext());
}

/// Values are hashed by the order in which they are defined.
llvm::hash_code hashOf(func::FuncOp kernel) {
  DenseMap<Value, unsigned> numbers;
  auto number = [&](Value value) {
    return llvm::hash_value(
        numbers.try_emplace(value, numbers.size()).first->second);
  };
  llvm::hash_code hash = hash_value(Attribute(attributesOf(kernel)));
  kernel.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    for (Region &region : op->getRegions())
      for (BlockArgument arg : region.getArguments())
        hash = llvm::hash_combine(hash, number(arg),
                                  arg.getType().getAsOpaquePointer());
    hash = llvm::hash_combine(
        hash, OperationEquivalence::computeHash(op, number, number,
                                                Flags::IgnoreLocations));
  });
  return hash;
}

bool equal(func::FuncOp a, func::FuncOp b) {
  return attributesOf(a) == attributesOf(b) &&
         OperationEquivalence::isRegionEquivalentTo(&a.getBody(), &b.getBody(),
                                                    Flags::IgnoreLocations);
}

/// What a name says beyond "kernel_<number>", with its underscore.
std::string suffixOf(StringRef name) {
  StringRef rest = name;
  if (!rest.consume_front("kernel_"))
    return ("_" + name).str();
  rest = rest.drop_while(llvm::isDigit);
  return rest.empty() || rest.starts_with("_") ? rest.str()
                                               : ("_" + rest).str();
}

struct ShareKernelsPass final
    : tenfold::impl::ShareKernelsBase<ShareKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    std::map<size_t, SmallVector<func::FuncOp, 1>> buckets;
    SmallVector<func::FuncOp> distinct;
    DenseMap<StringAttr, unsigned> representative; // index in `distinct`
    for (auto kernel : llvm::to_vector(module.getOps<func::FuncOp>())) {
      if (!kernel->hasAttr(tenfold::program::kKernel))
        continue;
      auto &bucket = buckets[hashOf(kernel)];
      auto same = llvm::find_if(
          bucket, [&](func::FuncOp other) { return equal(kernel, other); });
      if (same != bucket.end()) {
        representative[kernel.getSymNameAttr()] =
            representative[same->getSymNameAttr()];
        kernel.erase();
        continue;
      }
      representative[kernel.getSymNameAttr()] = distinct.size();
      distinct.push_back(kernel);
      bucket.push_back(kernel);
    }
    rename(distinct, representative);
  }

  void rename(SmallVectorImpl<func::FuncOp> &distinct,
              const DenseMap<StringAttr, unsigned> &representative) {
    llvm::StringSet<> taken;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function->hasAttr(tenfold::program::kKernel))
        taken.insert(function.getName());
    SmallVector<FlatSymbolRefAttr> names;
    for (auto [index, kernel] : llvm::enumerate(distinct)) {
      std::string name =
          "kernel_" + std::to_string(index) + suffixOf(kernel.getName());
      while (!taken.insert(name).second)
        name += "_";
      kernel.setName(name);
      names.push_back(FlatSymbolRefAttr::get(kernel.getContext(), name));
    }
    getOperation().walk([&](func::CallOp call) {
      auto found = representative.find(call.getCalleeAttr().getAttr());
      if (found != representative.end())
        call.setCalleeAttr(names[found->second]);
    });
    remark::passed(getOperation().getLoc(),
                   remark::RemarkOpts::name("Shared").category("share-kernels"))
        << remark::metric("Kernels", representative.size())
        << remark::metric("Distinct", distinct.size());
  }
};

} // namespace
