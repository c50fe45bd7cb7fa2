//===- Flow.cpp - branches and loops --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A branch that is known when the model is compiled is the only one that is
// built. A loop of a known number of steps is written out where it is short,
// so that its steps know their number, and else becomes a scan; others stop by
// a condition.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/BuiltinTypes.h"

#include "onnx.pb.h"

using namespace mlir;
using ::onnx::GraphProto;

namespace tenfold::onnx {
namespace {

/// Nodes that the steps of a loop may become.
constexpr int64_t kMaxWrittenOut = 256;

const GraphProto *graphOf(Node &node, StringRef name) {
  const auto *found = node.attribute(name);
  if (found && found->has_g())
    return &found->g();
  node.fail("expected attribute `" + name + "` to be a graph");
  return nullptr;
}

Term known(Graph &g, Type element, int64_t number) {
  return {{}, element, {}, Dims{g.sizes.constant(number)}};
}

std::optional<int64_t> knownNumber(const Term &term) {
  auto numbers = term.known ? integersOf(*term.known) : std::nullopt;
  return numbers && numbers->size() == 1 ? std::optional(numbers->front())
                                         : std::nullopt;
}

void buildIf(Node &node) {
  Graph &g = node.graph;
  Term condition = node.in(0);
  const GraphProto *onTrue = graphOf(node, "then_branch"),
                   *onFalse = graphOf(node, "else_branch");
  if (node.failed())
    return;
  if (onTrue->output_size() != onFalse->output_size())
    return node.fail("expected as many results of both branches");
  auto build = [&](const GraphProto *branch) {
    return [&g, branch] { return importGraph(g, *branch, {}); };
  };
  auto number = knownNumber(condition);
  auto results = number ? build(*number ? onTrue : onFalse)()
                        : g.cond(reshape(node, condition, {}), build(onTrue),
                                 build(onFalse));
  for (auto [index, result] : llvm::enumerate(results))
    node.set(index, result);
}

//===----------------------------------------------------------------------===//
// Loop
//===----------------------------------------------------------------------===//

struct Loop {
  Node &node;
  const GraphProto &body;
  SmallVector<Term> inits;

  size_t stacks() const { return body.output_size() - 1 - inits.size(); }
  bool stacksResults() const {
    for (size_t i = 0; i < stacks(); ++i)
      if (node.wants(inits.size() + i))
        return true;
    return false;
  }
  /// The condition for another step, then what `Step` says.
  std::pair<Term, Step> step(Term number, Term condition,
                             ArrayRef<Term> carried) const {
    SmallVector<Term> inputs{number, condition};
    inputs.append(carried.begin(), carried.end());
    auto results = importGraph(node.graph, body, inputs);
    ArrayRef<Term> values = ArrayRef(results).drop_front();
    return {results[0],
            {llvm::to_vector(values.take_front(inits.size())),
             llvm::to_vector(values.drop_front(inits.size()))}};
  }
};

/// Whether each step is followed by another one, up to the given number.
bool isEndless(const Graph &g, const GraphProto &body) {
  StringRef name = body.output(0).name();
  for (const auto &producer : body.node())
    if (producer.op_type() == "Identity" && producer.input_size() == 1 &&
        producer.output_size() == 1 && name == producer.output(0))
      name = producer.input(0);
  const Tensor *tensor = g.file.find(&body, name);
  return name == body.input(1).name() ||
         (tensor && tensor->bytes.size() == 1 && tensor->bytes[0]);
}

SmallVector<Term> writeOut(const Loop &loop, int64_t count) {
  Graph &g = loop.node.graph;
  SmallVector<Term> carried(loop.inits);
  SmallVector<SmallVector<Term>> parts(loop.stacks());
  for (int64_t i = 0; i < count && !g.failed(); ++i) {
    auto [ignored, step] =
        loop.step(known(g, g.i64(), i), known(g, g.i1(), 1), carried);
    carried = step.next;
    for (auto [all, part] : llvm::zip_equal(parts, step.emitted)) {
      Dims dims(part.dims);
      dims.insert(dims.begin(), g.sizes.constant(1));
      all.push_back(reshape(loop.node, g.asTensor(part), dims));
    }
  }
  for (ArrayRef<Term> all : parts)
    carried.push_back(
        all.empty() ? g.fail("expected at least one step, got none")
                    : g.emit("nn.concat", all, g.attribute("dim", int64_t(0))));
  return carried;
}

SmallVector<Term> scanOver(const Loop &loop, AffineExpr count) {
  Graph &g = loop.node.graph;
  return g.scan(
      loop.inits, g.iota(count), false,
      [&](ArrayRef<Term> carried, ArrayRef<Term> number) {
        return loop.step(number[0], known(g, g.i1(), 1), carried).second;
      });
}

/// Carries the number of the step and the condition for it too.
SmallVector<Term> repeatWhile(const Loop &loop, Term count, Term condition) {
  Graph &g = loop.node.graph;
  auto scalar = [&](Term x) { return reshape(loop.node, g.asTensor(x), {}); };
  SmallVector<Term> inits{g.scalar(g.i64(), 0),
                          condition ? scalar(condition) : g.scalar(g.i1(), 1)};
  inits.append(loop.inits);
  count = count ? scalar(count) : count;
  auto test = [&](ArrayRef<Term> now) {
    if (!count)
      return now[1];
    return g.emit("nn.min", {g.compare("lt", now[0], count), now[1]});
  };
  auto results = g.loop(inits, test, [&](ArrayRef<Term> now) {
    auto [again, step] = loop.step(now[0], now[1], now.drop_front(2));
    SmallVector<Term> next{g.add(now[0], g.scalar(g.i64(), 1)), scalar(again)};
    next.append(step.next);
    return next;
  });
  return llvm::to_vector(ArrayRef(results).drop_front(2));
}

void buildLoop(Node &node) {
  Graph &g = node.graph;
  const GraphProto *body = graphOf(node, "body");
  Term count = node.has(0) ? node.in(0) : Term(),
       condition = node.has(1) ? node.in(1) : known(g, g.i1(), 1);
  SmallVector<Term> inits;
  for (size_t i = 2; i < node.numInputs(); ++i)
    inits.push_back(node.in(i));
  if (node.failed() || body->input_size() != int(inits.size() + 2) ||
      body->output_size() < int(inits.size() + 1))
    return node.fail("expected a body that carries as many values");
  Loop loop{node, *body, std::move(inits)};
  auto starts = knownNumber(condition), steps = knownNumber(count);
  bool isCounted = starts && isEndless(g, *body) && count && count.known &&
                   count.known->size() == 1;
  if (!isCounted && loop.stacksResults()) {
    if (count && !count.known)
      return node.failUnknown(0);
    if (!starts)
      return node.failUnknown(1);
    return node.fail("expected a number of steps that is known before the "
                     "first, as results of all steps are stacked");
  }
  if (starts && *starts == 0)
    steps = 0;
  SmallVector<Term> results;
  if (isCounted && steps && *steps * body->node_size() <= kMaxWrittenOut)
    results = writeOut(loop, *steps);
  else if (isCounted)
    results = scanOver(loop, count.known->front());
  else
    results = repeatWhile(loop, count, condition);
  for (auto [index, result] : llvm::enumerate(results))
    node.set(index, result);
}

//===----------------------------------------------------------------------===//
// Scan
//===----------------------------------------------------------------------===//

/// Dimension `from` at place `to`, the others in order.
Term moveDim(Graph &g, Term x, int64_t from, int64_t to) {
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq(x.rank()));
  order.erase(order.begin() + from);
  order.insert(order.begin() + to, from);
  return transpose(g, x, order);
}

/// One number for each of `count` values, 0 where the attribute is not there.
SmallVector<int64_t> numbersFor(Node &node, StringRef name, size_t count) {
  SmallVector<int64_t> zeros(count, 0), given;
  given = node.integers(name).value_or(zeros);
  if (given.size() != count)
    node.fail("expected attribute `" + name + "` to have " + Twine(count) +
              " numbers, got " + Twine(given.size()));
  return given.size() == count ? given : zeros;
}

void buildScan(Node &node) {
  Graph &g = node.graph;
  const GraphProto *body = graphOf(node, "body");
  int64_t count = node.integer("num_scan_inputs"), all = node.numInputs();
  if (node.version < 9)
    return node.fail("expected operator set 9 at least");
  if (node.failed() || count < 1 || count > all || body->input_size() != all ||
      body->output_size() < all - count)
    return node.fail("expected a body that takes all states and slices");
  size_t stacks = body->output_size() - (all - count);
  SmallVector<Term> states, over;
  for (int64_t i = 0; i < all - count; ++i)
    states.push_back(node.in(i));
  auto axes = numbersFor(node, "scan_input_axes", count),
       backwards = numbersFor(node, "scan_input_directions", count);
  auto reverse = [&](Term x) {
    return g.emit("nn.reverse", x, g.attribute("dim", int64_t(0)));
  };
  for (auto [i, axis] : llvm::enumerate(axes)) {
    Term x = g.asTensor(node.in(all - count + i));
    axis = node.axis(axis, x.rank());
    if (node.failed())
      return;
    x = moveDim(g, x, axis, 0);
    over.push_back(backwards[i] ? reverse(x) : x);
  }
  auto results = g.scan(
      states, over, false, [&](ArrayRef<Term> carried, ArrayRef<Term> slices) {
        SmallVector<Term> inputs(carried);
        inputs.append(slices.begin(), slices.end());
        auto step = importGraph(g, *body, inputs);
        return Step{llvm::to_vector(ArrayRef(step).drop_back(stacks)),
                    llvm::to_vector(ArrayRef(step).take_back(stacks))};
      });
  auto places = numbersFor(node, "scan_output_axes", stacks),
       flips = numbersFor(node, "scan_output_directions", stacks);
  for (size_t i = 0; i < stacks && !node.failed(); ++i) {
    Term &stack = results[states.size() + i];
    int64_t axis = node.axis(places[i], stack.rank());
    if (!node.failed())
      stack = moveDim(g, flips[i] ? reverse(stack) : stack, 0, axis);
  }
  for (auto [index, result] : llvm::enumerate(results))
    node.set(index, result);
}

constexpr Rule kRules[] = {
    {"If", buildIf}, {"Loop", buildLoop}, {"Scan", buildScan}};

} // namespace

ArrayRef<Rule> flowRules() { return kRules; }

} // namespace tenfold::onnx
