// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Owners of what the system lends: file descriptors and mapped pages.
#ifndef TENFOLD_RUNTIME_MEMORY_H
#define TENFOLD_RUNTIME_MEMORY_H

#include "lib/Runtime/Error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace tenfold::runtime {

class FileDescriptor {
public:
  explicit FileDescriptor(int fd = -1) : fd(fd) {}
  FileDescriptor(FileDescriptor &&other) noexcept
      : fd(std::exchange(other.fd, -1)) {}
  FileDescriptor &operator=(FileDescriptor &&other) noexcept {
    std::swap(fd, other.fd);
    return *this;
  }
  ~FileDescriptor();

  int get() const { return fd; }

private:
  int fd;
};

Expected<FileDescriptor> openForReading(const std::string &path);

/// Pages that begin at a multiple of 4096.
class Pages {
public:
  Pages() = default;
  Pages(Pages &&other) noexcept : range(std::exchange(other.range, {})) {}
  Pages &operator=(Pages &&other) noexcept {
    std::swap(range, other.range);
    return *this;
  }
  ~Pages() { reset(); }

  /// A whole file, read-only and shared with all who map it.
  static Expected<Pages> ofFile(const FileDescriptor &file,
                                const std::string &path);
  /// Zeros of our own.
  static Expected<Pages> zeros(uint64_t bytes);

  void reset();
  std::span<std::byte> bytes() const { return range; }

private:
  explicit Pages(std::span<std::byte> range) : range(range) {}
  std::span<std::byte> range;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_MEMORY_H
