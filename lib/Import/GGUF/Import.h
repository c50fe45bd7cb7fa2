// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_IMPORT_H
#define TENFOLD_IMPORT_GGUF_IMPORT_H

#include "lib/Import/GGUF/Reader.h"

namespace tenfold::gguf {

/// The model that the file's weights belong to, as text in nn: the template of
/// its architecture with the numbers of its metadata. Its parameters have the
/// names of the file's tensors. Refuses architectures without a template.
llvm::Expected<std::string> importModel(const File &file);

/// Whether the model has another tensor in the place of this one: the factors
/// of long contexts.
bool isAlternative(llvm::StringRef tensor);

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_IMPORT_H
