// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_TEMPLATE_H
#define TENFOLD_IMPORT_GGUF_TEMPLATE_H

#include "llvm/ADT/StringMap.h"

#include <string>

namespace tenfold::gguf {

/// What stands for `${NAME}` in a template.
class Settings {
public:
  void set(llvm::StringRef name, llvm::StringRef text);
  void set(llvm::StringRef name, int64_t number);
  void set(llvm::StringRef name, double number);

  /// The text with all names replaced. A line that begins with `?NAME` stands
  /// only if the name is set, one with `!NAME` only if it is not.
  std::string instantiate(llvm::StringRef text) const;

private:
  std::string replaceNames(llvm::StringRef line) const;

  llvm::StringMap<std::string> values;
};

/// As MLIR reads it, with all its digits.
std::string spellFloat(double number);

/// `nn` text in which names are open.
extern const llvm::StringLiteral kEntriesTemplate, kLayerTemplate,
    kAttendTemplate, kDecoderTemplate, kHeadsTemplate, kGPT2Template;

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_TEMPLATE_H
