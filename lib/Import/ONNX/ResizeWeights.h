// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_RESIZEWEIGHTS_H
#define TENFOLD_IMPORT_ONNX_RESIZEWEIGHTS_H

#include "lib/Import/ONNX/Rules.h"

namespace tenfold::onnx {

/// How one dimension is resized, in the standard's words.
struct Resampling {
  std::string mode, coordinates, rounding;
  double coefficient = -0.75; ///< of the cubic filter
  bool excludesOutside = false, antialias = false;
  double beyond = 0; ///< the value where the place is outside of the input
  int64_t inputs = 0, outputs = 0;
  double scale = 1;
  double from = 0, to = 1; ///< the part of the input, from 0 to 1
};

Term resizeByWeights(Node &node, Term x, int64_t dim, const Resampling &how);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_RESIZEWEIGHTS_H
