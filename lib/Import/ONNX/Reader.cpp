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
static constexpr int64_t kOldestOpset = 7;
static constexpr int64_t kNewestOpset = 28;

File::File() = default;
File::File(File &&) = default;
File::~File() = default;

const ::onnx::GraphProto &File::graph() const { return model->graph(); }

int64_t File::opset(StringRef domain) const {
  for (const auto &import : model->opset_import())
    if (domain == import.domain() ||
        (domain.empty() && import.domain() == "ai.onnx"))
      return import.version();
  return 0;
}

Error File::add(const ::onnx::TensorProto &proto, StringRef name) {
  Expected<Tensor> tensor = readTensor(proto, name, backing);
  if (!tensor)
    return tensor.takeError();
  if (!indices.try_emplace(name, entries.size()).second)
    return error("expected one tensor called {0}, got two", quoted(name));
  entries.push_back(std::move(*tensor));
  return Error::success();
}

Error File::addTensors() {
  for (const auto &initializer : graph().initializer())
    if (Error failure = add(initializer, initializer.name()))
      return failure;
  for (const auto &node : graph().node())
    if (node.op_type() == "Constant" && node.domain().empty() &&
        node.output_size() == 1)
      for (const auto &attribute : node.attribute())
        if (attribute.name() == "value" && attribute.has_t())
          if (Error failure = add(attribute.t(), node.output(0)))
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
  if (version < kOldestOpset || version > kNewestOpset)
    return error("expected operator set {0} to {1}, got {2}", kOldestOpset,
                 kNewestOpset, version);
  if (Error failure = file.addTensors())
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

const Tensor *File::find(StringRef name) const {
  auto found = indices.find(name);
  return found == indices.end() ? nullptr : &entries[found->second];
}

} // namespace tenfold::onnx
