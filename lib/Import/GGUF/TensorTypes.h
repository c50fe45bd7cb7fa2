// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_TENSORTYPES_H
#define TENFOLD_IMPORT_GGUF_TENSORTYPES_H

#include "dialects/Storage/Storage.h"

#include <string>

namespace tenfold::gguf {

/// As ggml spells the type, "Q4_0", or "type 99" for a number it does not have.
std::string tensorTypeName(uint32_t type);

/// Null for a type that this version does not read.
const storage::Format *storageOf(uint32_t type);

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_TENSORTYPES_H
