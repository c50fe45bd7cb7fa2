//===- Indexing.cpp - parts of tensors, and tensors of parts --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"

#include "dialects/NN/NN.h"
using namespace mlir;

namespace tenfold::onnx {
namespace {

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// Dimension `axis` first, the others in order.
SmallVector<int64_t> firstOrder(int64_t axis, int64_t rank) {
  SmallVector<int64_t> order{axis};
  for (int64_t dim = 0; dim < rank; ++dim)
    if (dim != axis)
      order.push_back(dim);
  return order;
}

/// One element along an axis, which goes.
Term pickOne(Node &node, Term x, int64_t axis, int64_t index) {
  Dims dims(x.dims);
  dims.erase(dims.begin() + axis);
  Term part = node.graph.slice(
      x, axis, index, index == -1 ? std::nullopt : std::optional(index + 1));
  return reshape(node, part, dims);
}

/// Rows of `table` along `axis`, whose places the indices' dimensions take.
Term gather(Graph &g, Term table, Term indices, int64_t axis) {
  int64_t rank = table.rank(), width = indices.rank();
  Term rows = g.emit("nn.gather",
                     {transpose(g, table, firstOrder(axis, rank)), indices});
  SmallVector<int64_t> order;
  for (int64_t dim = 0; dim < axis; ++dim)
    order.push_back(width + dim);
  for (int64_t dim = 0; dim < width; ++dim)
    order.push_back(dim);
  for (int64_t dim = axis + 1; dim < rank; ++dim)
    order.push_back(width + dim - 1);
  return g.failed() ? Term() : transpose(g, rows, order);
}

void buildGather(Node &node) {
  Graph &g = node.graph;
  Term table = node.in(0), indices = node.in(1);
  int64_t axis = node.axisAttribute(0, table.rank());
  if (node.failed())
    return;
  auto number = indices.known ? integersOf(*indices.known) : std::nullopt;
  if (number && indices.dims.empty())
    return node.set(pickOne(node, table, axis, (*number)[0]));
  node.set(gather(g, table, fromStart(g, indices, table.dims[axis]), axis));
}

//===----------------------------------------------------------------------===//
// Slice, Split
//===----------------------------------------------------------------------===//

/// `x[from : to : step]` for numbers. Steps below zero walk back from `from`,
/// which is the reversed tensor walked forward.
Term sliceNumbers(Graph &g, Term x, int64_t axis, int64_t from, int64_t to,
                  int64_t step) {
  auto extent = dyn_cast<AffineConstantExpr>(x.dims[axis]);
  // Exporters write this, 2^31 - 1 or 2^63 - 1; no dim is as long.
  constexpr int64_t kEnd = 1'000'000'000;
  if (step > 0 && !extent)
    return g.slice(x, axis, from, to >= kEnd ? std::nullopt : std::optional(to),
                   step);
  if (step > 0) {
    int64_t size = extent.getValue();
    auto place = [&](int64_t index) {
      return std::clamp<int64_t>(index < 0 ? index + size : index, 0, size);
    };
    from = place(from);
    to = place(to);
    // No elements begin anywhere, but inside.
    return from < to ? g.slice(x, axis, from, to, step)
                     : g.slice(x, axis, 0, 0);
  }
  Term back = g.emit("nn.reverse", x, g.attribute("dim", axis));
  if (!extent && from == -1 && to < -kEnd)
    return g.slice(back, axis, 0, std::nullopt, -step);
  if (!extent)
    return g.fail("expected steps back over all of a dim, or of a dimension "
                  "of known size");
  int64_t size = extent.getValue();
  auto mirror = [&](int64_t index) {
    index += index < 0 ? size : 0;
    return size - 1 - std::clamp<int64_t>(index, -1, size - 1);
  };
  // An end before the first element is one that stays below zero.
  int64_t end = to < -size ? size : mirror(to);
  return g.slice(back, axis, mirror(from), std::max(mirror(from), end), -step);
}

/// `x[from : to]` where an end is an expression. It is stated to be inside: the
/// model's bounds say so.
Term sliceExtents(Graph &g, Term x, int64_t axis, AffineExpr from,
                  AffineExpr to) {
  AffineExpr extent = x.dims[axis], zero = g.sizes.constant(0);
  if (from == zero && to == extent)
    return x;
  auto bound = dyn_cast<AffineConstantExpr>(extent);
  if (!bound || !g.atMost(to, bound.getValue()))
    return g.fail("expected a slice that ends at a number or a named dim of a "
                  "dimension of known size");
  Term indices = g.iota(to - from);
  if (from != zero)
    indices = g.add(indices, g.size(from));
  return gather(g, x, indices, axis);
}

void buildSlice(Node &node) {
  Term x = node.in(0);
  auto ends = [&](StringRef name, size_t index) {
    if (node.version >= 10)
      return node.extentsIn(index);
    Dims result;
    for (int64_t end : node.integers(name).value_or(SmallVector<int64_t>()))
      result.push_back(node.graph.sizes.constant(end));
    return result;
  };
  Dims from = ends("starts", 1), to = ends("ends", 2);
  auto axes = node.moved("axes", 3, 10);
  auto steps = node.has(4) ? node.integersIn(4) : std::nullopt;
  if (!axes)
    axes = llvm::to_vector(llvm::seq<int64_t>(from.size()));
  if (!steps)
    steps = SmallVector<int64_t>(from.size(), 1);
  if (node.failed() || to.size() != from.size() ||
      axes->size() != from.size() || steps->size() != from.size())
    return node.fail("expected as many starts, ends, axes and steps");
  for (auto [begin, end, axis, step] :
       llvm::zip_equal(from, to, *axes, *steps)) {
    int64_t dim = node.axis(axis, x.rank());
    if (node.failed() || step == 0 || step == INT64_MIN)
      return node.fail("expected a step other than 0");
    auto numbers = integersOf({begin, end});
    if (!numbers && step != 1)
      return node.fail("expected steps of one to an end that a call knows");
    x = numbers ? sliceNumbers(node.graph, x, dim, (*numbers)[0], (*numbers)[1],
                               step)
                : sliceExtents(node.graph, x, dim, begin, end);
  }
  node.set(x);
}

/// Sizes of parts, given or as equal as can be with the last one smaller.
SmallVector<int64_t> partsOf(Node &node, AffineExpr extent) {
  auto sizes = node.moved("split", 1, 13);
  int64_t count = node.version >= 18 && !sizes ? node.integer("num_outputs")
                                               : int64_t(node.numOutputs());
  auto whole = dyn_cast<AffineConstantExpr>(extent);
  if (sizes || node.failed())
    return sizes.value_or(SmallVector<int64_t>());
  if (!whole || count < 1 || count > 4096) {
    node.fail("expected sizes of the parts of a dim, got none");
    return {};
  }
  int64_t each = (whole.getValue() + count - 1) / count;
  SmallVector<int64_t> parts(count, each);
  parts.back() = whole.getValue() - each * (count - 1);
  return parts;
}

void buildSplit(Node &node) {
  Term x = node.in(0);
  int64_t axis = node.axisAttribute(0, x.rank());
  if (node.failed())
    return;
  SmallVector<int64_t> parts = partsOf(node, x.dims[axis]);
  int64_t from = 0;
  for (auto [index, size] : llvm::enumerate(parts)) {
    if (size < 0 || from > INT32_MAX - size)
      return node.fail("expected parts of sizes from 0");
    node.set(index, node.graph.slice(x, axis, from, from + size));
    from += size;
  }
}

//===----------------------------------------------------------------------===//
// Concat, Pad, Tile, Trilu and others
//===----------------------------------------------------------------------===//

void buildConcat(Node &node) {
  SmallVector<Term> parts;
  for (size_t i = 0; i < node.numInputs(); ++i)
    parts.push_back(node.in(i));
  int64_t axis = node.integer("axis");
  node.set(
      node.graph.emit("nn.concat", parts, node.graph.attribute("dim", axis)));
}

/// What stands beyond the ends; 0 where nothing is said.
double padValue(Node &node) {
  if (node.version < 11)
    return node.real("value", 0);
  return node.has(2) ? node.numberIn(2) : 0;
}

void buildPad(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  std::string mode = node.string("mode", "constant");
  auto pads = node.moved("pads", 1, 11);
  double value = mode == "constant" || node.has(2) ? padValue(node) : 0;
  auto axes = node.has(3) ? node.integersIn(3) : std::nullopt;
  if (!axes)
    axes = llvm::to_vector(llvm::seq(x.rank()));
  auto padding = nn::symbolizePadding(mode);
  if (node.failed() || !padding || !pads || pads->size() != 2 * axes->size())
    return node.fail(
        "expected a mode of padding and two numbers for each axis");
  for (auto [i, axis] : llvm::enumerate(*axes)) {
    int64_t dim = node.axis(axis, x.rank()), before = (*pads)[i],
            after = (*pads)[i + axes->size()];
    if (before < 0 || after < 0)
      x = g.slice(x, dim, std::max<int64_t>(-before, 0),
                  after < 0 ? std::optional(after) : std::nullopt);
    before = std::max<int64_t>(before, 0);
    after = std::max<int64_t>(after, 0);
    if (before == 0 && after == 0)
      continue;
    x = g.emit("nn.pad", x,
               {g.attribute("mode", nn::PaddingAttr::get(g.builder.getContext(),
                                                         *padding)),
                g.attribute("dim", dim), g.attribute("before", before),
                g.attribute("after", after), g.attribute("value", value)});
  }
  node.set(x);
}

/// `n` copies along each axis: a new dimension before it, merged with it.
void buildTile(Node &node) {
  Term x = node.in(0);
  auto repeats = node.integersIn(1);
  Graph &g = node.graph;
  if (node.failed() || int64_t(repeats->size()) != x.rank())
    return node.fail("expected a number of copies for each axis");
  Dims split, stretched, merged;
  for (auto [extent, copies] : llvm::zip_equal(x.dims, *repeats)) {
    if (copies < 0)
      return node.fail("expected numbers of copies from 0");
    split.append({g.sizes.constant(1), extent});
    stretched.append({g.sizes.constant(copies), extent});
    merged.push_back(extent * copies);
  }
  Term copies = broadcast(g, reshape(node, x, split), stretched);
  node.set(reshape(node, copies, merged));
}

/// The upper or lower triangle: column - row against k.
void buildTrilu(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  bool isUpper = node.integer("upper", 1);
  auto k = node.has(1) ? node.integersIn(1) : SmallVector<int64_t>{0};
  if (node.failed() || x.rank() < 2 || k->size() != 1)
    return node.fail("expected matrices and one diagonal");
  Term row = g.rearrange(g.iota(x.dims[x.rank() - 2]), "i -> i ()"),
       column = g.iota(x.dims.back());
  Term keeps = g.compare(isUpper ? "ge" : "le", g.sub(column, row),
                         g.size(g.sizes.constant((*k)[0])));
  node.set(g.select(keeps, x, g.scalar(x.element, 0)));
}

/// Blocks of channels to places, and back.
void buildDepthToSpace(Node &node) {
  Term x = node.in(0);
  Graph &g = node.graph;
  int64_t block = node.integer("blocksize");
  std::string mode = node.string("mode", "DCR");
  if (mode != "DCR" && mode != "CRD")
    return node.fail("expected attribute `mode` to be DCR or CRD, got " +
                     quoted(mode));
  node.set(g.rearrange(x,
                       mode == "DCR" ? "n (p q c) h w -> n c (h p) (w q)"
                                     : "n (c p q) h w -> n c (h p) (w q)",
                       {g.attribute("p", block), g.attribute("q", block)}));
}

void buildSpaceToDepth(Node &node) {
  Graph &g = node.graph;
  int64_t block = node.integer("blocksize");
  bool isDCR = node.string("mode", "DCR") == "DCR";
  node.set(g.rearrange(node.in(0),
                       isDCR ? "n c (h p) (w q) -> n (p q c) h w"
                             : "n c (h p) (w q) -> n (c p q) h w",
                       {g.attribute("p", block), g.attribute("q", block)}));
}

/// `values[1]` where an index meets its place along a new axis, `values[0]`
/// elsewhere. Indices count from the end below zero.
void buildOneHot(Node &node) {
  Graph &g = node.graph;
  Term indices = g.cast(node.in(0), g.i64()), values = node.in(2);
  double depth = node.numberIn(1);
  int64_t axis = node.axisAttribute(-1, indices.rank() + 1);
  if (node.failed() || !(depth >= 0 && depth < 0x1p31) || values.rank() != 1)
    return node.fail("expected one depth and two values");
  AffineExpr extent = g.sizes.constant(int64_t(depth));
  Dims column(indices.dims);
  column.insert(column.begin() + axis, g.sizes.constant(1));
  Term wanted = reshape(node, fromStart(g, indices, extent), column);
  std::string along = "a -> a";
  for (int64_t dim = axis; dim < indices.rank(); ++dim)
    along += " ()";
  Term places = g.rearrange(g.iota(extent), along);
  auto value = [&](int64_t index) {
    return reshape(node, g.slice(values, 0, index, index + 1), {});
  };
  node.set(g.select(g.compare("eq", wanted, places), value(1), value(0)));
}

constexpr Rule kRules[] = {
    {"Concat", buildConcat},
    {"DepthToSpace", buildDepthToSpace},
    {"Gather", buildGather},
    {"OneHot", buildOneHot},
    {"Pad", buildPad},
    {"Slice", buildSlice},
    {"SpaceToDepth", buildSpaceToDepth},
    {"Split", buildSplit},
    {"Tile", buildTile},
    {"Trilu", buildTrilu},
};

} // namespace

Term fromStart(Graph &g, Term indices, AffineExpr extent) {
  if (auto numbers = indices.known ? integersOf(*indices.known) : std::nullopt;
      numbers && llvm::all_of(*numbers, [](int64_t i) { return i >= 0; }))
    return indices;
  indices = g.cast(indices, g.i64());
  Term isNegative = g.compare("lt", indices, g.scalar(g.i64(), 0));
  return g.select(isNegative, g.add(indices, g.size(extent)), indices);
}

ArrayRef<Rule> indexingRules() { return kRules; }

} // namespace tenfold::onnx
