// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// A small graph with most kinds of content, for the tests of the reader.
#ifndef TENFOLD_TEST_IMPORT_ONNXMODEL_H
#define TENFOLD_TEST_IMPORT_ONNXMODEL_H

#include "onnx.pb.h"

#include <string>

namespace tenfold::test {

inline ::onnx::ModelProto emptyModel(int64_t opset = 20) {
  ::onnx::ModelProto model;
  model.set_ir_version(9);
  model.add_opset_import()->set_version(opset);
  model.mutable_graph()->set_name("sample");
  return model;
}

inline void describe(::onnx::ValueInfoProto *info, const std::string &name,
                     std::initializer_list<const char *> dims) {
  info->set_name(name);
  auto *type = info->mutable_type()->mutable_tensor_type();
  type->set_elem_type(::onnx::TensorProto::FLOAT);
  type->mutable_shape();
  for (const char *dim : dims)
    type->mutable_shape()->add_dim()->set_dim_param(dim);
}

inline ::onnx::NodeProto *addNode(::onnx::ModelProto &model,
                                  const std::string &op,
                                  std::initializer_list<const char *> inputs,
                                  const std::string &output) {
  ::onnx::NodeProto *node = model.mutable_graph()->add_node();
  node->set_op_type(op);
  for (const char *input : inputs)
    node->add_input(input);
  node->add_output(output);
  return node;
}

inline ::onnx::TensorProto *addTensor(::onnx::ModelProto &model,
                                      const std::string &name,
                                      std::initializer_list<int64_t> shape,
                                      int32_t type) {
  ::onnx::TensorProto *tensor = model.mutable_graph()->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(type);
  for (int64_t extent : shape)
    tensor->add_dims(extent);
  return tensor;
}

/// A weight, a constant, shape arithmetic, and a few families of operators.
inline ::onnx::ModelProto sampleModel() {
  ::onnx::ModelProto model = emptyModel();
  describe(model.mutable_graph()->add_input(), "x", {"batch", "seq"});
  describe(model.mutable_graph()->add_output(), "y", {"batch", "seq"});
  ::onnx::TensorProto *weight =
      addTensor(model, "w", {1, 23}, ::onnx::TensorProto::FLOAT);
  for (int i = 0; i < 23; ++i)
    weight->add_float_data(float(i) / 7);
  addTensor(model, "last", {1}, ::onnx::TensorProto::INT64)->add_int64_data(-1);
  addTensor(model, "axis", {1}, ::onnx::TensorProto::INT64)
      ->set_raw_data(std::string(8, '\2').replace(1, 7, 7, '\0'));
  addNode(model, "Shape", {"x"}, "shape");
  addNode(model, "Unsqueeze", {"x", "axis"}, "column");
  addNode(model, "MatMul", {"column", "w"}, "product");
  addNode(model, "Softmax", {"product"}, "soft");
  addNode(model, "ReduceSum", {"soft", "axis"}, "sum");
  addNode(model, "Concat", {"shape", "last"}, "wanted")
      ->add_attribute()
      ->set_name("axis");
  model.mutable_graph()->mutable_node(5)->mutable_attribute(0)->set_i(0);
  addNode(model, "Reshape", {"sum", "shape"}, "flat");
  addNode(model, "Relu", {"flat"}, "y");
  return model;
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_IMPORT_ONNXMODEL_H
