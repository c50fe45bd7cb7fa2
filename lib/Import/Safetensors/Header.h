// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_SAFETENSORS_HEADER_H
#define TENFOLD_IMPORT_SAFETENSORS_HEADER_H

#include "lib/Import/MappedFile.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace tenfold::safetensors {

using importer::error;

/// The header as JSON: shallow, with unique names, its numbers natural.
llvm::Expected<llvm::json::Object> parseHeader(llvm::StringRef text);

} // namespace tenfold::safetensors

#endif // TENFOLD_IMPORT_SAFETENSORS_HEADER_H
