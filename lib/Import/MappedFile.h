// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// What readers of files share.
#ifndef TENFOLD_LIB_IMPORT_MAPPEDFILE_H
#define TENFOLD_LIB_IMPORT_MAPPEDFILE_H

#include "llvm/Support/Error.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tenfold::importer {

template <typename... Values>
llvm::Error error(const char *format, const Values &...values) {
  return llvm::createStringError(llvm::formatv(format, values...).str());
}

/// Maps the file and has `File::parse` read it; errors name the path.
template <typename File> llvm::Expected<File> open(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return error("cannot read `{0}`: {1}", path, buffer.getError().message());
  llvm::Expected<File> file = File::parse(std::move(*buffer));
  if (!file)
    return error("`{0}`: {1}", path, llvm::toString(file.takeError()));
  return file;
}

} // namespace tenfold::importer

#endif // TENFOLD_LIB_IMPORT_MAPPEDFILE_H
