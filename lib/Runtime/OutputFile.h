// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// A file that appears under its name only when it is complete.
#ifndef TENFOLD_RUNTIME_OUTPUTFILE_H
#define TENFOLD_RUNTIME_OUTPUTFILE_H

#include "lib/Runtime/Error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace tenfold::runtime {

class OutputFile {
public:
  explicit OutputFile(std::string path) : path(std::move(path)) {}
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  Error open();
  Error write(std::span<const std::byte> bytes);
  Error padTo(uint64_t alignment);
  /// Renames into place; without it the destructor removes what was written.
  Error commit(bool sync);

  uint64_t position() const { return written; }

private:
  Error systemError(const char *action) const;

  std::string path;
  std::string temporary;
  int fd = -1;
  uint64_t written = 0;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_OUTPUTFILE_H
