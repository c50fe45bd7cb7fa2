//===- OpenTokenizer.cpp - the tokenizer of a file ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/OpenTokenizer.h"

#include "lib/Driver/CommandLine.h"
#include "lib/Import/GGUF/Tokenizer.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace tenfold;

namespace {

Expected<std::unique_ptr<MemoryBuffer>> openFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer =
      MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false,
                                   /*RequiresNullTerminator=*/false);
  if (!buffer)
    return userError("cannot read `" + path +
                     "`: " + buffer.getError().message());
  return std::move(*buffer);
}

Expected<Tokenizer> fromGGUF(std::unique_ptr<MemoryBuffer> buffer) {
  Expected<gguf::File> file = gguf::File::parse(std::move(buffer));
  if (!file)
    return file.takeError();
  Expected<std::optional<TokenizerDescription>> description =
      gguf::tokenizerDescription(*file);
  if (!description)
    return description.takeError();
  if (!*description)
    return userError("expected a tokenizer in the file, got none");
  return Tokenizer::fromDescription(**description);
}

} // namespace

Expected<std::string> tenfold::readText(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = openFile(path);
  if (!buffer)
    return buffer.takeError();
  return (*buffer)->getBuffer().str();
}

Expected<Tokenizer> tenfold::openTokenizer(StringRef path) {
  Expected<std::unique_ptr<MemoryBuffer>> buffer = openFile(path);
  if (!buffer)
    return buffer.takeError();
  StringRef text = (*buffer)->getBuffer();
  Expected<Tokenizer> tokenizer = text.starts_with("GGUF")
                                      ? fromGGUF(std::move(*buffer))
                                      : Tokenizer::fromJson(text);
  if (!tokenizer)
    return userError(path + ": " + toString(tokenizer.takeError()));
  return tokenizer;
}
