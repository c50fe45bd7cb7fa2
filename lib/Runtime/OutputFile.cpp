// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/OutputFile.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

using namespace tenfold::runtime;

namespace {

/// A name that no other writer uses, in this process or another.
std::string temporaryName(const std::string &path) {
  static std::atomic<unsigned> counter{0};
  return concat(path, ".", ::getpid(), "-", counter++, ".tmp");
}

} // namespace

Error OutputFile::systemError(const char *action) const {
  return makeError(TENFOLD_IO_ERROR, "cannot ", action, " `", path,
                   "`: ", std::strerror(errno));
}

OutputFile::~OutputFile() {
  if (fd < 0)
    return;
  ::close(fd);
  ::unlink(temporary.c_str());
}

Error OutputFile::open() {
  temporary = temporaryName(path);
  fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  return fd < 0 ? systemError("create") : success();
}

Error OutputFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError("write");
    written += count;
    bytes = bytes.subspan(count);
  }
  return success();
}

Error OutputFile::padTo(uint64_t alignment) {
  static constexpr std::array<std::byte, 4096> kZeros{};
  uint64_t missing = (alignment - written % alignment) % alignment;
  return write(std::span(kZeros).first(missing));
}

Error OutputFile::commit(bool sync) {
  if (sync && ::fsync(fd) != 0)
    return systemError("write");
  // Some file systems report a full disk only here.
  int closed = ::close(fd);
  fd = -1;
  if (closed == 0 && ::rename(temporary.c_str(), path.c_str()) == 0)
    return success();
  Error error = systemError("write");
  ::unlink(temporary.c_str());
  return error;
}
