// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/// The options of `compile`, which every command that takes a model accepts.
#ifndef TENFOLD_LIB_DRIVER_OPTIONS_H
#define TENFOLD_LIB_DRIVER_OPTIONS_H

#include "lib/Driver/CommandLine.h"
#include "tenfold/Compiler.h"

namespace tenfold {

struct ModelOptions {
  CompileOptions compile;
  /// Of "fusion", "memory", "precision".
  std::vector<std::string> explain;
  std::string explainFile;
  bool noCache = false;
  /// Names of the options that were given and change the artifact; a command
  /// that gets an artifact refuses them.
  std::vector<std::string> compileOnly;
};

/// Adds the options to a command line; `options` must outlive its parsing.
void addModelOptions(CommandLine &line, ModelOptions &options);

/// Reads the value of `option`, the name of a stage.
llvm::Error parseStageOption(llvm::StringRef option, llvm::StringRef value,
                             Stage &target);

/// "512MiB", "1GiB", "1000000", "1.5GiB" in bytes.
llvm::Expected<uint64_t> parseBytes(llvm::StringRef text);
/// A size in the unit that fits, as in "512.0 MiB".
std::string formatBytes(uint64_t bytes);

/// "seq=128" or "seq=1..512".
llvm::Expected<DimRange> parseDim(llvm::StringRef text);

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_OPTIONS_H
