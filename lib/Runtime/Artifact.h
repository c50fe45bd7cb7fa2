// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// A loaded artifact: checked, mapped, its code ready to run. Immutable, shared
/// by its sessions.
#ifndef TENFOLD_RUNTIME_ARTIFACT_H
#define TENFOLD_RUNTIME_ARTIFACT_H

#include "lib/Runtime/ArtifactReader.h"
#include "lib/Runtime/Function.h"
#include "tenfold-c/Artifact.h"

#include <memory>

namespace tenfold::runtime {

class Artifact {
public:
  static Expected<std::shared_ptr<const Artifact>>
  load(const std::string &path);
  ~Artifact();
  Artifact(const Artifact &) = delete;
  Artifact &operator=(const Artifact &) = delete;

  const Metadata &metadata() const { return file.content.metadata; }
  const std::byte *weights() const { return file.content.weights.data(); }
  const std::vector<TenfoldFunction> &functions() const {
    return functionTable;
  }
  const std::vector<TenfoldWeightInfo> &weightInfos() const {
    return weightTable;
  }
  TenfoldEntry entry(size_t function) const { return table->fns[function]; }

  /// The index of a function; null means `main`, else the only one.
  Expected<size_t> findFunction(const char *name) const;

private:
  explicit Artifact(ArtifactFile file);
  Error loadCode(const std::string &path);
  void describe();

  ArtifactFile file;
  void *code = nullptr;
  const TenfoldArtifactTable *table = nullptr;
  std::vector<TenfoldFunction> functionTable;
  std::vector<TenfoldWeightInfo> weightTable;
};

} // namespace tenfold::runtime

#endif // TENFOLD_RUNTIME_ARTIFACT_H
