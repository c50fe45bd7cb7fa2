// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Seeded damage to a model that stays a message: another operator, input,
/// attribute, shape or type. Such a mutant goes far deeper than one of bytes.
#ifndef TENFOLD_TEST_IMPORT_ONNXMUTATE_H
#define TENFOLD_TEST_IMPORT_ONNXMUTATE_H

#include "lib/Import/ONNX/Rules.h"

#include "onnx.pb.h"

#include <random>

namespace tenfold::test {

class ModelMutator {
public:
  explicit ModelMutator(std::mt19937_64 &random) : random(random) {}

  void mutate(::onnx::ModelProto &model) {
    std::vector<::onnx::GraphProto *> graphs{model.mutable_graph()};
    std::vector<Nodes *> bodies{model.mutable_graph()->mutable_node()};
    for (auto &function : *model.mutable_functions())
      bodies.push_back(function.mutable_node());
    for (size_t i = 0; i < graphs.size(); ++i)
      for (auto &node : *graphs[i]->mutable_node())
        for (auto &attribute : *node.mutable_attribute())
          if (attribute.has_g()) {
            graphs.push_back(attribute.mutable_g());
            bodies.push_back(attribute.mutable_g()->mutable_node());
          }
    if (below(8) == 0 && model.opset_import_size())
      model.mutable_opset_import(0)->set_version(1 + int64_t(below(28)));
    if (below(3) == 0)
      mutateGraph(*graphs[below(graphs.size())]);
    else if (Nodes &nodes = *bodies[below(bodies.size())]; !nodes.empty())
      mutateNode(nodes, nodes[int(below(nodes.size()))]);
  }

private:
  using Nodes = ::google::protobuf::RepeatedPtrField<::onnx::NodeProto>;

  uint64_t below(uint64_t limit) { return random() % limit; }

  int64_t number() {
    static constexpr int64_t kNumbers[] = {
        0,  1,   -1,      2,         -2,        3,         5,        7,
        64, 255, 1 << 16, 1ll << 31, 1ll << 47, INT64_MAX, INT64_MIN};
    return kNumbers[below(std::size(kNumbers))];
  }

  std::string anyName(const Nodes &nodes) {
    const ::onnx::NodeProto &node = nodes[int(below(nodes.size()))];
    if (below(2) && node.input_size())
      return node.input(int(below(node.input_size())));
    return node.output_size() ? node.output(int(below(node.output_size())))
                              : "";
  }

  std::string anyOperator() {
    static const auto all = tenfold::onnx::supportedOperators();
    return all[below(all.size())].str();
  }

  void mutateAttribute(::onnx::NodeProto &node) {
    static constexpr const char *kNames[] = {
        "axis",      "axes",       "to",          "perm",         "keepdims",
        "mode",      "pads",       "strides",     "dilations",    "group",
        "alpha",     "block_size", "blocksize",   "kernel_shape", "hidden_size",
        "direction", "equation",   "num_outputs", "largest",      "epsilon",
        "value_int", "value_ints"};
    bool isNew = node.attribute_size() == 0 || below(3) == 0;
    auto &attribute =
        isNew ? *node.add_attribute()
              : *node.mutable_attribute(int(below(node.attribute_size())));
    if (isNew)
      attribute.set_name(kNames[below(std::size(kNames))]);
    switch (below(4)) {
    case 0:
      attribute.set_i(number());
      break;
    case 1:
      attribute.add_ints(number());
      break;
    case 2:
      attribute.set_f(float(number()));
      break;
    default:
      attribute.set_s(below(2) ? "i j, j k -> i k" : "linear");
      break;
    }
  }

  void mutateNode(Nodes &nodes, ::onnx::NodeProto &node) {
    switch (below(8)) {
    case 0:
    case 1:
      node.set_op_type(anyOperator());
      break;
    case 2:
      if (node.input_size())
        node.set_input(int(below(node.input_size())), anyName(nodes));
      break;
    case 3:
      node.add_input(anyName(nodes));
      break;
    case 4:
      if (node.input_size())
        node.mutable_input()->RemoveLast();
      break;
    case 5:
      nodes.SwapElements(int(below(nodes.size())), int(below(nodes.size())));
      break;
    default:
      mutateAttribute(node);
      break;
    }
  }

  void mutateTensor(::onnx::TensorProto &tensor) {
    if (below(3) == 0)
      tensor.set_data_type(int32_t(below(30)));
    if (below(2) && tensor.dims_size())
      tensor.set_dims(int(below(tensor.dims_size())), number());
    else
      tensor.add_dims(number());
    if (below(2))
      tensor.set_raw_data(std::string(below(64), char(below(256))));
    if (tensor.external_data_size() && below(2))
      tensor.mutable_external_data(int(below(tensor.external_data_size())))
          ->set_value(std::to_string(number()));
  }

  void mutateGraph(::onnx::GraphProto &graph) {
    if (graph.initializer_size() && below(2))
      return mutateTensor(
          *graph.mutable_initializer(int(below(graph.initializer_size()))));
    if (graph.input_size() == 0)
      return;
    auto *type = graph.mutable_input(int(below(graph.input_size())))
                     ->mutable_type()
                     ->mutable_tensor_type();
    if (below(2))
      type->set_elem_type(int32_t(below(30)));
    auto *shape = type->mutable_shape();
    if (shape->dim_size() && below(2))
      shape->mutable_dim(int(below(shape->dim_size())))
          ->set_dim_value(number());
    else
      shape->add_dim()->set_dim_param("batch");
  }

  std::mt19937_64 &random;
};

} // namespace tenfold::test

#endif // TENFOLD_TEST_IMPORT_ONNXMUTATE_H
