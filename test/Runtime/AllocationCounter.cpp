// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "test/Runtime/AllocationCounter.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

std::atomic<int> tenfold::test::allocations{0};

using tenfold::test::allocations;

void *operator new(size_t bytes) {
  ++allocations;
  if (void *memory = std::malloc(bytes))
    return memory;
  throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, size_t) noexcept { std::free(memory); }

extern "C" void *__real_mmap(void *, size_t, int, int, int, off_t);
extern "C" void *__wrap_mmap(void *address, size_t bytes, int protection,
                             int flags, int file, off_t offset) {
  ++allocations;
  return __real_mmap(address, bytes, protection, flags, file, offset);
}
