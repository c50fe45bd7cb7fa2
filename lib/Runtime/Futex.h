// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Sleeping on a word, and spinning before it. `std::atomic::wait` spins for as
/// long as it likes.
#ifndef TENFOLD_RUNTIME_FUTEX_H
#define TENFOLD_RUNTIME_FUTEX_H

#include <atomic>
#include <chrono>
#include <climits>
#include <cstdint>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tenfold::runtime {

/// Sleeps while the word holds `value`; may return early.
inline void sleepWhile(std::atomic<uint32_t> &word, uint32_t value) {
  ::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0);
}

inline void wake(std::atomic<uint32_t> &word, int count) {
  ::syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

inline void wakeAll(std::atomic<uint32_t> &word) { wake(word, INT_MAX); }

inline void pauseCpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// A wait that is worth its power: longer than the gap between two kernels,
/// shorter than others would notice.
class Spin {
public:
  static constexpr std::chrono::microseconds kLimit{50};

  /// Pauses a moment; false when the time is over. The clock is asked now and
  /// then only, the caller's condition after every pause.
  bool again() {
    constexpr unsigned kPausesPerLook = 16;
    pauseCpu();
    if (++pauses % kPausesPerLook != 0)
      return true;
    auto now = std::chrono::steady_clock::now();
    if (pauses == kPausesPerLook)
      start = now;
    return now - start < kLimit;
  }

private:
  unsigned pauses = 0;
  std::chrono::steady_clock::time_point start;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_FUTEX_H
