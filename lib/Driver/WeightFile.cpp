//===- WeightFile.cpp - one view of the formats of weights ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/WeightFile.h"

#include "lib/Driver/ModelFile.h"
#include "lib/Import/GGUF/Import.h"
#include "lib/Import/ONNX/Reader.h"
#include "lib/Import/Safetensors/Safetensors.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;

static WeightTensor weightOf(const gguf::Tensor &tensor, mlir::MLIRContext &) {
  return {tensor.name.str(),
          to_vector<6>(tensor.shape),
          tensor.format ? tensor.format->name.str() : tensor.type,
          tensor.format,
          tensor.bytes,
          gguf::isAlternative(tensor.name)};
}

/// Its importer looks at every node, and takes small tensors itself.
static WeightTensor weightOf(const tenfold::onnx::Tensor &tensor,
                             mlir::MLIRContext &) {
  StringRef type = tensor.element->stored;
  return {tensor.name,         tensor.shape, type.str(),
          storage::find(type), tensor.bytes, /*isOptional=*/true};
}

static WeightTensor weightOf(const safetensors::Tensor &tensor,
                             mlir::MLIRContext &context) {
  std::string type;
  raw_string_ostream(type) << safetensors::elementType(tensor.dtype, &context);
  return {tensor.name, to_vector<6>(tensor.shape), type, storage::find(type),
          tensor.bytes};
}

void WeightFile::add(WeightTensor tensor) {
  indices[tensor.name] = entries.size();
  entries.push_back(std::move(tensor));
}

template <typename File> Expected<WeightFile> WeightFile::read(StringRef path) {
  Expected<File> file = File::open(path);
  if (!file)
    return file.takeError();
  WeightFile result;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  for (const auto &tensor : file->tensors())
    result.add(weightOf(tensor, context));
  result.owner = std::make_shared<File>(std::move(*file));
  return result;
}

Expected<WeightFile> WeightFile::open(StringRef path) {
  Expected<FileKind> kind = fileKind(path);
  if (!kind)
    return kind.takeError();
  switch (*kind) {
  case FileKind::GGUF:
    return read<gguf::File>(path);
  case FileKind::ONNX:
    return read<tenfold::onnx::File>(path);
  default:
    return read<safetensors::File>(path);
  }
}

const WeightTensor *WeightFile::find(StringRef name) const {
  auto found = indices.find(name);
  return found == indices.end() ? nullptr : &entries[found->second];
}
