//===- Layout.cpp - operators that change shape and order -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All become `nn.rearrange`. A reshape splits and merges dimensions: the
// extents before and after are cut at common points into axes. Where they have
// none (2x3 to 3x2) everything is merged first.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Extents.h"
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace tenfold::onnx {

static bool isConstant(AffineExpr extent, int64_t value) {
  auto constant = dyn_cast<AffineConstantExpr>(extent);
  return constant && constant.getValue() == value;
}

static std::string axisName(size_t axis) { return "d" + std::to_string(axis); }

Term transpose(Graph &graph, Term x, ArrayRef<int64_t> order) {
  std::string left, right;
  for (size_t i = 0; i < order.size(); ++i) {
    left += axisName(i) + " ";
    right += " " + axisName(order[i]);
  }
  return llvm::is_sorted(order) ? x : graph.rearrange(x, left + "->" + right);
}

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

namespace {

/// Cuts two shapes of equally many elements into common axes.
class Cut {
public:
  explicit Cut(Graph &graph) : graph(graph) {}

  /// False where they have no common points.
  bool run(ArrayRef<AffineExpr> from, ArrayRef<AffineExpr> to);
  Term apply(Term x) {
    return graph.rearrange(x, left.text + "->" + right.text, sizes);
  }

private:
  struct Side {
    ArrayRef<AffineExpr> extents;
    AffineExpr rest = {}; ///< of the dimension that is being cut
    int64_t open = 0;     ///< its axes without a number, one at most
    std::string text = "";

    /// Takes the next dimension that has more than one element.
    bool next();
    void close() { text += ") "; }
  };
  void addAxis(AffineExpr size);

  Graph &graph;
  Side left, right;
  SmallVector<NamedAttribute> sizes;
  size_t axes = 0;
};

bool Cut::Side::next() {
  while (!extents.empty() && isConstant(extents.front(), 1)) {
    text += "() ";
    extents = extents.drop_front();
  }
  if (extents.empty())
    return false;
  rest = extents.front();
  open = 0;
  extents = extents.drop_front();
  text += "(";
  return true;
}

void Cut::addAxis(AffineExpr size) {
  std::string name = axisName(axes++);
  left.text += name + " ";
  right.text += name + " ";
  if (auto number = dyn_cast<AffineConstantExpr>(size))
    sizes.push_back(graph.attribute(name, number.getValue()));
  else
    ++left.open;
}

bool Cut::run(ArrayRef<AffineExpr> from, ArrayRef<AffineExpr> to) {
  left.extents = from;
  right.extents = to;
  bool hasLeft = left.next(), hasRight = right.next();
  while (hasLeft && hasRight) {
    std::optional<AffineExpr> restOfLeft = quotient(left.rest, right.rest),
                              restOfRight = quotient(right.rest, left.rest);
    if (!restOfLeft && !restOfRight)
      return false;
    addAxis(restOfLeft ? right.rest : left.rest);
    bool endsLeft = restOfRight.has_value(), endsRight = restOfLeft.has_value();
    if (!endsLeft)
      left.rest = *restOfLeft;
    if (!endsRight)
      right.rest = *restOfRight;
    if (left.open > 1)
      return false;
    if (endsLeft) {
      left.close();
      hasLeft = left.next();
    }
    if (endsRight) {
      right.close();
      hasRight = right.next();
    }
  }
  return !hasLeft && !hasRight;
}

} // namespace

Term reshape(Node &node, Term x, Dims extents) {
  Graph &graph = node.graph;
  if (node.failed())
    return {};
  MLIRContext *context = graph.builder.getContext();
  if (x.dims == extents)
    return x;
  AffineExpr before = productOf(x.dims, context),
             after = productOf(extents, context);
  SmallVector<int64_t> shape = graph.sizes.shapeOf(extents);
  if (isConstant(before, 0) && isConstant(after, 0) &&
      !ShapedType::isDynamicShape(shape))
    return graph.constant(
        DenseElementsAttr::get(
            RankedTensorType::get(shape, carrierOf(x.element)),
            ArrayRef<Attribute>()),
        x.element);
  if (!sameProduct(before, after))
    return graph.fail("expected a shape of as many elements as before for "
                      "every size of the dims");
  Cut cut(graph), merge(graph), split(graph);
  Term result;
  if (cut.run(x.dims, extents))
    result = cut.apply(x);
  else if (merge.run(x.dims, before) && split.run(before, extents))
    result = split.apply(merge.apply(x));
  else
    return graph.fail("expected a reshape that splits each dimension into at "
                      "most one dim and numbers");
  if (result)
    result.dims = extents;
  return result;
}

/// The extents that the input `shape` asks for: 0 is the one that stood there,
/// -1 what is left.
static Dims wantedExtents(Node &node, const Term &x, Dims wanted,
                          bool allowsZero) {
  MLIRContext *context = node.graph.builder.getContext();
  std::optional<size_t> open;
  for (auto [i, extent] : llvm::enumerate(wanted)) {
    if (isConstant(extent, 0) && !allowsZero && i < x.dims.size())
      extent = x.dims[i];
    if (!isConstant(extent, -1))
      continue;
    if (open)
      node.fail("expected -1 once in a shape, got it twice");
    open = i;
    extent = node.graph.sizes.constant(1);
  }
  if (!open || node.failed())
    return wanted;
  AffineExpr whole = productOf(x.dims, context),
             part = productOf(wanted, context);
  std::optional<AffineExpr> rest = quotient(whole, part);
  if (!rest)
    node.fail("expected a shape whose -1 is a whole number for every size of "
              "the dims");
  wanted[*open] = rest.value_or(whole);
  return wanted;
}

static void buildReshape(Node &node) {
  Term x = node.in(0);
  Dims wanted = node.extentsIn(1);
  bool allowsZero = node.integer("allowzero", 0);
  node.set(reshape(node, x, wantedExtents(node, x, wanted, allowsZero)));
}

static void buildFlatten(Node &node) {
  Term x = node.in(0);
  int64_t axis = node.integer("axis", 1), rank = x.rank();
  if (node.failed() || axis < -rank || axis > rank)
    return node.fail("expected an axis of a tensor of rank " + Twine(rank) +
                     ", got " + Twine(axis));
  axis += axis < 0 ? rank : 0;
  MLIRContext *context = node.graph.builder.getContext();
  node.set(reshape(node, x,
                   {productOf(ArrayRef(x.dims).take_front(axis), context),
                    productOf(ArrayRef(x.dims).drop_front(axis), context)}));
}

//===----------------------------------------------------------------------===//
// Axes of one element
//===----------------------------------------------------------------------===//

static void buildUnsqueeze(Node &node) {
  Term x = node.in(0);
  auto axes = node.moved("axes", 1, 13);
  if (node.failed() || !axes)
    return node.fail("expected `axes`, got none");
  int64_t rank = x.rank() + axes->size();
  SmallVector<bool> isNew(rank, false);
  for (int64_t axis : *axes) {
    axis = node.axis(axis, rank);
    if (node.failed() || isNew[axis])
      return node.fail("expected each axis once");
    isNew[axis] = true;
  }
  Dims dims;
  const auto *next = x.dims.begin();
  for (bool unit : isNew)
    dims.push_back(unit ? node.graph.sizes.constant(1) : *next++);
  node.set(reshape(node, x, dims));
}

static void buildSqueeze(Node &node) {
  Term x = node.in(0);
  auto axes = node.moved("axes", 1, 13);
  if (node.failed())
    return;
  SmallVector<bool> drops(x.rank(), false);
  for (int64_t axis : axes.value_or(SmallVector<int64_t>()))
    if (axis = node.axis(axis, x.rank()); !node.failed())
      drops[axis] = true;
  Dims dims;
  for (auto [drop, extent] : llvm::zip_equal(drops, x.dims)) {
    if (drop && !isConstant(extent, 1))
      return node.fail("expected to squeeze dimensions of size 1 only");
    if (axes ? !drop : !isConstant(extent, 1))
      dims.push_back(extent);
  }
  node.set(reshape(node, x, dims));
}

//===----------------------------------------------------------------------===//
// Order and stretching
//===----------------------------------------------------------------------===//

static void buildTranspose(Node &node) {
  Term x = node.in(0);
  SmallVector<int64_t> order = llvm::to_vector(
      llvm::reverse(llvm::to_vector(llvm::seq<int64_t>(x.rank()))));
  order = node.integers("perm").value_or(order);
  SmallVector<int64_t> sorted(order);
  llvm::sort(sorted);
  if (sorted != llvm::to_vector(llvm::seq<int64_t>(x.rank())))
    return node.fail("expected `perm` to have each axis once");
  node.set(transpose(node.graph, x, order));
}

Term broadcast(Graph &graph, Term x, ArrayRef<AffineExpr> extents) {
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    int64_t fromEnd = extents.size() - dim;
    bool isThere = fromEnd <= x.rank();
    if (graph.failed() ||
        (isThere && !isConstant(x.dims[x.rank() - fromEnd], 1)) ||
        (isThere && isConstant(extent, 1)))
      continue;
    Term all = graph.iota(extent);
    std::string units = "a ->";
    for (int64_t after = 0; after < fromEnd; ++after)
      units += after == 0 ? " a" : " ()";
    Term mask = graph.compare("ge", graph.rearrange(all, units),
                              graph.scalar(graph.i64(), 0));
    x = graph.select(mask, x, x);
  }
  return x;
}

static void buildExpand(Node &node) {
  Term x = node.in(0);
  Dims extents = node.extentsIn(1);
  node.set(broadcast(node.graph, x, extents));
}

static void buildIdentity(Node &node) { node.set(node.in(0)); }

/// Inference: the input, and a mask that keeps all.
static void buildDropout(Node &node) {
  Term x = node.in(0);
  node.attribute("ratio");
  node.attribute("seed");
  if (node.version < 7 && node.integer("is_test", 0) != 1)
    return node.fail("expected inference, got no `is_test`");
  auto training = node.has(2) ? node.integersIn(2) : std::nullopt;
  bool isTraining = training && *training != SmallVector<int64_t>{0};
  auto ratio = node.has(1) ? node.knownNumber(1) : 0.5;
  if (isTraining && !ratio)
    node.failUnknown(1);
  if (isTraining && ratio != 0)
    node.fail("expected inference, got `training_mode`");
  node.set(x);
  if (node.wants(1))
    node.set(1, broadcast(node.graph, node.graph.scalar(node.graph.i1(), 1),
                          x.dims));
}

static constexpr Rule kRules[] = {
    {"Dropout", buildDropout},     {"Expand", buildExpand},
    {"Flatten", buildFlatten},     {"Identity", buildIdentity},
    {"Reshape", buildReshape},     {"Squeeze", buildSqueeze},
    {"Transpose", buildTranspose}, {"Unsqueeze", buildUnsqueeze},
};

ArrayRef<Rule> layoutRules() { return kRules; }

} // namespace tenfold::onnx
