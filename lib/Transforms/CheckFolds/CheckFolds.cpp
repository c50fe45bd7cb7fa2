//===- CheckFolds.cpp - refuse folds whose merge breaks a law -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/Fold/Fold.h"
#include "lib/Transforms/CheckFolds/Laws.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/Pass.h"

namespace tenfold {
#define GEN_PASS_DECL_CHECKFOLDS
#define GEN_PASS_DEF_CHECKFOLDS
#include "lib/Transforms/CheckFolds/CheckFolds.h.inc"
} // namespace tenfold

using namespace mlir;
using namespace tenfold;

namespace {
struct CheckFoldsPass final : tenfold::impl::CheckFoldsBase<CheckFoldsPass> {
  using Base::Base;

  void runOnOperation() override {
    bool good = true;
    getOperation().walk([&](fold::ReduceOp op) {
      if (op.hasMerge())
        good &= check(op);
    });
    if (!good)
      signalPassFailure();
  }

private:
  remark::RemarkOpts options() {
    return remark::RemarkOpts::name("Laws")
        .category("check-folds")
        .function(getOperation().getName());
  }

  bool check(fold::ReduceOp op) {
    Verdict verdict = checkLaws(op, trials);
    if (verdict.unknown) {
      remark::missed(op.getLoc(), options())
          << remark::reason("not checked: {0} is not known on exact numbers",
                            verdict.unknown->getName());
      return true;
    }
    if (!verdict.violation) {
      remark::passed(op.getLoc(), options())
          << remark::metric("trials", trials.getValue());
      return true;
    }
    const Violation &violation = *verdict.violation;
    InFlightDiagnostic error = op.emitOpError("expected ")
                               << violation.law << ", which fails";
    error.attachNote() << "for " << violation.streams << ": expected "
                       << violation.expected << ", got " << violation.got;
    return false;
  }
};
} // namespace
