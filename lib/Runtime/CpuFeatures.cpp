// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lib/Runtime/CpuFeatures.h"

#include <optional>
#include <string_view>

using namespace tenfold::runtime;

namespace {

struct Feature {
  std::string_view name;
  bool present;
};

/// Nothing when the name is not known. `__builtin_cpu_supports` also asks
/// whether the system saves the registers.
std::optional<bool> hasFeature(std::string_view name) {
#if defined(__x86_64__)
#define FEATURE(name)                                                          \
  Feature { name, bool(__builtin_cpu_supports(name)) }
  static const Feature features[] = {
      FEATURE("sse3"),
      FEATURE("ssse3"),
      FEATURE("sse4.1"),
      FEATURE("sse4.2"),
      FEATURE("popcnt"),
      FEATURE("avx"),
      FEATURE("avx2"),
      FEATURE("fma"),
      FEATURE("f16c"),
      FEATURE("bmi"),
      FEATURE("bmi2"),
      FEATURE("lzcnt"),
      FEATURE("movbe"),
      FEATURE("avx512f"),
      FEATURE("avx512cd"),
      FEATURE("avx512bw"),
      FEATURE("avx512dq"),
      FEATURE("avx512vl"),
      FEATURE("avx512vnni"),
      FEATURE("avx512bf16"),
      FEATURE("avx512vbmi"),
      FEATURE("avx512vbmi2"),
      FEATURE("avx512bitalg"),
      FEATURE("avx512ifma"),
      FEATURE("avx512fp16"),
      FEATURE("avxvnni"),
      FEATURE("avx512vpopcntdq"),
      FEATURE("gfni"),
      FEATURE("vpclmulqdq"),
      FEATURE("vaes"),
      FEATURE("amx-tile"),
      FEATURE("amx-int8"),
      FEATURE("amx-bf16"),
  };
#undef FEATURE
  for (const Feature &feature : features)
    if (feature.name == name)
      return feature.present;
#endif
  return std::nullopt;
}

} // namespace

Error tenfold::runtime::checkCpuFeatures(
    const std::vector<std::string> &required) {
  for (const std::string &name : required) {
    std::optional<bool> present = hasFeature(name);
    if (!present)
      return makeError(TENFOLD_UNSUPPORTED, "artifact needs the CPU feature `",
                       name, "`, which this runtime does not know");
    if (!*present)
      return makeError(TENFOLD_UNSUPPORTED, "artifact needs the CPU feature `",
                       name, "`, which this CPU lacks");
  }
  return success();
}
