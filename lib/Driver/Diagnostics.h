// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_LIB_DRIVER_DIAGNOSTICS_H
#define TENFOLD_LIB_DRIVER_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"

#include <mutex>

namespace tenfold {

/// "file:line:column", empty where the location says nothing a user knows.
std::string describeLocation(mlir::Location location);

/// Collects the diagnostics of a context while it lives, so that a user sees
/// one error and no internal report around it. Thread-safe.
class DiagnosticLog {
public:
  explicit DiagnosticLog(mlir::MLIRContext *context);

  /// The first error with its notes, as `error: file:line:column: message`;
  /// `otherwise` when something failed without saying why.
  std::string error(llvm::StringRef otherwise) const;
  std::string warnings() const;

private:
  void add(const mlir::Diagnostic &diagnostic);

  mutable std::mutex mutex;
  std::string firstError, warningText;
  unsigned errors = 0;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace tenfold

#endif // TENFOLD_LIB_DRIVER_DIAGNOSTICS_H
