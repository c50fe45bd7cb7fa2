// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TEST_RUNTIME_ALLOCATIONCOUNTER_H
#define TENFOLD_TEST_RUNTIME_ALLOCATIONCOUNTER_H

#include <atomic>

namespace tenfold::test {

/// How often operator new was called and pages were mapped by code linked with
/// `--wrap=mmap`.
extern std::atomic<int> allocations;

} // namespace tenfold::test

#endif // TENFOLD_TEST_RUNTIME_ALLOCATIONCOUNTER_H
