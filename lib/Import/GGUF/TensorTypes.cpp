// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Import/GGUF/TensorTypes.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace tenfold::gguf {

/// By the number that files have; empty where ggml has retired it.
static constexpr StringLiteral kNames[] = {
    "F32",   "F16",   "Q4_0",    "Q4_1",   "",        "",      "Q5_0",
    "Q5_1",  "Q8_0",  "Q8_1",    "Q2_K",   "Q3_K",    "Q4_K",  "Q5_K",
    "Q6_K",  "Q8_K",  "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL",
    "IQ3_S", "IQ2_S", "IQ4_XS",  "I8",     "I16",     "I32",   "I64",
    "F64",   "IQ1_M", "BF16",    "",       "",        "",      "TQ1_0",
    "TQ2_0", "",      "",        "",       "MXFP4",   "NVFP4", "Q1_0"};

std::string tensorTypeName(uint32_t type) {
  if (type < std::size(kNames) && !kNames[type].empty())
    return kNames[type].str();
  return "type " + std::to_string(type);
}

const storage::Format *storageOf(uint32_t type) {
  return storage::find(StringRef(tensorTypeName(type)).lower());
}

} // namespace tenfold::gguf
