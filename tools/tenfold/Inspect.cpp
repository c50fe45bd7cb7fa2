//===- Inspect.cpp - tenfold inspect --------------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/tenfold/Inspect.h"
#include "tools/tenfold/Commands.h"
#include "tools/tenfold/OpenModel.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace tenfold;

namespace {

struct InspectOptions {
  ModelOptions model;
  std::string list, picture;
  bool json = false;
};

void describe(CommandLine &line, InspectOptions &options) {
  line.example("tenfold inspect minilm.so --dim batch=8 --dim seq=128",
               "functions, arguments, kernels, and the peak at these dims");
  line.example("tenfold inspect model.mlir --dim seq=0..512 --memory arena.svg",
               "a picture of the arena over the steps");
  line.example("tenfold inspect --list library",
               "the blocks that every model may apply");
  line.text("--list", "WHAT", options.list,
            "ops, passes, targets or library, of the compiler");
  line.text("--memory", "F.svg", options.picture,
            "draw the arena of the function");
  line.flag("--json", options.json, "one JSON object on stdout");
  addModelOptions(line, options.model);
}

Error draw(const OpenedModel &model, const json::Object &inspection,
           const InspectOptions &options) {
  Expected<Function> function = findFunction(model, options.model);
  if (!function)
    return function.takeError();
  const json::Object *planned =
      plannedFunction(*inspection.getObject("plan"), function->name());
  if (!planned)
    return userError("expected an artifact with a plan, got none to draw");
  Expected<std::string> svg = drawArena(*planned);
  return svg ? writeResult(options.picture, *svg) : svg.takeError();
}

Error inspect(const std::string &path, InspectOptions &options) {
  Expected<OpenedModel> opened = openModel(path, options.model);
  if (!opened)
    return opened.takeError();
  if (!options.model.compile.function.empty()) {
    Expected<Function> function = findFunction(*opened, options.model);
    if (!function)
      return function.takeError();
  }
  Expected<json::Object> inspection =
      inspectArtifact(opened->artifact, options.model);
  if (!inspection)
    return inspection.takeError();
  if (!options.picture.empty())
    return draw(*opened, *inspection, options);
  if (!options.json)
    return writeResult("-", inspectionAsText(*inspection));
  return writeResult(
      "-", formatv("{0:2}\n", json::Value(std::move(*inspection))).str());
}

} // namespace

Error tenfold::runInspect(Arguments arguments) {
  CommandLine line("inspect", "[MODEL]",
                   "Shows what a model or an artifact holds and needs.");
  InspectOptions options;
  std::string path;
  describe(line, options);
  Expected<bool> done = parseCommand(line, arguments, path);
  if (!done || *done)
    return done.takeError();
  if (!options.list.empty()) {
    Expected<std::string> text = listOf(options.list);
    return text ? writeResult("-", *text) : text.takeError();
  }
  if (path.empty())
    return userError("expected MODEL or --list, got neither");
  return inspect(path, options);
}
