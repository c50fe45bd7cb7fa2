// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/Memory.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tenfold::runtime;

namespace {

Error cannot(const char *action, const std::string &path) {
  return makeError(TENFOLD_IO_ERROR, "cannot ", action, " `", path,
                   "`: ", std::strerror(errno));
}

} // namespace

FileDescriptor::~FileDescriptor() {
  if (fd >= 0)
    ::close(fd);
}

Expected<FileDescriptor>
tenfold::runtime::openForReading(const std::string &path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0)
    return cannot("open", path);
  return file;
}

Expected<Pages> Pages::ofFile(const FileDescriptor &file,
                              const std::string &path) {
  struct stat info;
  if (::fstat(file.get(), &info) != 0)
    return cannot("read", path);
  if (!S_ISREG(info.st_mode))
    return makeError(TENFOLD_IO_ERROR, "cannot read `", path,
                     "`: not a regular file");
  if (info.st_size == 0)
    return Pages();
  void *address =
      ::mmap(nullptr, info.st_size, PROT_READ, MAP_SHARED, file.get(), 0);
  if (address == MAP_FAILED)
    return cannot("map", path);
  return Pages(
      {static_cast<std::byte *>(address), static_cast<size_t>(info.st_size)});
}

Expected<Pages> Pages::zeros(uint64_t bytes) {
  if (bytes == 0)
    return Pages();
  void *address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED)
    return makeError(TENFOLD_OUT_OF_MEMORY, "cannot allocate ", bytes,
                     " bytes: ", std::strerror(errno));
  // Fewer misses of the address translation, where the system has large pages;
  // they lie within the mapping, so no more memory is taken.
  ::madvise(address, bytes, MADV_HUGEPAGE);
  return Pages({static_cast<std::byte *>(address), bytes});
}

void Pages::reset() {
  if (!range.empty())
    ::munmap(range.data(), range.size());
  range = {};
}
