//===- CPUTarget.cpp - what the code generator knows about a CPU ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Target/CPU/CPUTarget.h"

#include "dialects/Program/Program.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/X86TargetParser.h"

#include <algorithm>
#include <unistd.h>

using namespace mlir;
using namespace tenfold;

constexpr llvm::StringLiteral kDefaultCPU = "x86-64-v3";

/// Above it a size of a cache is a mistake.
constexpr int64_t kMostCacheKiB = 1024 * 1024;

static llvm::StringMap<bool> featuresOf(StringRef cpu) {
  SmallVector<StringRef> names;
  llvm::X86::getFeaturesForCPU(cpu, names);
  llvm::StringMap<bool> features;
  for (StringRef name : names)
    features[name] = true;
  return features;
}

/// Bytes of L2 that belong to one core: vendors' optimisation manuals; small where the name says nothing.
static int64_t l2BytesOf(StringRef cpu) {
  return llvm::StringSwitch<int64_t>(cpu)
      .Cases({"skylake-avx512", "cascadelake", "cooperlake"}, 1024 * 1024)
      .Cases({"icelake-server", "znver4", "znver5"}, 1024 * 1024)
      .Cases({"sapphirerapids", "emeraldrapids", "graniterapids"}, 2048 * 1024)
      .Default(512 * 1024);
}

MicroKernelShape CPUTarget::microKernel() const {
  // 24 accumulators, 3 vectors of B and one broadcast of A: of the blocks that fit in 32 registers the one with the
  // fewest loads for each fma that leaves a power of two of rows.
  if (vectorRegisters >= 32)
    return {/*rows=*/8, /*vectors=*/3, /*unroll=*/4};
  // 12 accumulators, 2 vectors of B and one broadcast of A, in 16 registers.
  return {/*rows=*/6, /*vectors=*/2, /*unroll=*/4};
}

int64_t CPUTarget::kBlock() const {
  int64_t bytesPerStep = panelColumns() * 4;
  return std::clamp<int64_t>(l2Bytes / 4 / bytesPerStep, 1024, 2048);
}

FailureOr<CPUTarget> CPUTarget::parse(StringRef spec, std::string &error) {
  auto [cpu, rest] = spec.split(',');
  if (llvm::X86::parseArchX86(cpu, /*Only64Bit=*/true) == llvm::X86::CK_None) {
    error = ("expected the LLVM name of an x86-64 CPU, got '" + cpu + "'").str();
    return failure();
  }
  llvm::StringMap<bool> features = featuresOf(cpu);
  CPUTarget target;
  target.l2Bytes = l2BytesOf(cpu);
  SmallVector<StringRef> changes, kept;
  rest.split(changes, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef change : changes) {
    if (StringRef kib = change; kib.consume_front("l2=")) {
      if (kib.getAsInteger(10, target.l2Bytes) || target.l2Bytes <= 0 || target.l2Bytes > kMostCacheKiB) {
        error = ("expected l2= and the KiB of L2 of one core, got '" + change + "'").str();
        return failure();
      }
      target.l2Bytes *= 1024;
      continue;
    }
    if (change.size() < 2 || (change[0] != '+' && change[0] != '-')) {
      error = ("expected a CPU feature such as +avx512f or -avx512f, got '" + change + "'").str();
      return failure();
    }
    kept.push_back(change);
    features[change.drop_front()] = change[0] == '+';
    llvm::X86::updateImpliedFeatures(change.drop_front(), change[0] == '+', features);
  }
  target.name = cpu.str();
  target.features = llvm::join(kept, ",");
  target.fma = features.lookup("fma");
  target.masks = features.lookup("avx512f") && features.lookup("avx512vl");
  target.vectorBits = target.masks ? 512 : 256;
  target.vectorRegisters = target.masks ? 32 : 16;
  target.bf16Dot = features.lookup("avx512bf16");
  target.int8Dot = features.lookup("avx512vnni") || features.lookup("avxvnni");
  target.l1Bytes = target.masks ? 48 * 1024 : 32 * 1024;
  if (!target.fma || !features.lookup("avx2")) {
    error = ("expected a CPU with avx2 and fma, got '" + spec + "'").str();
    return failure();
  }
  return target;
}

FailureOr<CPUTarget> CPUTarget::of(ModuleOp module) {
  auto spec = module->getAttrOfType<StringAttr>(program::kCPU);
  std::string error;
  FailureOr<CPUTarget> target = parse(spec ? spec.getValue() : StringRef(kDefaultCPU), error);
  if (failed(target))
    module.emitError() << error << " in `" << program::kCPU << "`";
  return target;
}

std::string CPUTarget::host() {
  StringRef cpu = llvm::sys::getHostCPUName();
  if (llvm::X86::parseArchX86(cpu, /*Only64Bit=*/true) == llvm::X86::CK_None)
    cpu = kDefaultCPU;
  llvm::StringMap<bool> known = featuresOf(cpu), found = llvm::sys::getHostCPUFeatures();
  SmallVector<std::string> changes;
  for (const auto &feature : found)
    if (feature.second != known.lookup(feature.first()))
      changes.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(changes);
  // A virtual machine may name another CPU than the one whose caches it has.
  if (long l2 = sysconf(_SC_LEVEL2_CACHE_SIZE); l2 >= 1024)
    changes.push_back("l2=" + std::to_string(l2 / 1024));
  changes.insert(changes.begin(), cpu.str());
  return llvm::join(changes, ",");
}
