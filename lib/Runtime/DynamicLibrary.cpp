// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The loader returns a library that it has under the same name without looking
/// at the file, so loading by path would give the old code where a new artifact
/// was renamed over one in use. We load through /proc/self/fd instead: that is
/// the file that was checked, and a name that is ours while the descriptor is
/// open. One case remains: a library that two artifacts share may outlive the
/// descriptor it is named after; then another number is taken.
#include "lib/Runtime/DynamicLibrary.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <mutex>
#include <string_view>

using namespace tenfold::runtime;

namespace {

std::string nameOf(const FileDescriptor &descriptor) {
  return concat("/proc/self/fd/", descriptor.get());
}

/// Whether the loader knows a library of this very name, which then is another
/// file than ours.
bool isNameTaken(const std::string &name) {
  void *other = ::dlopen(name.c_str(), RTLD_NOLOAD | RTLD_LOCAL | RTLD_NOW);
  if (!other)
    return false;
  struct link_map *map = nullptr;
  bool taken =
      ::dlinfo(other, RTLD_DI_LINKMAP, static_cast<void *>(&map)) == 0 &&
      name == map->l_name;
  ::dlclose(other);
  return taken;
}

} // namespace

Expected<void *> tenfold::runtime::openLibrary(FileDescriptor &descriptor,
                                               const std::string &path) {
  static std::mutex loading;
  std::lock_guard lock(loading);
  while (isNameTaken(nameOf(descriptor))) {
    FileDescriptor next(
        ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, descriptor.get() + 1));
    if (next.get() < 0)
      return makeError(TENFOLD_IO_ERROR, "cannot load `", path,
                       "`: no file descriptor is left");
    descriptor = std::move(next);
  }
  void *library = ::dlopen(nameOf(descriptor).c_str(), RTLD_LOCAL | RTLD_NOW);
  if (!library) {
    const char *why = ::dlerror();
    return makeError(TENFOLD_IO_ERROR, "cannot load the code of `", path,
                     "`: ", why ? why : "unknown error");
  }
  return library;
}
