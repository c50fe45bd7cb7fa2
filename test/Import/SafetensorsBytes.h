// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Safetensors files made in memory.
#ifndef TENFOLD_TEST_IMPORT_SAFETENSORSBYTES_H
#define TENFOLD_TEST_IMPORT_SAFETENSORSBYTES_H

#include "lib/Import/Safetensors/Safetensors.h"

#include "llvm/Support/Endian.h"

#include <string>

namespace tenfold::test {

inline std::string withLength(llvm::StringRef header, llvm::StringRef data) {
  std::string bytes(8, '\0');
  llvm::support::endian::write64le(bytes.data(), header.size());
  return (bytes + header + data).str();
}

/// Three tensors, one of them empty, and metadata.
inline std::string sampleFile() {
  return withLength(
      R"({"__metadata__":{"format":"pt","by":"hand"},"ids":{"dtype":"I64","shape":[1,5],"data_offsets":[0,40]},)"
      R"("none":{"dtype":"F16","shape":[0,3],"data_offsets":[40,40]},)"
      R"("weight":{"dtype":"F32","shape":[3,7],"data_offsets":[40,124]}})",
      std::string(124, 'w'));
}

/// `bytes` must outlive the file.
inline llvm::Expected<safetensors::File> parseBytes(llvm::StringRef bytes) {
  return safetensors::File::parse(llvm::MemoryBuffer::getMemBuffer(
      bytes, "bytes", /*RequiresNullTerminator=*/false));
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_IMPORT_SAFETENSORSBYTES_H
