// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// Random numbers without a state: number i of a stream is a hash of its key
/// and i.
#ifndef TENFOLD_DATA_SPLITMIX_H
#define TENFOLD_DATA_SPLITMIX_H

#include <cstdint>

namespace tenfold::data {

/// The finaliser of SplitMix64 (Steele, Lea, Flood, 2014).
inline uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

/// In (0, 1), of 53 bits.
inline double unit(uint64_t bits) { return ((bits >> 11) + 0.5) * 0x1p-53; }

} // namespace tenfold::data

#endif // TENFOLD_DATA_SPLITMIX_H
