//===- ModelFile.cpp - reading a model, whatever it is --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/ModelFile.h"

#include "lib/Driver/CommandLine.h"
#include "lib/Import/GGUF/Import.h"
#include "lib/Import/ONNX/Import.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace tenfold;

/// As much as tells one kind from another.
static constexpr uint64_t kHeadBytes = 4096;

static Error cannotRead(StringRef path, std::error_code error) {
  return userError("cannot read `" + path + "`: " + error.message());
}

static FileKind kindOf(StringRef head) {
  if (head.starts_with("\x7f"
                       "ELF"))
    return FileKind::Artifact;
  if (head.starts_with("GGUF"))
    return FileKind::GGUF;
  // Eight bytes of length, then JSON.
  if (head.size() > 8 && head[8] == '{' && head[7] == 0)
    return FileKind::Safetensors;
  // A protobuf whose first field is ir_version, number 1 of type varint, and
  // which is not text.
  if (head.starts_with("\x08") && any_of(head, [](char c) {
        return !isPrint(c) && !isSpace(c) && c != '\x08';
      }))
    return FileKind::ONNX;
  return FileKind::MLIR;
}

Expected<FileKind> tenfold::fileKind(StringRef path) {
  if (path == "-")
    return FileKind::MLIR;
  if (sys::fs::is_directory(path))
    return cannotRead(path, std::make_error_code(std::errc::is_a_directory));
  auto file = sys::fs::openNativeFileForRead(path);
  if (!file)
    return cannotRead(path, errorToErrorCode(file.takeError()));
  SmallVector<char, 0> head(kHeadBytes);
  Expected<size_t> count = sys::fs::readNativeFile(*file, head);
  std::error_code closed = sys::fs::closeFile(*file);
  if (!count)
    return cannotRead(path, errorToErrorCode(count.takeError()));
  if (closed)
    return cannotRead(path, closed);
  return kindOf(StringRef(head.data(), *count));
}

/// A file that has both a model and its weights.
template <typename File>
static Expected<ModelSource>
readWhole(StringRef path, Expected<std::string> (*import)(const File &)) {
  Expected<File> file = File::open(path);
  if (!file)
    return file.takeError();
  Expected<std::string> text = import(*file);
  if (!text)
    return userError(path + ": " + toString(text.takeError()));
  return ModelSource{path.str(), std::move(*text), path.str()};
}

Expected<ModelSource> tenfold::readModelFile(StringRef path) {
  Expected<FileKind> kind = fileKind(path);
  if (!kind)
    return kind.takeError();
  auto refuse = [&](const Twine &what) {
    return userError(path + ": expected an .mlir, .onnx or .gguf model, got " +
                     what);
  };
  switch (*kind) {
  case FileKind::ONNX:
    return readWhole(path, onnx::importModel);
  case FileKind::GGUF:
    return readWhole(path, gguf::importModel);
  case FileKind::Artifact:
    return refuse("a compiled artifact");
  case FileKind::Safetensors:
    return refuse("a safetensors file; it goes with --weights");
  case FileKind::MLIR:
    break;
  }
  auto buffer = MemoryBuffer::getFileOrSTDIN(path);
  if (!buffer)
    return cannotRead(path, buffer.getError());
  return ModelSource{path == "-" ? "<stdin>" : path.str(),
                     (*buffer)->getBuffer().str()};
}

Expected<bool> tenfold::hasIntegerWeights(StringRef path) {
  Expected<FileKind> kind = fileKind(path);
  if (!kind || *kind != FileKind::GGUF)
    return kind ? Expected<bool>(false) : kind.takeError();
  Expected<gguf::File> file = gguf::File::open(path);
  if (!file)
    return file.takeError();
  return any_of(file->tensors(), [](const gguf::Tensor &tensor) {
    return tensor.format && tensor.format->hasIntegers();
  });
}
