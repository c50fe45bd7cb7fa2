// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// What an artifact says about itself, as plain data: the compiler fills it,
/// `encodeMetadata` makes bytes of it, the runtime decodes and checks them.
/// Only MetadataCodec.cpp knows the encoding.
#ifndef TENFOLD_RUNTIME_METADATA_H
#define TENFOLD_RUNTIME_METADATA_H

#include "lib/Runtime/SizeExpr.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tenfold::runtime {

/// Types of arguments and results. The numbers are part of the file format.
enum class DataType : uint8_t {
  F64,
  F32,
  BF16,
  F16,
  I64,
  I32,
  I16,
  I8,
  U8,
  Bool,
  U16,
  U32,
  U64
};
inline constexpr uint8_t kDataTypeCount = 13;
const char *dataTypeName(DataType type);
int64_t dataTypeBytes(DataType type);

inline constexpr int64_t kUnbounded = -1;
inline constexpr int32_t kNotDonated = -1;

/// A named size between `lo` and `hi`, both included; the name may be generated
/// but not empty.
struct DimSpec {
  std::string name;
  int64_t lo = 0;
  int64_t hi = kUnbounded;
};

/// An argument: each extent of an input is a constant or a dim; of an output
/// any expression. Values lie in [rangeLo, rangeHi); both 0 when nothing is
/// known.
struct TensorSpec {
  std::string name;
  DataType dtype = DataType::F32;
  std::vector<SizeExpr> shape;
  int64_t rangeLo = 0;
  int64_t rangeHi = 0;
  int32_t donatedTo = kNotDonated; ///< the output that takes its memory
};

/// A buffer of the arena: bytes, and the steps between which it lives, both
/// included. `boundOffset` is its place in the plan for the upper bounds.
struct BufferSpec {
  SizeExpr bytes;
  int32_t first = 0;
  int32_t last = 0;
  int64_t boundOffset = 0;
};

/// Functions stand in the order of the entries in the exported table.
struct FunctionSpec {
  std::string name;
  std::vector<DimSpec> dims;
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  std::vector<BufferSpec> buffers;
  /// Bytes of the arena at the upper bounds; `kUnbounded` when a dim has none,
  /// then the bound offsets mean nothing.
  int64_t boundArenaBytes = kUnbounded;
  SizeExpr scratchBytes; ///< of one worker

  bool bounded() const;
  std::vector<int64_t> upperBounds() const;
};

/// A weight in the weight section; `layout` says how its bytes follow from the
/// shape (empty: row-major).
struct WeightSpec {
  std::string path;
  std::string dtype; ///< storage type, "f32"
  std::vector<int64_t> shape;
  std::vector<int64_t> packedShape;
  std::string layout;
  uint64_t offset = 0;
  uint64_t bytes = 0;
  bool isMutable = false;
};

/// A file with the weight section, in the folder of the artifact.
struct ExternalWeights {
  std::string file;
  uint64_t bytes = 0;
  uint64_t hash = 0;
};

struct Metadata {
  std::string compiler;  ///< name and version
  std::string target;    ///< "sapphirerapids"
  std::string precision; ///< "f32"
  std::vector<std::string>
      cpuFeatures;  ///< that the code needs, in LLVM's spelling
  std::string plan; ///< JSON
  std::string remarks;
  std::vector<FunctionSpec> functions;
  std::vector<WeightSpec> weights;
  std::optional<ExternalWeights> externalWeights;
};

/// Whether everything holds that the runtime relies on; `weightBytes` is the
/// length of the weight section.
Error checkMetadata(const Metadata &metadata, uint64_t weightBytes);

std::vector<std::byte> encodeMetadata(const Metadata &metadata);

/// Accepts any bytes; what it returns still has to be checked.
Expected<Metadata> decodeMetadata(std::span<const std::byte> bytes);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_METADATA_H
