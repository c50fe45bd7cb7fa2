//===- DescribeKernels.cpp - kernels in plan.json -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/DescribeKernels.h"

#include "dialects/Program/Program.h"
#include "lib/Analysis/Polynomial.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace tenfold;
namespace json = llvm::json;

/// The first result of a map over the kernel's extents, with their names.
static std::string sizeOf(func::FuncOp kernel, StringRef name) {
  auto map = kernel->getAttrOfType<AffineMapAttr>(name);
  if (!map)
    return "0";
  SmallVector<std::string> names;
  if (auto dims = kernel->getAttrOfType<ArrayAttr>(program::kDims))
    for (Attribute dim : dims)
      names.push_back(cast<StringAttr>(dim).str());
  return printSize(map.getValue().getResult(0), names);
}

static json::Object describe(func::FuncOp kernel) {
  json::Array tiles;
  if (auto sizes = kernel->getAttrOfType<DenseI64ArrayAttr>(program::kTiles))
    for (int64_t size : sizes.asArrayRef())
      tiles.push_back(size);
  return json::Object{{"name", kernel.getName()},
                      {"tiles", std::move(tiles)},
                      {"scratch", sizeOf(kernel, program::kScratch)},
                      {"nanoseconds", sizeOf(kernel, program::kCost)}};
}

std::string tenfold::addKernels(StringRef planJson, ModuleOp module) {
  llvm::Expected<json::Value> plan = json::parse(planJson);
  if (!plan) {
    llvm::consumeError(plan.takeError());
    return planJson.str();
  }
  json::Array kernels;
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(program::kKernel))
      kernels.push_back(describe(function));
  if (json::Object *object = plan->getAsObject())
    (*object)["kernels"] = std::move(kernels);
  return llvm::formatv("{0:2}\n", *plan).str();
}
