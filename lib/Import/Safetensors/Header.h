// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_SAFETENSORS_HEADER_H
#define TENFOLD_IMPORT_SAFETENSORS_HEADER_H

#include "llvm/Support/Error.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

namespace tenfold::safetensors {

template <typename... Values>
llvm::Error error(const char *format, const Values &...values) {
  return llvm::createStringError(llvm::formatv(format, values...).str());
}

/// The header as JSON: shallow, with unique names, its numbers natural.
llvm::Expected<llvm::json::Object> parseHeader(llvm::StringRef text);

} // namespace tenfold::safetensors

#endif // TENFOLD_IMPORT_SAFETENSORS_HEADER_H
