//===- DimBounds.cpp - how large named dimensions may be ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Analysis/DimBounds.h"
#include "dialects/NN/NN.h"

using namespace mlir;

tenfold::DimBounds tenfold::boundsOf(ModuleOp module, StringRef name) {
  auto all = module->getAttrOfType<DictionaryAttr>(nn::kBounds);
  auto range = all ? all.getAs<ArrayAttr>(name) : ArrayAttr();
  if (!range)
    return {};
  return {cast<IntegerAttr>(range[0]).getInt(),
          cast<IntegerAttr>(range[1]).getInt()};
}
