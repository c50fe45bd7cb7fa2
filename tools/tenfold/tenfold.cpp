//===- tenfold.cpp - the command line tool --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/CommandLine.h"
#include "lib/Driver/TemporaryFile.h"
#include "tenfold/Compiler.h"
#include "tools/tenfold/Commands.h"
#include "tools/tenfold/Signals.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tenfold;

namespace {

struct Command {
  StringLiteral name, purpose;
  Error (*run)(Arguments); ///< null: comes with a later version
};

constexpr Command kCommands[] = {
    {"compile", "turn a model into an artifact", runCompile},
    {"run", "call a function of a model or an artifact", runRun},
    {"bench", "measure calls of a model or an artifact", runBench},
    {"inspect", "show what a model or an artifact holds and needs", runInspect},
    {"bisect", "find where native code parts from the reference", runBisect},
    {"generate", "write text with a language model", runGenerate},
    {"tokenize", "turn text to a tokenizer's ids, and back", runTokenize},
    {"doctor", "check this machine and installation", runDoctor},
    {"train", "", nullptr},
    {"compare", "", nullptr},
    {"calibrate", "", nullptr},
    {"quantize", "", nullptr},
};

constexpr StringLiteral kExamples = R"(
Examples:
  # compile a model with its weights, then call it
  tenfold compile models/minilm.mlir --weights model.safetensors -o minilm.so
  tenfold run minilm.so --inputs ids.npz --outputs hidden.npz
  # how fast it is at one size
  tenfold bench minilm.so --dim batch=1 --dim seq=128
  # the IR as the stage `plan` leaves it
  tenfold compile models/minilm.mlir --to=plan

'tenfold COMMAND --help' says more about a command.
)";

Error printHelp() {
  std::string text = "Tenfold compiles deep-learning models to native code.\n"
                     "\nUsage: tenfold COMMAND [arguments]\n\nCommands:\n";
  for (const Command &command : kCommands)
    if (command.run)
      text += formatv("  {0,-10} {1}\n", command.name, command.purpose).str();
  return writeResult("-", text + kExamples.str());
}

Error dispatch(Arguments arguments) {
  if (arguments.empty())
    return userError("expected a command, got none; see 'tenfold --help'");
  StringRef name = arguments.front();
  Arguments rest = arguments.drop_front();
  if (name == "--help" || name == "-h" || (name == "help" && rest.empty()))
    return printHelp();
  if (name == "--version")
    return writeResult("-", compilerVersion() + "\n");
  SmallVector<StringRef> names, help{"--help"};
  if (name == "help") {
    name = rest.front();
    rest = help;
  }
  for (const Command &command : kCommands) {
    names.push_back(command.name);
    if (command.name != name)
      continue;
    if (command.run)
      return command.run(rest);
    return userError("'tenfold " + name + "' is not supported by this version");
  }
  StringRef meant = nearest(name, names);
  return userError("tenfold has no command '" + name + "'" +
                   (meant.empty() ? "; see 'tenfold --help'"
                                  : ", did you mean '" + meant + "'?"));
}

} // namespace

Expected<bool> tenfold::parseCommand(CommandLine &line, Arguments arguments,
                                     std::string &operand) {
  Expected<std::vector<std::string>> operands = line.parse(arguments);
  if (!operands)
    return operands.takeError();
  if (line.wantsHelp) {
    std::string text;
    raw_string_ostream os(text);
    line.printHelp(os);
    if (Error error = writeResult("-", text))
      return std::move(error);
    return true;
  }
  if (operands->size() > (line.operand().empty() ? 0 : 1))
    return line.operand().empty()
               ? userError("expected no operands, got '" +
                           join(*operands, "' and '") + "'")
               : userError("expected one " + line.operand() + ", got '" +
                           join(*operands, "' and '") + "'");
  if (operands->empty() && line.needsOperand())
    return userError("expected " + line.operand() + ", got none");
  if (!operands->empty())
    operand = operands->front();
  return false;
}

int main(int argc, char **argv) {
  handleSignals();
  SmallVector<StringRef> arguments(argv + std::min(argc, 1), argv + argc);
  Error error = dispatch(arguments);
  if (!error)
    return 0;
  errs() << "error: " << toString(std::move(error)) << "\n";
  return 1;
}
