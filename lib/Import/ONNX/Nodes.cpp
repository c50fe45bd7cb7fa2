//===- Nodes.cpp - the nodes of graphs and functions ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes become ops one after another, each with its types and symbolic extents
// inferred at once, so that the nodes after it know them. The model's own
// functions are built where they are called.
//
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Rules.h"

#include "mlir/IR/Diagnostics.h"

#include "onnx.pb.h"

using namespace mlir;
using ::onnx::AttributeProto;
using ::onnx::FunctionProto;
using ::onnx::NodeProto;

namespace tenfold::onnx {
namespace {

/// What functions that call functions may come to.
constexpr int64_t kMaxNodes = 100'000;

std::string describe(const NodeProto &proto, int64_t version) {
  std::string name = proto.name();
  if (name.empty() && proto.output_size() > 0)
    name = proto.output(0);
  std::string op = proto.op_type();
  if (!proto.domain().empty())
    op = proto.domain() + "." + op;
  return "node " + quoted(name) + ", " + quoted(op) + " of operator set " +
         std::to_string(version) + ": ";
}

const AttributeProto *
findAttribute(const google::protobuf::RepeatedPtrField<AttributeProto> &all,
              StringRef name) {
  for (const AttributeProto &attribute : all)
    if (name == attribute.name())
      return &attribute;
  return nullptr;
}

/// Puts the call's attributes, or the function's own where the call has none,
/// in place of the references to them; without either there is none. Nor are
/// there inputs that the call does not have.
void bind(Nodes &nodes, const FunctionProto &function, const NodeProto &call) {
  for (NodeProto &node : nodes) {
    for (std::string &name : *node.mutable_input()) {
      auto at = llvm::find(function.input(), name) - function.input().begin();
      if (at < function.input_size() &&
          (at >= call.input_size() || call.input(at).empty()))
        name.clear();
    }
    auto &attributes = *node.mutable_attribute();
    for (int i = attributes.size() - 1; i >= 0; --i) {
      AttributeProto &attribute = attributes[i];
      if (attribute.has_g())
        bind(*attribute.mutable_g()->mutable_node(), function, call);
      if (attribute.ref_attr_name().empty())
        continue;
      StringRef wanted = attribute.ref_attr_name();
      const auto *given = findAttribute(call.attribute(), wanted);
      if (!given)
        given = findAttribute(function.attribute_proto(), wanted);
      std::string name = attribute.name();
      if (given)
        attribute = *given;
      if (given)
        attribute.set_name(name);
      else
        attributes.DeleteSubrange(i, 1);
    }
  }
}

void callFunction(Node &node, const FunctionProto &function) {
  Graph &graph = node.graph;
  Scope scope{.function = &function};
  for (int i = 0; i < function.input_size(); ++i)
    if (node.has(i))
      scope.terms[function.input(i)] = node.in(i);
  for (const AttributeProto &attribute : node.proto.attribute())
    node.attribute(attribute.name());
  FunctionProto bound = function;
  bind(*bound.mutable_node(), function, node.proto);
  SmallVector<std::pair<size_t, Term>> results;
  graph.inside(std::move(scope), [&] {
    importNodes(graph, bound.node());
    for (int i = 0; i < function.output_size(); ++i)
      if (node.wants(i))
        results.push_back({i, graph.lookup(function.output(i))});
  });
  for (auto &[index, term] : results)
    node.set(index, term);
}

void buildNode(Graph &graph, const NodeProto &proto, int64_t version) {
  if (const FunctionProto *function = graph.file.function(proto)) {
    Node node(graph, proto, version);
    callFunction(node, *function);
    return node.finish();
  }
  bool isStandard =
      llvm::is_contained({"", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview",
                          "ai.onnx.preview.training"},
                         proto.domain());
  Node sizes(graph, proto, version);
  if (isStandard && foldSizes(sizes))
    return sizes.finish();
  const Rule *rule = isStandard ? findRule(proto.op_type()) : nullptr;
  if (!rule)
    graph.fail("this operator is not supported");
  if (graph.failed())
    return;
  Node node(graph, proto, version);
  rule->build(node);
  node.finish();
}

void importNode(Graph &graph, const NodeProto &proto) {
  bool isTensor = proto.op_type() == "Constant" && proto.output_size() == 1 &&
                  graph.tensor(proto.output(0));
  if (graph.failed() || isTensor) // looked up where it is used
    return;
  int64_t version = graph.version(proto.domain());
  Builder &builder = graph.builder;
  graph.location = NameLoc::get(
      builder.getStringAttr(proto.name().empty() ? "node" : proto.name()));
  std::string detail;
  ScopedDiagnosticHandler collect(builder.getContext(),
                                  [&](Diagnostic &diagnostic) {
                                    if (detail.empty())
                                      detail = diagnostic.str();
                                    return success();
                                  });
  if (++graph.nodes > kMaxNodes)
    graph.fail("expected at most " + Twine(kMaxNodes) + " nodes");
  else
    buildNode(graph, proto, version);
  if (graph.failed())
    graph.blame(describe(proto, version), detail);
}

} // namespace

void importNodes(Graph &graph, const Nodes &nodes) {
  for (const NodeProto &node : nodes)
    importNode(graph, node);
}

SmallVector<Term> importGraph(Graph &graph, const ::onnx::GraphProto &inner,
                              ArrayRef<Term> inputs) {
  Scope scope{.graph = &inner};
  for (auto [info, term] : llvm::zip_first(inner.input(), inputs))
    scope.terms[info.name()] = term;
  SmallVector<Term> results;
  graph.inside(std::move(scope), [&] {
    // Of a graph in a function's node, which is no part of the file.
    for (const auto &tensor : inner.initializer())
      if (!graph.tensor(tensor.name()))
        graph.define(tensor.name(), graph.constant(tensor));
    importNodes(graph, inner.node());
    for (const auto &output : inner.output())
      results.push_back(graph.lookup(output.name()));
  });
  results.resize(inner.output_size());
  return results;
}

} // namespace tenfold::onnx
