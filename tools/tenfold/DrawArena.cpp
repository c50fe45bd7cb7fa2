//===- DrawArena.cpp - the arena of a plan as a picture -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "tools/tenfold/Inspect.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace tenfold;

/// Of the whole drawing, pixels.
static constexpr double kWidth = 960, kHeight = 480, kMargin = 48;

namespace {

struct Box {
  int64_t id, first, last, offset, bytes;
};

Expected<std::vector<Box>> boxesOf(const json::Object &function) {
  std::vector<Box> boxes;
  const json::Array *buffers = function.getArray("buffers");
  if (!buffers)
    return boxes;
  for (const json::Value &each : *buffers) {
    const json::Object &buffer = *each.getAsObject();
    auto offset = buffer.getInteger("offset");
    auto bytes = buffer.getInteger("at_bounds");
    if (!offset || !bytes)
      return userError("expected bounds of all dims to draw the arena, got a "
                       "plan without offsets; give them with --dim "
                       "NAME=LO..HI");
    boxes.push_back({buffer.getInteger("id").value_or(0),
                     buffer.getInteger("first").value_or(0),
                     buffer.getInteger("last").value_or(0), *offset, *bytes});
  }
  return boxes;
}

/// Neighbours in number differ in hue: steps of the golden angle, in degrees.
int hue(int64_t id) { return int(id * 137.508) % 360; }

std::string text(double x, double y, StringRef anchor, const Twine &what) {
  return formatv("<text x=\"{0:F1}\" y=\"{1:F1}\" text-anchor=\"{2}\">{3}"
                 "</text>\n",
                 x, y, anchor, what.str());
}

} // namespace

Expected<std::string> tenfold::drawArena(const json::Object &function) {
  Expected<std::vector<Box>> boxes = boxesOf(function);
  if (!boxes)
    return boxes.takeError();
  int64_t steps = 1, end = 1;
  for (const Box &box : *boxes) {
    steps = std::max(steps, box.last + 1);
    end = std::max(end, box.offset + box.bytes);
  }
  double perStep = (kWidth - 2 * kMargin) / steps;
  double perByte = (kHeight - 2 * kMargin) / end;
  std::string svg =
      formatv("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
              "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n",
              kWidth, kHeight);
  svg += text(kMargin, kMargin - 12, "start",
              "arena of @" + function.getString("name").value_or("") + ": " +
                  formatBytes(end) + " over " + Twine(steps) + " steps");
  for (const Box &box : *boxes)
    svg += formatv("<rect x=\"{0:F1}\" y=\"{1:F1}\" width=\"{2:F1}\" "
                   "height=\"{3:F1}\" fill=\"hsl({4},60%,70%)\" "
                   "stroke=\"#333\" stroke-width=\"0.5\"><title>buffer {5}: "
                   "{6}, steps {7} to {8}, offset {9}</title></rect>\n",
                   kMargin + box.first * perStep,
                   kHeight - kMargin - (box.offset + box.bytes) * perByte,
                   (box.last - box.first + 1) * perStep, box.bytes * perByte,
                   hue(box.id), box.id, formatBytes(box.bytes), box.first,
                   box.last, box.offset)
               .str();
  svg += text(kMargin, kHeight - kMargin + 18, "start", "step 0");
  svg += text(kWidth - kMargin, kHeight - kMargin + 18, "end",
              "step " + Twine(steps - 1));
  return svg + "</svg>\n";
}
