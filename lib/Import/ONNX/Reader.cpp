//===- Reader.cpp - a stranger's ONNX file --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/ONNX/Reader.h"

#include "llvm/Support/Path.h"

#include "onnx.pb.h"

#include <google/protobuf/io/coded_stream.h>

using namespace llvm;

namespace tenfold::onnx {

/// Messages inside messages: graphs in nodes in graphs are five levels each.
static constexpr int kMaxDepth = 64;
static constexpr int64_t kOldestOpset = 1;
static constexpr int64_t kNewestOpset = 28;

File::File() = default;
File::File(File &&) = default;
File::~File() = default;

const ::onnx::GraphProto &File::graph() const { return model->graph(); }

int64_t File::opset(StringRef domain,
                    const ::onnx::FunctionProto *function) const {
  for (const auto &import :
       function ? function->opset_import() : model->opset_import())
    if (domain == import.domain() ||
        (domain.empty() && import.domain() == "ai.onnx"))
      return import.version();
  return 0;
}

const ::onnx::FunctionProto *
File::function(const ::onnx::NodeProto &call) const {
  for (const auto &function : model->functions())
    if (function.name() == call.op_type() &&
        function.domain() == call.domain() &&
        function.overload() == call.overload())
      return &function;
  return nullptr;
}

Error File::add(const ::onnx::GraphProto &in, const ::onnx::TensorProto &proto,
                StringRef name) {
  unsigned &count = copies[name];
  std::string own = name.str() + (count ? "." + std::to_string(count) : "");
  Expected<Tensor> tensor = readTensor(proto, own, backing);
  if (!tensor)
    return tensor.takeError();
  if (!indices[&in].try_emplace(name, entries.size()).second)
    return error("expected one tensor called {0}, got two", quoted(name));
  ++count;
  entries.push_back(std::move(*tensor));
  return Error::success();
}

Error File::addTensors(const ::onnx::GraphProto &in,
                       const ::onnx::NodeProto &node) {
  bool isConstant = node.op_type() == "Constant" && node.domain().empty() &&
                    node.output_size() == 1;
  for (const auto &attribute : node.attribute()) {
    if (isConstant && attribute.name() == "value" && attribute.has_t())
      if (Error failure = add(in, attribute.t(), node.output(0)))
        return failure;
    if (attribute.has_g())
      if (Error failure = addTensors(attribute.g()))
        return failure;
  }
  return Error::success();
}

Error File::addTensors(const ::onnx::GraphProto &in) {
  for (const auto &initializer : in.initializer())
    if (Error failure = add(in, initializer, initializer.name()))
      return failure;
  for (const auto &node : in.node())
    if (Error failure = addTensors(in, node))
      return failure;
  return Error::success();
}

Expected<File> File::parse(StringRef bytes, StringRef folder) {
  if (bytes.size() > INT32_MAX)
    return error("expected a model below 2 GiB, got {0} bytes; larger ones "
                 "have their tensors in files beside them",
                 bytes.size());
  File file;
  file.backing.folder = folder;
  file.model = std::make_unique<::onnx::ModelProto>();
  google::protobuf::io::CodedInputStream stream(bytes.bytes_begin(),
                                                int(bytes.size()));
  stream.SetRecursionLimit(kMaxDepth);
  if (!file.model->ParsePartialFromCodedStream(&stream) ||
      !stream.ConsumedEntireMessage())
    return error("expected an ONNX model, got damaged or foreign bytes");
  if (!file.model->has_graph())
    return error("expected an ONNX model with a graph, got none");
  int64_t version = file.opset("");
  bool isElsewhere = version == 0 && file.model->opset_import_size() > 0;
  if (!isElsewhere && (version < kOldestOpset || version > kNewestOpset))
    return error("expected operator set {0} to {1}, got {2}", kOldestOpset,
                 kNewestOpset, version);
  if (Error failure = file.addTensors(file.graph()))
    return failure;
  return file;
}

Expected<File> File::open(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (!buffer)
    return error("cannot read `{0}`: {1}", path, buffer.getError().message());
  StringRef folder = sys::path::parent_path(path);
  Expected<File> file =
      parse((*buffer)->getBuffer(), folder.empty() ? "." : folder);
  if (!file)
    return error("`{0}`: {1}", path, toString(file.takeError()));
  return file;
}

const Tensor *File::find(const ::onnx::GraphProto *in, StringRef name) const {
  auto graph = indices.find(in);
  if (graph == indices.end())
    return nullptr;
  auto found = graph->second.find(name);
  return found == graph->second.end() ? nullptr : &entries[found->second];
}

} // namespace tenfold::onnx
