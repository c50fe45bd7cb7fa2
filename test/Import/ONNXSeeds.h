// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Graphs with what the sample has not: graphs inside nodes, functions, every
/// encoding of a tensor.
#ifndef TENFOLD_TEST_IMPORT_ONNXSEEDS_H
#define TENFOLD_TEST_IMPORT_ONNXSEEDS_H

#include "test/Import/ONNXModel.h"

namespace tenfold::test {

/// Bytes of the file beside the models, `kWeights`.
inline constexpr int kWeightBytes = 4096;
inline constexpr const char *kWeights = "weights.bin";

/// A node of any graph or function.
template <typename Graph>
::onnx::NodeProto *node(Graph &graph, const std::string &op,
                        std::initializer_list<const char *> inputs,
                        std::initializer_list<const char *> outputs) {
  ::onnx::NodeProto *node = graph.add_node();
  node->set_op_type(op);
  for (const char *input : inputs)
    node->add_input(input);
  for (const char *output : outputs)
    node->add_output(output);
  return node;
}

inline ::onnx::AttributeProto *attribute(::onnx::NodeProto *node,
                                         const char *name) {
  ::onnx::AttributeProto *attribute = node->add_attribute();
  attribute->set_name(name);
  return attribute;
}

inline ::onnx::GraphProto *inner(::onnx::NodeProto *node, const char *name,
                                 std::initializer_list<const char *> inputs,
                                 std::initializer_list<const char *> outputs) {
  ::onnx::GraphProto *graph = attribute(node, name)->mutable_g();
  graph->set_name(name);
  for (const char *input : inputs)
    graph->add_input()->set_name(input);
  for (const char *output : outputs)
    graph->add_output()->set_name(output);
  return graph;
}

/// A branch by a value, a loop of three steps, one by a condition, a scan.
inline ::onnx::ModelProto flowModel() {
  ::onnx::ModelProto model = emptyModel();
  ::onnx::GraphProto &graph = *model.mutable_graph();
  describe(graph.add_input(), "x", {"batch", "seq"});
  describe(graph.add_input(), "flag", {});
  graph.mutable_input(1)->mutable_type()->mutable_tensor_type()->set_elem_type(
      ::onnx::TensorProto::BOOL);
  describe(graph.add_output(), "y", {"batch", "seq"});
  addTensor(model, "three", {}, ::onnx::TensorProto::INT64)->add_int64_data(3);
  addTensor(model, "yes", {}, ::onnx::TensorProto::BOOL)->add_int32_data(1);
  ::onnx::NodeProto *branch = node(graph, "If", {"flag"}, {"a"});
  node(*inner(branch, "then_branch", {}, {"t"}), "Relu", {"x"}, {"t"});
  node(*inner(branch, "else_branch", {}, {"e"}), "Neg", {"x"}, {"e"});
  for (const char *count : {"three", ""}) {
    bool isCounted = *count;
    ::onnx::NodeProto *loop =
        node(graph, "Loop",
             {count, isCounted ? "yes" : "flag", isCounted ? "a" : "b"},
             {isCounted ? "b" : "c"});
    ::onnx::GraphProto *body =
        inner(loop, "body", {"i", "again", "v"}, {"more", "w"});
    node(*body, "Identity", {"again"}, {"more"});
    node(*body, "Add", {"v", "x"}, {"w"});
  }
  ::onnx::NodeProto *scan = node(graph, "Scan", {"c"}, {"y"});
  attribute(scan, "num_scan_inputs")->set_i(1);
  node(*inner(scan, "body", {"row"}, {"out"}), "Tanh", {"row"}, {"out"});
  return model;
}

/// A function that calls another one, with an attribute of the call.
inline ::onnx::ModelProto functionModel() {
  ::onnx::ModelProto model = emptyModel();
  ::onnx::OperatorSetIdProto *own = model.add_opset_import();
  own->set_domain("own");
  own->set_version(1);
  ::onnx::GraphProto &graph = *model.mutable_graph();
  describe(graph.add_input(), "x", {"batch", "seq"});
  describe(graph.add_output(), "y", {"batch", "seq"});
  for (const char *name : {"Inner", "Outer"}) {
    ::onnx::FunctionProto *function = model.add_functions();
    function->set_name(name);
    function->set_domain("own");
    function->add_input("a");
    function->add_output("b");
    function->add_attribute("alpha");
    *function->add_opset_import() = model.opset_import(0);
    *function->add_opset_import() = *own;
    bool isInner = name[0] == 'I';
    ::onnx::NodeProto *step =
        node(*function, isInner ? "LeakyRelu" : "Inner", {"a"}, {"b"});
    attribute(step, "alpha")->set_ref_attr_name("alpha");
    if (!isInner)
      step->set_domain("own");
  }
  ::onnx::NodeProto *call = node(graph, "Outer", {"x"}, {"y"});
  call->set_domain("own");
  attribute(call, "alpha")->set_f(0.25);
  return model;
}

/// The numbers of a tensor in the field that its type has.
inline void fill(::onnx::TensorProto *tensor, int count) {
  using T = ::onnx::TensorProto;
  for (int i = 0; i < count; ++i)
    switch (tensor->data_type()) {
    case T::FLOAT:
      tensor->add_float_data(float(i));
      break;
    case T::DOUBLE:
      tensor->add_double_data(i);
      break;
    case T::INT64:
      tensor->add_int64_data(i);
      break;
    case T::UINT32:
    case T::UINT64:
      tensor->add_uint64_data(i);
      break;
    default:
      tensor->add_int32_data(i);
      break;
    }
}

/// A tensor of each type in its own field, of each in raw bytes, of each in a
/// file; their sum.
inline ::onnx::ModelProto encodingsModel() {
  using T = ::onnx::TensorProto;
  ::onnx::ModelProto model = emptyModel();
  describe(model.mutable_graph()->add_output(), "y", {});
  addTensor(model, "sum0", {4}, T::FLOAT)->set_raw_data(std::string(16, '\1'));
  int sums = 0;
  // Bytes of four elements.
  constexpr std::pair<int32_t, int> kTypes[] = {{T::FLOAT, 16},
                                                {T::UINT8, 4},
                                                {T::INT8, 4},
                                                {T::UINT16, 8},
                                                {T::INT16, 8},
                                                {T::INT32, 16},
                                                {T::INT64, 32},
                                                {T::BOOL, 4},
                                                {T::FLOAT16, 8},
                                                {T::DOUBLE, 32},
                                                {T::UINT32, 16},
                                                {T::UINT64, 32},
                                                {T::BFLOAT16, 8},
                                                {T::FLOAT8E4M3FN, 4},
                                                {T::FLOAT8E4M3FNUZ, 4},
                                                {T::FLOAT8E5M2, 4},
                                                {T::FLOAT8E5M2FNUZ, 4},
                                                {T::FLOAT8E8M0, 4},
                                                {T::FLOAT4E2M1, 2},
                                                {T::UINT4, 2},
                                                {T::INT4, 2},
                                                {T::UINT2, 1},
                                                {T::INT2, 1}};
  for (auto [type, bytes] : kTypes)
    for (int way = 0; way < 3; ++way) {
      std::string number = std::to_string(++sums),
                  before = "sum" + std::to_string(sums - 1),
                  name = "t" + number, wide = "w" + number;
      T *tensor = addTensor(model, name, {4}, type);
      if (way == 0)
        fill(tensor, bytes < 4 ? bytes : 4);
      if (way == 1)
        tensor->set_raw_data(std::string(bytes, char(sums)));
      if (way == 2) {
        tensor->set_data_location(T::EXTERNAL);
        for (auto [key, value] : {std::pair("location", std::string(kWeights)),
                                  std::pair("offset", std::to_string(sums)),
                                  std::pair("length", std::to_string(bytes))}) {
          auto *entry = tensor->add_external_data();
          entry->set_key(key);
          entry->set_value(value);
        }
      }
      attribute(addNode(model, "Cast", {name.c_str()}, wide), "to")
          ->set_i(T::FLOAT);
      addNode(model, "Add", {before.c_str(), wide.c_str()}, "sum" + number);
    }
  addNode(model, "Identity", {("sum" + std::to_string(sums)).c_str()}, "y");
  return model;
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_IMPORT_ONNXSEEDS_H
