// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_IMPORT_GGUF_LANGUAGEMODEL_H
#define TENFOLD_IMPORT_GGUF_LANGUAGEMODEL_H

#include "lib/Import/GGUF/RopeScaling.h"
#include "lib/Import/GGUF/Template.h"

namespace tenfold::gguf {

/// A kind of layer: what layers of one model differ in.
struct LayerKind {
  llvm::StringRef suffix; ///< of its blocks' names
  Rope rope;
  std::optional<int64_t> window; ///< keys that a query sees, itself included
};

/// Layers of one kind that follow one another: all of them, or one.
struct LayerRun {
  const LayerKind &kind;
  int64_t from, count;

  std::string scope() const { return count == 1 ? std::to_string(from) : "{}"; }
};

/// The entries and layers of a language model, around the blocks of its
/// family: `embed`, `logits`, `finish`, and `heads` for each kind of layer.
class LanguageModel {
public:
  /// Takes from the file what all families have.
  LanguageModel(Hyperparameters &numbers, llvm::StringRef familyTemplate,
                llvm::StringRef headsTemplate);

  Hyperparameters &numbers;
  Settings settings;
  int64_t layers, width, heads, groups, head, value;

  /// All layers are of one kind.
  std::string uniform(const LayerKind &kind);
  /// Every `period`th layer is `last`, those before it are `first`.
  std::string alternating(const LayerKind &first, const LayerKind &last,
                          int64_t period);

private:
  void setScaling(const Rope &rope);
  std::string layerBlocks(const LayerKind &kind);
  void addCache(const LayerRun &run, int64_t layer);
  std::string finish(llvm::ArrayRef<LayerRun> runs, llvm::StringRef blocks);

  llvm::StringRef familyTemplate, headsTemplate;
  std::string cacheArguments, cacheResults, cacheValues, cacheTypes;
};

} // namespace tenfold::gguf

#endif // TENFOLD_IMPORT_GGUF_LANGUAGEMODEL_H
