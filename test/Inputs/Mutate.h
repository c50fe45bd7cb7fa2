// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Seeded damage to a file's bytes, for fuzz tests that repeat.
#ifndef TENFOLD_TEST_INPUTS_MUTATE_H
#define TENFOLD_TEST_INPUTS_MUTATE_H

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>

namespace tenfold::test {

/// One to four of: flip a bit, write an extreme byte or number, write a
/// structural character, cut the end, drop, repeat or swap a stretch.
inline std::string mutate(std::string bytes, std::mt19937_64 &random) {
  static constexpr char kExtremes[] = {'\0', '\x01', '\x7f', '\x80', '\xff'};
  static constexpr std::string_view kStructure =
      "{}[]()\":,.-0123456789'\\eTF<>|\n";
  static constexpr int64_t kNumbers[] = {
      0,       1,         -1,        13,        64,       255,
      1 << 16, 1ll << 31, 1ll << 47, INT64_MAX, INT64_MIN};
  auto below = [&](size_t limit) { return limit == 0 ? 0 : random() % limit; };
  for (size_t step = 1 + below(4); step > 0 && !bytes.empty(); --step) {
    // Headers come first and hold the lengths: half of the damage goes to the
    // first 64 bytes.
    size_t at =
        below(below(2) ? bytes.size() : std::min<size_t>(bytes.size(), 64));
    size_t length = std::min<size_t>(1 + below(16), bytes.size() - at);
    switch (below(8)) {
    case 0:
      bytes[at] ^= static_cast<char>(1 << below(8));
      break;
    case 1:
      bytes[at] = kExtremes[below(std::size(kExtremes))];
      break;
    case 2:
      bytes[at] = kStructure[below(kStructure.size())];
      break;
    case 3:
      bytes.resize(at);
      break;
    case 4:
      bytes.erase(at, length);
      break;
    case 5:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 6:
      std::memcpy(&bytes[at], &kNumbers[below(std::size(kNumbers))],
                  std::min(size_t(1) << below(4), bytes.size() - at));
      break;
    default:
      std::swap(bytes[at], bytes[below(bytes.size())]);
      break;
    }
  }
  return bytes;
}

/// The process ends with a signal or for lack of memory when it takes more than
/// 1 GiB, or longer than 10 s before the next `restart`.
class Watchdog {
public:
  Watchdog() {
    ::getrlimit(RLIMIT_DATA, &before);
    rlimit limit{kBytes, before.rlim_max};
    if (!kIsSanitized)
      ::setrlimit(RLIMIT_DATA, &limit);
  }
  ~Watchdog() {
    ::setrlimit(RLIMIT_DATA, &before);
    ::alarm(0);
  }
  void restart() { ::alarm(kSeconds); }

private:
  static constexpr rlim_t kBytes = rlim_t(1) << 30;
  static constexpr unsigned kSeconds = 10;
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  static constexpr bool kIsSanitized = true; // it maps far more for itself
#else
  static constexpr bool kIsSanitized = false;
#endif
  rlimit before;
};

} // namespace tenfold::test

#endif // TENFOLD_TEST_INPUTS_MUTATE_H
