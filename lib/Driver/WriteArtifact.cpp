//===- WriteArtifact.cpp - stage binary: code, metadata, weights ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Program/Program.h"
#include "lib/Driver/Compilation.h"
#include "lib/Driver/PackWeights.h"
#include "lib/Driver/Remarks.h"
#include "lib/Driver/TemporaryFile.h"
#include "lib/Runtime/ArtifactWriter.h"
#include "lib/Target/CPU/CPUTarget.h"
#include "lib/Target/CPU/Link.h"
#include "lib/Target/CPU/Object.h"

#include "mlir/AsmParser/AsmParser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace mlir;
using namespace tenfold;

namespace {

/// What LLVM may use unasked when the CPU has it, and the runtime checks.
constexpr llvm::StringLiteral kCodeFeatures[] = {
    "sse4.2",      "popcnt",
    "avx",         "avx2",
    "fma",         "f16c",
    "bmi",         "bmi2",
    "lzcnt",       "movbe",
    "avx512f",     "avx512cd",
    "avx512bw",    "avx512dq",
    "avx512vl",    "avx512vnni",
    "avx512bf16",  "avx512vbmi",
    "avx512vbmi2", "avx512bitalg",
    "avx512ifma",  "avx512vpopcntdq",
    "avx512fp16",  "avxvnni",
    "gfni"};

std::vector<std::string> requiredFeatures(const CPUTarget &target) {
  SmallVector<StringRef> names, changes;
  llvm::X86::getFeaturesForCPU(target.name, names);
  llvm::StringMap<bool> enabled;
  for (StringRef name : names)
    enabled[name] = true;
  StringRef(target.features).split(changes, ',', -1, /*KeepEmpty=*/false);
  for (StringRef change : changes) {
    enabled[change.drop_front()] = change[0] == '+';
    llvm::X86::updateImpliedFeatures(change.drop_front(), change[0] == '+',
                                     enabled);
  }
  std::vector<std::string> required;
  for (StringRef name : kCodeFeatures)
    if (enabled.lookup(name))
      required.push_back(name.str());
  return required;
}

FailureOr<std::unique_ptr<llvm::MemoryBuffer>>
makeLibrary(ModuleOp module, const CPUTarget &cpu) {
  ObjectOptions options{cpu.name, cpu.features, cpu.vectorBits};
  auto objects = emitObjects(module, options);
  if (failed(objects))
    return failure();
  auto fail = [&](llvm::Error error) {
    return emitError(UnknownLoc::get(module.getContext()))
           << llvm::toString(std::move(error));
  };
  llvm::Expected<TemporaryFile> library = TemporaryFile::create("so");
  if (!library)
    return fail(library.takeError());
  if (llvm::Error error = linkShared(*objects, library->path()))
    return fail(std::move(error));
  auto buffer = llvm::MemoryBuffer::getFile(library->path());
  if (!buffer)
    return fail(llvm::errorCodeToError(buffer.getError()));
  return std::move(*buffer);
}

/// Gives packed weights one at a time; the first failure is kept.
class WeightStream {
public:
  WeightStream(MLIRContext &context, ParameterValues &values,
               ArrayRef<runtime::WeightSpec> weights)
      : context(context), values(values), weights(weights) {}

  std::span<const std::byte> operator()(size_t index) {
    const runtime::WeightSpec &weight = weights[index];
    llvm::Expected<StringRef> value = values.get(parameterPath(weight.path));
    if (!value) {
      failure = llvm::toString(value.takeError());
      return {};
    }
    if (weight.layout.empty())
      return asBytes(value->data(), value->size());
    auto map = cast<AffineMapAttr>(parseAttribute(weight.layout, &context));
    int64_t elements = std::accumulate(weight.shape.begin(), weight.shape.end(),
                                       int64_t(1), std::multiplies<>());
    WeightLayout layout{llvm::to_vector(weight.shape),
                        llvm::to_vector(weight.packedShape), map.getValue(),
                        int64_t(value->size()) /
                            std::max<int64_t>(elements, 1)};
    if (layout.elementBytes * elements != int64_t(value->size())) {
      failure = "expected the values of `" + weight.path + "` to be of one size";
      return {};
    }
    packed.resize(layout.packedBytes());
    packWeight(layout, *value, packed);
    return asBytes(packed.data(), packed.size());
  }

  std::string failure;

private:
  static std::span<const std::byte> asBytes(const char *data, size_t size) {
    return std::as_bytes(std::span(data, size));
  }

  MLIRContext &context;
  ParameterValues &values;
  ArrayRef<runtime::WeightSpec> weights;
  std::vector<char> packed;
};

} // namespace

LogicalResult Compilation::writeArtifact(const std::string &path) {
  stageOfFailure = "binary";
  if (options.progress)
    options.progress(Stage::Binary);
  FailureOr<CPUTarget> cpu = CPUTarget::of(*module);
  if (failed(cpu))
    return failure();
  metadata.compiler = compilerVersion();
  auto precision = (*module)->getAttrOfType<StringAttr>(program::kPrecision);
  metadata.precision = precision ? precision.str() : "f32";
  metadata.target = cpu->name;
  metadata.cpuFeatures = requiredFeatures(*cpu);
  metadata.remarks = remarksAsText(takeRemarks(), "");
  auto library = makeLibrary(*module, *cpu);
  if (failed(library))
    return failure();
  WeightStream stream(context, values, metadata.weights);
  StringRef code = (*library)->getBuffer();
  runtime::ArtifactContents contents{
      std::as_bytes(std::span(code.data(), code.size())), metadata,
      [&](size_t index) { return stream(index); }};
  runtime::Error error = runtime::writeArtifact(path, std::move(contents));
  if (!stream.failure.empty())
    return fail(stream.failure);
  return error ? fail(error.message) : success();
}
