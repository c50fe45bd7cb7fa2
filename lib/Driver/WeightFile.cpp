//===- WeightFile.cpp - one view of the formats of weights ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/WeightFile.h"

#include "lib/Driver/ModelFile.h"
#include "lib/Import/GGUF/Reader.h"
#include "lib/Import/Safetensors/Safetensors.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;

void WeightFile::add(WeightTensor tensor) {
  indices[tensor.name] = entries.size();
  entries.push_back(std::move(tensor));
}

Expected<WeightFile> WeightFile::open(StringRef path) {
  Expected<FileKind> kind = fileKind(path);
  if (!kind)
    return kind.takeError();
  WeightFile result;
  if (*kind == FileKind::GGUF) {
    Expected<gguf::File> file = gguf::File::open(path);
    if (!file)
      return file.takeError();
    for (const gguf::Tensor &tensor : file->tensors())
      result.add({tensor.name.str(), to_vector<6>(tensor.shape),
                  tensor.format ? tensor.format->name.str() : tensor.type,
                  tensor.format, tensor.bytes});
    result.mapped = std::make_shared<gguf::File>(std::move(*file));
    return result;
  }
  Expected<safetensors::File> file = safetensors::File::open(path);
  if (!file)
    return file.takeError();
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  for (const safetensors::Tensor &tensor : file->tensors()) {
    std::string type;
    raw_string_ostream(type)
        << safetensors::elementType(tensor.dtype, &context);
    result.add({tensor.name, to_vector<6>(tensor.shape), type,
                storage::find(type), tensor.bytes});
  }
  result.mapped = std::make_shared<safetensors::File>(std::move(*file));
  return result;
}

const WeightTensor *WeightFile::find(StringRef name) const {
  auto found = indices.find(name);
  return found == indices.end() ? nullptr : &entries[found->second];
}
