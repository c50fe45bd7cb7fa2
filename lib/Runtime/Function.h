// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// A function of a loaded artifact: its metadata in the form of the C
/// interface, and what follows from dims.
#ifndef TENFOLD_RUNTIME_FUNCTION_H
#define TENFOLD_RUNTIME_FUNCTION_H

#include "lib/Runtime/Metadata.h"
#include "lib/Runtime/Placement.h"

/// An input or output; `extents` is what `info` points to.
struct TenfoldTensor {
  TenfoldTensorInfo info;
  std::vector<TenfoldExtent> extents;
};

struct TenfoldFunction {
  TenfoldFunction(const tenfold::runtime::FunctionSpec &spec,
                  int64_t weightBytes);

  const tenfold::runtime::FunctionSpec &spec;
  int64_t weightBytes; ///< of the artifact
  std::vector<TenfoldDimInfo> dims;
  std::vector<TenfoldTensor> inputs;
  std::vector<TenfoldTensor> outputs;
  /// Sizes of the buffers, then of the scratch, at the upper bounds; empty when
  /// there are none.
  std::vector<int64_t> boundBytes;
};

namespace tenfold::runtime {

using Dims = std::span<const int64_t>;

DLDataType dlDataType(DataType type);

/// Checks that dims lie within their bounds.
Error checkDims(const FunctionSpec &function, Dims dims);

/// A size in [0, kMaxBytes].
Expected<int64_t> evaluateBytes(const SizeExpr &expr, Dims dims);
Expected<int64_t> evaluateExtent(const SizeExpr &expr, Dims dims);
Expected<int64_t> tensorBytes(const TensorSpec &tensor, Dims dims);

/// Where the buffers of a function stand at some dims.
struct ArenaPlan {
  std::vector<int64_t> offsets;
  int64_t arenaBytes = 0;
  int64_t scratchBytes = 0; ///< of one worker, a multiple of 64
};

/// Memory to plan in; planning again for the same function allocates nothing.
struct PlanWorkspace {
  std::vector<Interval> intervals;
  PlacementWorkspace placement;
};

/// Places the buffers anew and keeps that when it ends no higher than the plan
/// for the upper bounds, else takes the offsets of that plan: arena(dims) <=
/// arena(bounds).
Error planArena(const TenfoldFunction &function, Dims dims, ArenaPlan &plan,
                PlanWorkspace &workspace);

/// Bytes of everything a session holds that calls this function at these dims.
Expected<TenfoldMemory> memoryAt(const TenfoldFunction &function, Dims dims,
                                 int64_t threads);

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_FUNCTION_H
