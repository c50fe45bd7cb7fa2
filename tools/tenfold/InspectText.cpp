//===- InspectText.cpp - an inspection for people -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Inspect.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace tenfold;

namespace {

std::string shapeText(const json::Array &shape) {
  std::string text;
  for (const json::Value &extent : shape) {
    text += text.empty() ? "" : ", ";
    if (auto name = extent.getAsString())
      text += *name;
    else
      text += std::to_string(extent.getAsInteger().value_or(-1));
  }
  return "[" + text + "]";
}

std::string tensorText(StringRef role, const json::Object &tensor) {
  std::string text =
      formatv("  {0} {1} {2} {3}", role, *tensor.getString("name"),
              *tensor.getString("dtype"), shapeText(*tensor.getArray("shape")));
  if (const json::Array *range = tensor.getArray("range"))
    text += formatv(" in [{0}, {1})", *(*range)[0].getAsInteger(),
                    *(*range)[1].getAsInteger());
  return text + "\n";
}

std::string dimText(const json::Object &dim) {
  std::string hi = "unbounded";
  if (auto bound = dim.getInteger("hi"))
    hi = std::to_string(*bound);
  return formatv("  dim {0} {1}..{2}\n", *dim.getString("name"),
                 *dim.getInteger("lo"), hi);
}

std::string memoryText(const json::Object *memory) {
  if (!memory)
    return "  peak: give every dim by --dim NAME=N, for one has no bound\n";
  auto bytes = [&](StringRef part) {
    return formatBytes(*memory->getInteger(part));
  };
  return formatv("  peak {0} at {1}, {2} threads: weights {3}, inputs {4}, "
                 "outputs {5}, arena {6}, scratch {7}\n",
                 bytes("peak"), *memory->getString("at"),
                 *memory->getInteger("threads"), bytes("weights"),
                 bytes("inputs"), bytes("outputs"), bytes("arena"),
                 bytes("scratch"));
}

std::string kernelText(const json::Object &kernel) {
  std::string text = formatv("  kernel {0} x{1}", *kernel.getString("name"),
                             *kernel.getInteger("calls"));
  if (const json::Array *tiles = kernel.getArray("tiles"))
    text += formatv(", tiles {0}, scratch {1} B, about {2} ns of one core",
                    shapeText(*tiles), kernel.getString("scratch").value_or(""),
                    kernel.getString("nanoseconds").value_or(""))
                .str();
  return text + "\n";
}

std::string functionText(const json::Object &function) {
  std::string text = formatv("@{0}\n", *function.getString("name"));
  for (const json::Value &dim : *function.getArray("dims"))
    text += dimText(*dim.getAsObject());
  for (const json::Value &input : *function.getArray("inputs"))
    text += tensorText("input", *input.getAsObject());
  for (const json::Value &output : *function.getArray("outputs"))
    text += tensorText("output", *output.getAsObject());
  text += memoryText(function.getObject("memory"));
  for (const json::Value &kernel : *function.getArray("kernels"))
    text += kernelText(*kernel.getAsObject());
  return text;
}

} // namespace

std::string tenfold::inspectionAsText(const json::Object &inspection) {
  std::string text = formatv(
      "{0}, for {1}, {2}, {3} weights of {4}\n",
      *inspection.getString("compiler"), *inspection.getString("target"),
      *inspection.getString("precision"), *inspection.getInteger("weights"),
      formatBytes(*inspection.getInteger("weight_bytes")));
  for (const json::Value &function : *inspection.getArray("functions"))
    text += functionText(*function.getAsObject());
  return text;
}
