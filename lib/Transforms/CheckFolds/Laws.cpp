//===- Laws.cpp - both sides of the laws of a fold on short streams -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/CheckFolds/Laws.h"
#include "lib/Transforms/CheckFolds/ExactEvaluator.h"

#include "dialects/Interfaces/HostTensor.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

#include "llvm/Support/FormatVariadic.h"

#include <cmath>
#include <random>

using namespace mlir;
using namespace tenfold;
using Kind = fold::ReduceOp::Kind;

// Of a stream in a trial: three parts of at most two, and one more tile of two.
static constexpr int64_t kPart = 2, kStream = 4 * kPart;
// Elements of the iteration space, over all trials, and least trials.
static constexpr int64_t kElements = 50000, kLeastTrials = 8;
// Extent of a `whole` dimension that is not known.
static constexpr int64_t kWhole = 2;

namespace {
using State = SmallVector<ExactTensor>;

/// Elements [first, first + count) of the stream.
struct Part {
  int64_t first = 0, count = 0;
};

class Checker {
public:
  explicit Checker(fold::ReduceOp op);

  Verdict check(int64_t trials);

private:
  void draw(uint64_t seed, bool plain);
  ExactTensor drawInput(unsigned i, bool plain);
  void findLeast();
  void findOutermost();
  void tryLaws(uint64_t seed);

  State run(Region &region, ArrayRef<ExactTensor> arguments, int64_t at);
  State absorb(const State &state, Part part);
  State merge(const State &a, const State &b);
  State fold(const State &from, Part part);
  State start(Part part, bool bare);
  void expect(StringRef law, ArrayRef<std::pair<char, Part>> parts,
              const State &expected, const State &got);
  std::string show(Part part);

  fold::ReduceOp op;
  unsigned stream;
  SmallVector<int64_t> extents;
  State init, outermost; // `outermost` has -inf or inf for a finite bound
  double far = 0;        // where elements lie that only `outermost` is beyond
  bool shifted = false;  // whether the trial's elements lie there
  SmallVector<ExactTensor> inputs;
  SmallVector<bool> takesLeast;    // inputs that may be -inf
  DenseMap<Value, unsigned> above; // values that regions use from above
  std::mt19937_64 random;
  Verdict verdict;
};
} // namespace

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

Checker::Checker(fold::ReduceOp op)
    : op(op), stream(op.getStreamDim()), extents(op.getStaticExtents()) {
  for (unsigned d = 0; d < extents.size(); ++d)
    extents[d] = op.getKind(d) != Kind::whole        ? 1
                 : ShapedType::isDynamic(extents[d]) ? kWhole
                                                     : extents[d];
  extents[stream] = kStream;
  for (auto [i, value] : llvm::enumerate(op.getInits())) {
    Attribute attr;
    matchPattern(value, m_Constant(&attr));
    if (auto dense = dyn_cast_if_present<DenseElementsAttr>(attr))
      attr = dense.isSplat() ? dense.getSplatValue<Attribute>() : Attribute();
    if (!attr) {
      verdict.unknown = value.getDefiningOp() ? value.getDefiningOp() : op;
      return;
    }
    SmallVector<int64_t> shape = op.getStateMap(i).compose(extents);
    auto number = dyn_cast<FloatAttr>(attr);
    double x = number ? number.getValueAsDouble() : 0;
    ExactNumber own =
        number ? ExactNumber::constant(x)
               : ExactNumber::integer(cast<IntegerAttr>(attr).getInt());
    init.push_back(ExactTensor::filled(shape, own));
  }
  outermost = init;
  takesLeast.assign(op.getInputs().size(), false);
}

State Checker::run(Region &region, ArrayRef<ExactTensor> arguments,
                   int64_t at) {
  if (verdict.unknown)
    return State(init);
  ExactEvaluator evaluator(above);
  SmallVector<int64_t> offsets(extents.size(), 0);
  offsets[stream] = at;
  auto results = evaluator.run(region.front(), arguments, offsets);
  verdict.unknown = evaluator.unknown;
  return results ? State(*results) : State(init);
}

/// The part of a tensor along the stream.
static ExactTensor slice(const ExactTensor &tensor, AffineMap map,
                         unsigned stream, Part part) {
  ExactTensor result{tensor.shape, {}};
  SmallVector<int64_t> first(tensor.shape.size(), 0);
  for (unsigned d = 0; d < map.getNumResults(); ++d)
    if (map.getDimPosition(d) == stream) {
      result.shape[d] = part.count;
      first[d] = part.first;
    }
  forEachIndex(result.shape, [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> place;
    for (auto [i, from] : llvm::zip_equal(at, first))
      place.push_back(i + from);
    result.elements.push_back(tensor.elements[tensor.offset(place)]);
  });
  return result;
}

State Checker::absorb(const State &state, Part part) {
  SmallVector<ExactTensor> arguments;
  for (auto [i, input] : llvm::enumerate(inputs))
    arguments.push_back(slice(input, op.getInputMap(i), stream, part));
  arguments.append(state);
  return run(op.getAbsorb(), arguments, part.first);
}

State Checker::merge(const State &a, const State &b) {
  State arguments(a);
  arguments.append(b);
  return run(op.getMerge(), arguments, 0);
}

/// Absorbs one element after the other.
State Checker::fold(const State &from, Part part) {
  State state(from);
  for (int64_t i = 0; i < part.count; ++i)
    state = absorb(state, {part.first + i, 1});
  return state;
}

static bool hasNaN(const State &state) {
  return llvm::any_of(state, [](const ExactTensor &tensor) {
    return llvm::any_of(tensor.elements,
                        [](const ExactNumber &x) { return x.isNaN(); });
  });
}

static bool isEqual(const State &a, const State &b) {
  for (auto [x, y] : llvm::zip_equal(a, b))
    for (auto [u, v] : llvm::zip_equal(x.elements, y.elements))
      if (!same(u, v))
        return false;
  return true;
}

/// A reachable state: from `init`, or as if the first tile had come first.
State Checker::start(Part part, bool bare) {
  if (bare && part.count) {
    State state = fold(outermost, part);
    if (!hasNaN(state))
      return state;
  }
  return fold(init, part);
}

//===----------------------------------------------------------------------===//
// Streams
//===----------------------------------------------------------------------===//

ExactTensor Checker::drawInput(unsigned i, bool plain) {
  ExactTensor tensor =
      ExactTensor::filled(op.getInputMap(i).compose(extents), ExactNumber());
  bool isFloat =
      isa<FloatType>(getElementTypeOrSelf(op.getInputs()[i].getType()));
  bool isBoolean =
      getElementTypeOrSelf(op.getInputs()[i].getType()).isInteger(1);
  double origin = shifted && isFloat && op.streams(i) ? far : 0;
  for (ExactNumber &x : tensor.elements) {
    int64_t small = static_cast<int64_t>(random() % 7) - 3;
    if (!isFloat)
      x = ExactNumber::integer(isBoolean ? random() & 1 : small);
    else if (!plain && takesLeast[i] && random() % 4 == 0)
      x = ExactNumber::constant(-INFINITY);
    else if (random() % 2)
      x = ExactNumber::constant(origin + small);
    else
      x = ExactNumber::generic(origin + small + (random() % 97) / 101.0,
                               random());
  }
  return tensor;
}

void Checker::draw(uint64_t seed, bool plain) {
  random.seed(seed);
  shifted = far != 0 && !plain && seed % 2;
  inputs.clear();
  for (unsigned i = 0; i < op.getInputs().size(); ++i)
    inputs.push_back(drawInput(i, plain));
}

/// An input may be -inf if the fold, element after element, takes it: at first,
/// after another one, and throughout.
void Checker::findLeast() {
  for (unsigned i = 0; i < op.getInputs().size(); ++i) {
    bool takes =
        isa<FloatType>(getElementTypeOrSelf(op.getInputs()[i].getType())) &&
        op.streams(i);
    for (unsigned which = 1; takes && which < 4; ++which) {
      draw(which, /*plain=*/true);
      AffineMap map = op.getInputMap(i);
      ExactTensor &input = inputs[i];
      forEachIndex(input.shape, [&](ArrayRef<int64_t> at) {
        for (unsigned d = 0; d < map.getNumResults(); ++d)
          if (map.getDimPosition(d) == stream && at[d] < 2 &&
              (which >> at[d] & 1))
            input.elements[input.offset(at)] = ExactNumber::constant(-INFINITY);
      });
      takes = !hasNaN(fold(init, {0, 2}));
    }
    takesLeast[i] = takes;
  }
}

/// A finite number in `init` that ordinary elements do not tell from an
/// infinite one stands for it, as in a maximum from -1e6.
void Checker::findOutermost() {
  for (unsigned i = 0; i < init.size(); ++i) {
    double bound = init[i].elements.empty() ? 0 : init[i].elements[0].real();
    bool isFloat =
        isa<FloatType>(getElementTypeOrSelf(op.getInits()[i].getType()));
    if (!isFloat || bound == 0 || !std::isfinite(bound))
      continue;
    State candidate(init);
    candidate[i] = ExactTensor::filled(
        init[i].shape, ExactNumber::constant(std::copysign(INFINITY, bound)));
    bool equalThere = true;
    for (uint64_t seed = 1; seed < 4; ++seed) {
      draw(seed, /*plain=*/true);
      equalThere &= isEqual(fold(candidate, {0, 1}), fold(init, {0, 1}));
    }
    if (!equalThere)
      continue;
    outermost[i] = candidate[i];
    far = 2 * bound;
  }
}

//===----------------------------------------------------------------------===//
// Laws
//===----------------------------------------------------------------------===//

static std::string show(const ExactTensor &tensor) {
  std::string text;
  for (auto [i, x] : llvm::enumerate(tensor.elements)) {
    if (i == 4)
      return text + ", ...";
    text += (i ? ", " : "") + llvm::formatv("{0:f4}", double(x.real())).str();
  }
  return tensor.elements.size() == 1 ? text : "[" + text + "]";
}

static std::string show(const State &state) {
  std::string text;
  for (const ExactTensor &tensor : state)
    text += (text.empty() ? "" : ", ") + show(tensor);
  return "(" + text + ")";
}

std::string Checker::show(Part part) {
  std::string text;
  for (int64_t k = 0; k < part.count; ++k) {
    std::string element;
    for (auto [i, input] : llvm::enumerate(inputs))
      if (op.getInputMap(i).isFunctionOfDim(stream))
        element += (element.empty() ? "" : ", ") +
                   ::show(slice(input, op.getInputMap(i), stream,
                                {part.first + k, 1}));
    text += (text.empty() ? "(" : ", (") + element + ")";
  }
  return "[" + text + "]";
}

void Checker::expect(StringRef law, ArrayRef<std::pair<char, Part>> parts,
                     const State &expected, const State &got) {
  if (verdict.unknown || hasNaN(expected) || isEqual(expected, got))
    return;
  Violation violation{law.str(), "", ::show(expected), ::show(got), 0};
  for (auto [name, part] : parts) {
    violation.streams += (violation.streams.empty() ? "" : ", ") +
                         std::string(1, name) + " of " + show(part);
    violation.elements += part.count;
  }
  auto &known = verdict.violation;
  if (!known || violation.elements < known->elements)
    known = std::move(violation);
}

void Checker::tryLaws(uint64_t seed) {
  draw(seed, /*plain=*/false);
  auto length = [&] { return static_cast<int64_t>(random() % (kPart + 1)); };
  Part a{0, length()}, b{kPart, length()}, c{2 * kPart, length()},
      t{3 * kPart, 1}, u{3 * kPart + 1, 1}, tu{3 * kPart, 2};
  State first = start(a, random() % 2), second = start(b, random() % 2),
        third = start(c, random() % 2);
  // What the fold itself does not take is no case of a law.
  if (hasNaN(first) || hasNaN(second) || hasNaN(third))
    return;
  expect("merge(init, a) = a", {{'a', a}}, first, merge(init, first));
  expect("merge(a, init) = a", {{'a', a}}, first, merge(first, init));
  expect("merge(merge(a, b), c) = merge(a, merge(b, c))",
         {{'a', a}, {'b', b}, {'c', c}}, merge(first, merge(second, third)),
         merge(merge(first, second), third));
  State both = fold(fold(init, a), b);
  expect("fold(a ++ b) = merge(fold(a), fold(b))", {{'a', a}, {'b', b}}, both,
         merge(fold(init, a), fold(init, b)));
  expect("absorb(a, t) = merge(a, absorb(init, t))", {{'a', a}, {'t', t}},
         absorb(first, t), merge(first, absorb(init, t)));
  expect("absorb(a, t ++ u) = absorb(absorb(a, t), u)",
         {{'a', a}, {'t', t}, {'u', u}}, absorb(absorb(first, t), u),
         absorb(first, tu));
}

Verdict Checker::check(int64_t trials) {
  if (!verdict.unknown) {
    findLeast();
    findOutermost();
  }
  // Wide contractions in a tile take their time in each trial.
  int64_t elements = ShapedType::getNumElements(extents) / kStream;
  trials = std::min(trials, std::max(kLeastTrials, kElements / elements));
  for (int64_t trial = 0; trial < trials && !verdict.unknown; ++trial)
    tryLaws(trial + 1);
  return verdict;
}

Verdict tenfold::checkLaws(fold::ReduceOp op, int64_t trials) {
  return Checker(op).check(trials);
}
