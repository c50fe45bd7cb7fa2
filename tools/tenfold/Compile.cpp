//===- Compile.cpp - tenfold compile --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/ModelFile.h"
#include "lib/Driver/Options.h"
#include "lib/Driver/TemporaryFile.h"
#include "tools/tenfold/Commands.h"
#include "tools/tenfold/OpenModel.h"

using namespace llvm;
using namespace tenfold;

static void describe(CommandLine &line) {
  line.example("tenfold compile model.mlir --weights model.safetensors -o "
               "model.so",
               "a model and its weights to an artifact for this machine");
  line.example("tenfold compile model.mlir --dim seq=1..512 "
               "--memory-budget=64MiB -o model.so",
               "with bounds of a dim, and of the memory that it may take");
  line.example("tenfold compile model.mlir --to=fold > fold.mlir && tenfold "
               "compile fold.mlir --from=plan -o model.so",
               "in two steps, the IR between them as text");
}

Error tenfold::runCompile(Arguments arguments) {
  CommandLine line("compile", "MODEL", "Turns a model into an artifact.");
  describe(line);
  std::string path, output;
  ModelOptions options;
  line.text("-o", "FILE", output, "the artifact, or the text of --to");
  line.option("--to", "STAGE",
              "stop after import, model, grad, fold, plan, tile, vector or "
              "target, and print the IR",
              [&](StringRef value) -> Error {
                return parseStageOption("--to", value, options.compile.to);
              });
  addModelOptions(line, options);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  bool toText = options.compile.to != Stage::Binary;
  if (output.empty() && !toText)
    return userError("expected -o FILE, got none");
  Expected<ModelSource> model = readModelFile(path);
  if (!model)
    return model.takeError();
  Progress progress;
  options.compile.progress = progress.callback();
  CompileResult result = compile(*model, options.compile, output);
  progress.clear();
  if (Error error = report(result, options))
    return error;
  return toText ? writeResult(output.empty() ? "-" : output, result.text)
                : Error::success();
}
