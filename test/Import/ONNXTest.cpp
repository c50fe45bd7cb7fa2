// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/ONNX/Import.h"
#include "lib/Import/ONNX/Rules.h"
#include "test/Import/ONNXModel.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

#include <fstream>

using ::onnx::ModelProto;
using ::onnx::TensorProto;
using tenfold::onnx::File;
using namespace tenfold::test;

namespace {

/// Of a model whose only tensor `fill` completes.
std::string failure(int32_t type, std::initializer_list<int64_t> shape,
                    llvm::function_ref<void(TensorProto &)> fill) {
  ModelProto model = emptyModel();
  fill(*addTensor(model, "w", shape, type));
  auto file = File::parse(model.SerializeAsString(), ".");
  return file ? "parsed" : llvm::toString(file.takeError());
}

std::string importFailure(const ModelProto &model) {
  auto file = File::parse(model.SerializeAsString());
  if (!file)
    return llvm::toString(file.takeError());
  auto text = tenfold::onnx::importModel(*file);
  return text ? "imported" : llvm::toString(text.takeError());
}

TEST(ONNX, readsAllEncodings) {
  ModelProto model = emptyModel();
  addTensor(model, "raw", {2}, TensorProto::INT16)->set_raw_data("abcd");
  addTensor(model, "typed", {2}, TensorProto::FLOAT16)->add_int32_data(0x3c00);
  model.mutable_graph()->mutable_initializer(1)->add_int32_data(0xbc00);
  addTensor(model, "bool", {1}, TensorProto::BOOL)->add_int32_data(1);
  addTensor(model, "u32", {1}, TensorProto::UINT32)
      ->add_uint64_data(0x61626364);
  addTensor(model, "f64", {}, TensorProto::DOUBLE)->add_double_data(0.1);
  // -1.5 and 448; 1, -2, -1, -2, 1 of 2 bits each, the first in the low ones.
  addTensor(model, "f8", {2}, TensorProto::FLOAT8E4M3FN)
      ->set_raw_data("\xbc\x7e");
  addTensor(model, "i2", {5}, TensorProto::INT2)->add_int32_data(0xb9 - 0x100);
  model.mutable_graph()->mutable_initializer(6)->add_int32_data(1);
  File file = llvm::cantFail(File::parse(model.SerializeAsString()));
  auto find = [&](const char *name) { return file.find(&file.graph(), name); };
  EXPECT_EQ(find("f8")->bytes, llvm::StringRef("\0\xbe\0\x5f", 4));
  EXPECT_EQ(find("i2")->bytes, llvm::StringRef("\1\xfe\xff\xfe\1", 5));
  EXPECT_EQ(find("raw")->bytes, "abcd");
  EXPECT_EQ(find("typed")->bytes, llvm::StringRef("\0\x3c\0\xbc", 4));
  EXPECT_EQ(find("bool")->bytes, llvm::StringRef("\1", 1));
  EXPECT_EQ(find("u32")->bytes, "dcba");
  EXPECT_EQ(find("f64")->elements(), 1);
  EXPECT_EQ(find("none"), nullptr);
}

TEST(ONNX, refusesTensorsThatDoNotFit) {
  auto none = [](TensorProto &) {};
  EXPECT_EQ(failure(TensorProto::FLOAT, {2, 3}, none),
            "tensor `w`: expected 24 bytes for 2x3xf32, got 0");
  EXPECT_EQ(failure(TensorProto::FLOAT, {int64_t(1) << 40, 1 << 30}, none),
            "tensor `w`: expected a shape of extents from 0 and of less than "
            "2^63 bytes");
  EXPECT_EQ(failure(TensorProto::FLOAT, {-3}, none),
            "tensor `w`: expected a shape of extents from 0 and of less than "
            "2^63 bytes");
  EXPECT_EQ(failure(TensorProto::STRING, {}, none),
            "tensor `w`: elements of type STRING are not supported");
  EXPECT_EQ(failure(77, {}, none),
            "tensor `w`: expected a known element type, got number 77");
}

/// With external data in `location`.
std::string externalFailure(const std::string &location,
                            const std::string &offset = "0") {
  return failure(TensorProto::FLOAT, {3}, [&](TensorProto &tensor) {
    tensor.set_data_location(TensorProto::EXTERNAL);
    for (auto [key, value] :
         {std::pair("location", location), std::pair("offset", offset)}) {
      auto *entry = tensor.add_external_data();
      entry->set_key(key);
      entry->set_value(value);
    }
  });
}

TEST(ONNX, keepsExternalDataBelowTheModel) {
  for (const char *location :
       {"/etc/passwd", "../secret", "a/../../secret", ""})
    EXPECT_EQ(externalFailure(location),
              "tensor `w`: expected external data in a file below the model's "
              "folder, got `" +
                  std::string(location) + "`");
  EXPECT_EQ(externalFailure("no-such-file"),
            "tensor `w`: cannot read `./no-such-file`: No such file or "
            "directory");
  EXPECT_EQ(externalFailure("no-such-file", "many"),
            "tensor `w`: expected `offset` to be a number, got `many`");
}

TEST(ONNX, readsExternalData) {
  std::string name = "onnx-external.bin";
  std::ofstream(name, std::ios::binary) << "0123abcdefghijkl";
  EXPECT_EQ(externalFailure(name, "4"), "parsed");
  EXPECT_EQ(
      externalFailure(name, "5"),
      "tensor `w`: expected 12 bytes at offset 5, got a file of 16 bytes");
  std::remove(name.c_str());
}

TEST(ONNX, refusesWhatIsNoModel) {
  auto of = [](llvm::StringRef bytes) {
    return llvm::toString(File::parse(bytes).takeError());
  };
  EXPECT_EQ(of("\xff\xff\xff"),
            "expected an ONNX model, got damaged or foreign bytes");
  EXPECT_EQ(of("\x08\x07"), "expected an ONNX model with a graph, got none");
  EXPECT_EQ(of(emptyModel(29).SerializeAsString()),
            "expected operator set 1 to 28, got 29");
  ModelProto model = emptyModel();
  ::onnx::GraphProto *graph = model.mutable_graph();
  for (int depth = 0; depth < 40; ++depth)
    graph = graph->add_node()->add_attribute()->mutable_g();
  EXPECT_EQ(of(model.SerializeAsString()),
            "expected an ONNX model, got damaged or foreign bytes");
}

TEST(ONNX, importsSymbolicShapes) {
  auto file = File::parse(sampleModel().SerializeAsString());
  ASSERT_TRUE(bool(file));
  std::string text = llvm::cantFail(tenfold::onnx::importModel(*file));
  EXPECT_NE(text.find("nn.param \"w\" [1, 23]"), std::string::npos) << text;
  EXPECT_NE(text.find("nn.dims = [\"batch\", \"seq\"], nn.name = \"y\""),
            std::string::npos)
      << text;
}

TEST(ONNX, namesNodeOperatorAndVersion) {
  ModelProto model = sampleModel();
  ::onnx::NodeProto *relu = model.mutable_graph()->mutable_node(7);
  relu->set_op_type("Frobnicate");
  EXPECT_EQ(importFailure(model),
            "node `y`, `Frobnicate` of operator set 20: this operator is not "
            "supported");
  relu->set_op_type("Relu");
  relu->set_name("end\n");
  relu->add_attribute()->set_name("slope");
  EXPECT_EQ(importFailure(model), "node `end\\0A`, `Relu` of operator set 20: "
                                  "attribute `slope` is not supported");
  relu->clear_attribute();
  relu->add_input("x");
  EXPECT_EQ(importFailure(model), "node `end\\0A`, `Relu` of operator set 20: "
                                  "input 1 (`x`) is not supported");
  relu->mutable_input()->RemoveLast();
  relu->set_input(0, "nowhere");
  EXPECT_EQ(importFailure(model),
            "node `end\\0A`, `Relu` of operator set 20: expected `nowhere` to "
            "be defined before its use");
}

/// docs/onnx.md lists every operator that has a rule, and no other.
TEST(ONNX, documentsItsOperators) {
  std::ifstream page(TENFOLD_ONNX_PAGE);
  std::string text(std::istreambuf_iterator<char>(page), {});
  auto [before, table] = llvm::StringRef(text).split("## Operators");
  llvm::SmallVector<llvm::StringRef> words;
  for (llvm::StringRef rest = table; rest.contains('`');) {
    auto [word, after] = rest.split('`').second.split('`');
    words.push_back(word);
    rest = after;
  }
  llvm::sort(words);
  std::vector<llvm::StringRef> supported = tenfold::onnx::supportedOperators();
  EXPECT_EQ(llvm::join(words, " "), llvm::join(supported, " "));
}

} // namespace
