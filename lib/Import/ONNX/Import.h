// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_ONNX_IMPORT_H
#define TENFOLD_IMPORT_ONNX_IMPORT_H

#include "lib/Import/ONNX/Reader.h"

namespace tenfold::onnx {

/// The text of a module in nn with the graph as its block @main. Small tensors
/// of the file stand in it, large ones are parameters under their names. Fails
/// on what has no rule, naming the node.
llvm::Expected<std::string> importModel(const File &file);

} // namespace tenfold::onnx

#endif // TENFOLD_IMPORT_ONNX_IMPORT_H
