//===- ReleaseCode.cpp - the compiler's pages, given back -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/ReleaseCode.h"

#include <cstdint>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

/// Segments that cannot be written to are as in their file. Only whole pages
/// of them are given back: a neighbour may share the first or the last.
static int releaseObject(dl_phdr_info *object, size_t, void *) {
  uintptr_t page = sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const auto &segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W))
      continue;
    uintptr_t begin = object->dlpi_addr + segment.p_vaddr,
              end = (begin + segment.p_memsz) / page * page;
    begin = (begin + page - 1) / page * page;
    if (begin < end)
      madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

void tenfold::releaseCode() { dl_iterate_phdr(releaseObject, nullptr); }
