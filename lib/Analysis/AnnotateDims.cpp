//===- AnnotateDims.cpp - `nn.dims` from what the analysis found ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/NN.h"
#include "lib/Analysis/NamedDims.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// Names of sizes in one function: those given, and new ones for the rest.
class Namer {
public:
  Namer(func::FuncOp function, const FunctionDims &dims)
      : dims(dims), b(function.getContext()) {
    for (StringRef name : dims.names)
      taken.insert(name);
  }

  Attribute attrOf(ArrayRef<AffineExpr> extents) {
    SmallVector<Attribute> attrs;
    for (AffineExpr extent : extents) {
      auto size = dyn_cast<AffineConstantExpr>(extent);
      attrs.push_back(size ? Attribute(b.getI64IntegerAttr(size.getValue()))
                           : b.getStringAttr(nameOf(extent)));
    }
    return b.getArrayAttr(attrs);
  }

private:
  std::string nameOf(AffineExpr extent) {
    auto symbol = dyn_cast<AffineSymbolExpr>(extent);
    if (symbol && !dims.names[symbol.getPosition()].empty())
      return dims.names[symbol.getPosition()];
    std::string &name = made[extent];
    while (name.empty()) {
      std::string next = "d" + std::to_string(count++);
      if (taken.insert(next).second)
        name = next;
    }
    return name;
  }

  const FunctionDims &dims;
  Builder b;
  llvm::StringSet<> taken;
  llvm::DenseMap<AffineExpr, std::string> made;
  unsigned count = 0;
};

} // namespace

void tenfold::annotateDims(func::FuncOp function, const FunctionDims &dims) {
  Namer namer(function, dims);
  for (auto [index, extents] : llvm::enumerate(dims.arguments))
    if (isa<ShapedType>(function.getArgumentTypes()[index]) &&
        !function.getArgAttr(index, nn::kDims))
      function.setArgAttr(index, nn::kDims, namer.attrOf(extents));
  for (auto [index, extents] : llvm::enumerate(dims.results))
    if (!function.getResultAttr(index, nn::kDims))
      function.setResultAttr(index, nn::kDims, namer.attrOf(extents));
}
