//===- Diagnostics.cpp - what the user sees of MLIR's diagnostics ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Driver/Diagnostics.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tenfold;

std::string tenfold::describeLocation(Location location) {
  auto at = location->findInstanceOf<FileLineColLoc>();
  if (!at)
    return "";
  if (at.getLine() == 0) // the file as a whole
    return at.getFilename().str();
  return (at.getFilename().getValue() + ":" + Twine(at.getLine()) + ":" +
          Twine(at.getColumn()))
      .str();
}

static void print(llvm::raw_ostream &os, llvm::StringRef severity,
                  const Diagnostic &diagnostic) {
  std::string at = describeLocation(diagnostic.getLocation());
  os << severity << ": " << at << (at.empty() ? "" : ": ")
     << StringRef(diagnostic.str()).rtrim() << "\n";
  for (const Diagnostic &note : diagnostic.getNotes()) {
    std::string text = note.str();
    // MLIR's own notes, which hold a whole operation or no advice.
    if (StringRef(text).starts_with("see current operation") ||
        StringRef(text).starts_with("Available dialects"))
      continue;
    std::string noteAt = describeLocation(note.getLocation());
    os << "  note: " << noteAt << (noteAt.empty() ? "" : ": ")
       << StringRef(text).split('\n').first << "\n";
  }
}

DiagnosticLog::DiagnosticLog(MLIRContext *context)
    : handler(context, [this](Diagnostic &diagnostic) { add(diagnostic); }) {}

void DiagnosticLog::add(const Diagnostic &diagnostic) {
  std::lock_guard lock(mutex);
  switch (diagnostic.getSeverity()) {
  case DiagnosticSeverity::Error:
    if (errors++ == 0) {
      llvm::raw_string_ostream os(firstError);
      print(os, "error", diagnostic);
    }
    return;
  case DiagnosticSeverity::Warning: {
    llvm::raw_string_ostream os(warningText);
    print(os, "warning", diagnostic);
    return;
  }
  default:
    return;
  }
}

std::string DiagnosticLog::error(llvm::StringRef otherwise) const {
  std::lock_guard lock(mutex);
  if (errors == 0)
    return ("error: " + otherwise + "\n").str();
  if (errors == 1)
    return firstError;
  return firstError + "  note: " + std::to_string(errors - 1) +
         " more like this\n";
}

std::string DiagnosticLog::warnings() const {
  std::lock_guard lock(mutex);
  return warningText;
}
