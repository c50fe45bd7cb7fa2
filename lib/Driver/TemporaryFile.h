// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_TEMPORARYFILE_H
#define TENFOLD_LIB_DRIVER_TEMPORARYFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <string>

namespace tenfold {

/// A file in the system's folder for such, removed at the end of its life.
class TemporaryFile {
public:
  static llvm::Expected<TemporaryFile> create(llvm::StringRef suffix);
  TemporaryFile(TemporaryFile &&other) noexcept
      : name(std::exchange(other.name, "")) {}
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile();

  const std::string &path() const { return name; }

private:
  explicit TemporaryFile(std::string name) : name(std::move(name)) {}
  std::string name;
};

/// Writes a result: "-" is stdout, a device is written as it is, and a file
/// appears under its name only when it is complete.
llvm::Error writeResult(llvm::StringRef path, llvm::StringRef contents);

/// Lets `write` make a file at `path`; where nothing can be renamed to that, a
/// pipe or a device, at another path, and copies.
llvm::Error
writeFile(const std::string &path,
          llvm::function_ref<llvm::Error(const std::string &)> write);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_TEMPORARYFILE_H
