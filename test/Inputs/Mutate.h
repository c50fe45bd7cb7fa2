// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Seeded damage to a file's bytes, for fuzz tests that repeat.
#ifndef TENFOLD_TEST_INPUTS_MUTATE_H
#define TENFOLD_TEST_INPUTS_MUTATE_H

#include <algorithm>
#include <random>
#include <string>

namespace tenfold::test {

/// One to four of: flip a bit, write an extreme byte, write a structural
/// character, cut the end, drop, repeat or swap a stretch.
inline std::string mutate(std::string bytes, std::mt19937_64 &random) {
  static constexpr char kExtremes[] = {'\0', '\x01', '\x7f', '\x80', '\xff'};
  static constexpr std::string_view kStructure =
      "{}[]()\":,.-0123456789'\\eTF<>|\n";
  auto below = [&](size_t limit) { return limit == 0 ? 0 : random() % limit; };
  for (size_t step = 1 + below(4); step > 0 && !bytes.empty(); --step) {
    // Headers come first and hold the lengths: half of the damage goes to the
    // first 64 bytes.
    size_t at =
        below(below(2) ? bytes.size() : std::min<size_t>(bytes.size(), 64));
    size_t length = std::min<size_t>(1 + below(16), bytes.size() - at);
    switch (below(7)) {
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
    default:
      std::swap(bytes[at], bytes[below(bytes.size())]);
      break;
    }
  }
  return bytes;
}

} // namespace tenfold::test

#endif // TENFOLD_TEST_INPUTS_MUTATE_H
