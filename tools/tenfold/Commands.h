// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_TOOLS_TENFOLD_COMMANDS_H
#define TENFOLD_TOOLS_TENFOLD_COMMANDS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace tenfold {

class CommandLine;

using Arguments = llvm::ArrayRef<llvm::StringRef>;

/// Each gets what follows its name; an error is what the user sees.
llvm::Error runCompile(Arguments arguments);
llvm::Error runRun(Arguments arguments);
llvm::Error runBench(Arguments arguments);
llvm::Error runInspect(Arguments arguments);
llvm::Error runBisect(Arguments arguments);
llvm::Error runGenerate(Arguments arguments);
llvm::Error runTokenize(Arguments arguments);
llvm::Error runDoctor(Arguments arguments);

/// Parses; the one operand that most commands take goes to `operand`. True
/// when help was asked for, and printed.
llvm::Expected<bool> parseCommand(CommandLine &line, Arguments arguments,
                                  std::string &operand);

} // namespace tenfold

#endif // TENFOLD_TOOLS_TENFOLD_COMMANDS_H
