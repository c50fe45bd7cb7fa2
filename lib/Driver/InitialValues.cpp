//===- InitialValues.cpp - what parameters start from ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counter-based: element i of a parameter is a hash of (path, seed, i), so that
// a value depends neither on the order of parameters nor on what else is drawn.
// Without an initialiser a float parameter is uniform in +-1/sqrt(fan in), its
// last extent being the fan in.

#include "lib/Data/SplitMix.h"
#include "lib/Driver/CommandLine.h"
#include "lib/Driver/Weights.h"

#include "llvm/Support/xxhash.h"

#include <cmath>
#include <numbers>

using namespace llvm;
using namespace tenfold;

using data::mix, data::unit;

namespace {

using Draw = std::function<double(uint64_t)>;

Expected<Draw> drawOf(const Parameter &parameter, uint64_t key) {
  auto uniform = [key](double bound) {
    return [=](uint64_t i) { return (2 * unit(mix(key + i)) - 1) * bound; };
  };
  double fanIn = std::max<int64_t>(
      parameter.shape.empty() ? 1 : parameter.shape.back(), 1);
  StringRef init = parameter.init;
  if (init.empty() || init == "kaiming")
    return uniform(1 / std::sqrt(fanIn));
  if (init == "zeros")
    return [](uint64_t) { return 0.0; };
  if (init == "ones")
    return [](uint64_t) { return 1.0; };
  if (init == "normal") // of standard deviation 0.02 (Box, Muller, 1958)
    return [key](uint64_t i) {
      double radius = std::sqrt(-2 * std::log(unit(mix(key + 2 * i))));
      double angle = 2 * std::numbers::pi * unit(mix(key + 2 * i + 1));
      return 0.02 * radius * std::cos(angle);
    };
  return userError("expected the initialiser of `" + parameter.path +
                   "` to be zeros, ones, normal or kaiming, got @" + init);
}

template <typename T>
std::vector<char> valuesOf(int64_t elements, const Draw &draw) {
  std::vector<char> bytes(elements * sizeof(T));
  for (int64_t i = 0; i < elements; ++i) {
    T value = static_cast<T>(draw(i));
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}

} // namespace

Expected<std::vector<char>> tenfold::initialValue(const Parameter &parameter,
                                                  uint64_t seed) {
  Expected<Draw> draw =
      drawOf(parameter, mix(seed) ^ xxh3_64bits(parameter.path));
  if (!draw)
    return draw.takeError();
  int64_t elements = parameter.elements();
  if (parameter.dtype == "f32")
    return valuesOf<float>(elements, *draw);
  if (parameter.dtype == "f64")
    return valuesOf<double>(elements, *draw);
  return userError("expected --weights: parameter `" + parameter.path +
                   "` is " + parameter.type() + ", which has no initialiser");
}
