//===- Contraction.cpp - the roles of a contraction's loops ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop's role is read off the operands that it indexes: all three, batch; a
// and c, m; b and c, n; a and b, k. The two factors are interchangeable, so
// which one is called b is chosen: the one whose loop runs along c's rows of
// memory, because that loop becomes the vector.

#include "lib/Transforms/LowerContractions/Contraction.h"

#include "lib/Analysis/KernelLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tenfold;

/// The x and y of a body that yields acc + x * y, in any order of operands.
static std::optional<std::pair<Value, Value>> factorsOf(linalg::LinalgOp op) {
  Block *body = op.getBlock();
  if (op.getNumDpsInputs() < 2 || op.getNumDpsInits() != 1)
    return std::nullopt;
  Value acc = body->getArguments().back();
  Operation *last = body->getTerminator()->getOperand(0).getDefiningOp();
  if (auto fma = dyn_cast_or_null<math::FmaOp>(last); fma && fma.getC() == acc)
    return std::pair(fma.getA(), fma.getB());
  auto add = dyn_cast_or_null<arith::AddFOp>(last);
  if (!add || (add.getLhs() != acc && add.getRhs() != acc))
    return std::nullopt;
  auto mul = (add.getLhs() == acc ? add.getRhs() : add.getLhs())
                 .getDefiningOp<arith::MulFOp>();
  return mul ? std::optional(std::pair(mul.getLhs(), mul.getRhs()))
             : std::nullopt;
}

/// The operands that the body computes `value` from.
static SmallVector<OpOperand *> operandsOf(linalg::LinalgOp op, Value value) {
  llvm::SetVector<Value> work;
  work.insert(value);
  SmallVector<OpOperand *> found;
  for (size_t next = 0; next < work.size(); ++next) {
    if (auto argument = dyn_cast<BlockArgument>(work[next]))
      found.push_back(op.getMatchingOpOperand(argument));
    else
      work.insert_range(work[next].getDefiningOp()->getOperands());
  }
  llvm::sort(found, [](OpOperand *x, OpOperand *y) {
    return x->getOperandNumber() < y->getOperandNumber();
  });
  return found;
}

/// Finds (.., d floordiv c, .., d mod c) and the panel width c; the results
/// between are loops.
static int64_t panelOf(AffineMap map, unsigned &loop) {
  for (AffineExpr result : llvm::reverse(map.getResults())) {
    std::optional<PanelIndex> found = matchPanelIndex(result);
    if (!found || !found->inside)
      continue;
    AffineExpr dim = getAffineDimExpr(found->dim, map.getContext());
    if (!llvm::is_contained(map.getResults(), dim.floorDiv(found->width)))
      continue;
    loop = found->dim;
    return found->width;
  }
  return 0;
}

/// Sets the factors of `found`: each one operand, or computed from several.
static bool findFactors(Contraction &found) {
  auto factors = factorsOf(found.op);
  if (!factors)
    return false;
  auto [x, y] = *factors;
  SmallVector<OpOperand *> a = operandsOf(found.op, x),
                           b = operandsOf(found.op, y);
  auto isInit = [&](OpOperand *operand) {
    return found.op.isDpsInit(operand) || llvm::is_contained(a, operand);
  };
  if (a.empty() || b.empty() || found.op.isDpsInit(a.back()) ||
      llvm::any_of(b, isInit) ||
      a.size() + b.size() != unsigned(found.op.getNumDpsInputs()))
    return false;
  unsigned loop;
  if (panelOf(found.map(a.front()), loop))
    std::swap(a, b), std::swap(x, y);
  found.a = a.front(), found.b = b.front();
  if (!isa<BlockArgument>(x))
    found.rowParts = a, found.computedRows = x;
  if (!isa<BlockArgument>(y))
    found.parts = b, found.computed = y;
  return found.computed || !found.computedRows;
}

std::optional<Steps> tenfold::stepsOf(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return Steps{{}, constant.getValue()};
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return Steps{{{dim.getPosition(), 1}}};
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  std::optional<Steps> x, y;
  if (!binary || !(x = stepsOf(binary.getLHS())) ||
      !(y = stepsOf(binary.getRHS())))
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add) {
    x->loops.append(y->loops);
    x->constant += y->constant;
    return x;
  }
  if (expr.getKind() != AffineExprKind::Mul || !y->loops.empty())
    return std::nullopt;
  x->constant *= y->constant;
  for (auto &[loop, step] : x->loops)
    step *= y->constant;
  return x;
}

/// True where each result of `map` is a sum of loops, and no loop comes twice.
static bool isSteps(AffineMap map) {
  llvm::SmallDenseSet<unsigned> seen;
  for (AffineExpr result : map.getResults()) {
    std::optional<Steps> steps = stepsOf(result);
    if (!steps)
      return false;
    for (auto [loop, step] : steps->loops)
      if (!seen.insert(loop).second)
        return false;
  }
  return true;
}

/// True where each result of `map` is a loop, the constant 0, or part of
/// `panelLoop`'s pair, and no loop comes twice.
static bool isPlain(AffineMap map, int64_t panel) {
  llvm::SmallDenseSet<unsigned> seen;
  unsigned parts = 0;
  for (AffineExpr result : map.getResults()) {
    if (auto dim = dyn_cast<AffineDimExpr>(result)) {
      if (!seen.insert(dim.getPosition()).second)
        return false;
    } else if (isa<AffineBinaryOpExpr>(result)) {
      ++parts;
    } else if (!isa<AffineConstantExpr>(result)) {
      return false;
    }
  }
  return parts == (panel ? 2 : 0);
}

static bool isElement(OpOperand *operand) {
  auto type = dyn_cast<ShapedType>(operand->get().getType());
  return type && type.hasRank() && type.getElementType().isF32();
}

/// Why parts of a computed factor are not panels whose other indices are
/// functions of the summed loop alone.
static std::string refusalOfParts(const Contraction &found) {
  linalg::LinalgOp op = found.op;
  unsigned column = 0;
  for (OpOperand *part : found.parts) {
    AffineMap map = found.map(part);
    if (panelOf(map, column) != found.panel || !found.panel)
      return "expected the parts of a computed factor in panels of one width";
    if (map.getResult(0) !=
        getAffineDimExpr(column, map.getContext()).floorDiv(found.panel))
      return "expected the parts of a computed factor panel by panel";
    for (auto [loop, iterator] : llvm::enumerate(op.getIteratorTypesArray()))
      if (map.isFunctionOfDim(loop) && loop != column &&
          iterator == utils::IteratorType::parallel)
        return "expected a computed factor without a batch";
  }

  return op.getNumReductionLoops() == 1
             ? ""
             : "expected a computed factor summed over one loop";
}

/// Sorts the loops of `found.op` into roles; false where one is in no role.
static bool assignRoles(Contraction &found) {
  AffineMap a = found.map(found.a), b = found.map(found.b),
            c = found.map(found.c);
  for (auto [loop, iterator] :
       llvm::enumerate(found.op.getIteratorTypesArray())) {
    bool inA = a.isFunctionOfDim(loop), inB = b.isFunctionOfDim(loop),
         inC = c.isFunctionOfDim(loop);
    if (inC != (iterator == utils::IteratorType::parallel) ||
        inA + inB + inC < 2)
      return false;
    (!inC         ? found.k
     : inA && inB ? found.batch
     : inA        ? found.m
                  : found.n)
        .push_back(loop);
  }
  return true;
}

static bool isOne(const Contraction &found, ArrayRef<unsigned> loops) {
  SmallVector<int64_t> ranges = found.ranges();
  return llvm::all_of(loops, [&](unsigned loop) { return ranges[loop] == 1; });
}

static std::optional<unsigned> lastLoop(AffineMap map) {
  if (map.getNumResults() == 0)
    return std::nullopt;
  auto dim = dyn_cast<AffineDimExpr>(map.getResults().back());
  return dim ? std::optional<unsigned>(dim.getPosition()) : std::nullopt;
}

static bool endsIn(AffineMap map, ArrayRef<unsigned> loops) {
  std::optional<unsigned> last = lastLoop(map);
  return last && llvm::is_contained(loops, *last);
}

static std::string refusal(const Contraction &found) {
  if (found.computed)
    return (found.computedRows || isElement(found.a)) && isElement(found.c) &&
                   isPlain(found.map(found.a), 0) &&
                   isPlain(found.map(found.c), 0)
               ? refusalOfParts(found)
               : "expected operands of f32, every index one loop";
  for (OpOperand *operand : {found.a, found.b, found.c})
    if (!isElement(operand))
      return "expected operands of f32";
  if (!isPlain(found.map(found.b), found.panel) ||
      !isPlain(found.map(found.c), 0) || !isSteps(found.map(found.a)))
    return "expected every index to be one loop, b in panels, or windows of a";
  return "";
}

/// True where the factors should change places: so that c's memory order runs
/// along n, or, for a matrix by a vector, so that the matrix is read along its
/// own memory order.
static bool shouldSwap(const Contraction &found) {
  if (isOne(found, found.n) != isOne(found, found.m)) {
    bool matrixIsB = isOne(found, found.m);
    bool alongK = endsIn(found.map(matrixIsB ? found.b : found.a), found.k);
    return matrixIsB == alongK;
  }
  return endsIn(found.map(found.c), found.m);
}

/// Moves `loop` to the end of `loops` if it is one of them.
static void moveLast(SmallVectorImpl<unsigned> &loops,
                     std::optional<unsigned> loop) {
  auto *place = loop ? llvm::find(loops, *loop) : loops.end();
  if (place != loops.end())
    std::rotate(place, place + 1, loops.end());
}

static void chooseRegisterLoops(Contraction &found,
                                std::optional<unsigned> panelLoop) {
  moveLast(found.n, panelLoop ? panelLoop : lastLoop(found.map(found.c)));
  moveLast(found.k, lastLoop(found.map(found.a)));
}

FailureOr<Contraction> tenfold::matchContraction(linalg::LinalgOp op,
                                                 std::string &reason) {
  reason.clear();
  Contraction found{};
  found.op = op;
  if (op.getNumReductionLoops() == 0 || !findFactors(found))
    return failure();
  found.c = op.getDpsInitOperand(0);
  unsigned panelLoop = 0;
  found.panel = panelOf(found.map(found.b), panelLoop);
  bool hasRoles = assignRoles(found);
  if (hasRoles && !found.panel && shouldSwap(found)) {
    std::swap(found.a, found.b);
    std::swap(found.m, found.n);
  }
  reason = refusal(found);
  if (reason.empty() && !hasRoles)
    reason = "expected every loop to index at least two of the three operands";
  if (!reason.empty())
    return failure();
  // Channels of one place under a window each: vectors of channels are better.
  if (isOne(found, found.m) && isOne(found, found.n) &&
      endsIn(found.map(found.c), found.batch)) {
    reason = "expected rows or columns, got a sum for each of a batch";
    return failure();
  }
  if (found.panel && !llvm::is_contained(found.n, panelLoop)) {
    reason = "expected panels of b along a loop that a lacks";
    return failure();
  }
  chooseRegisterLoops(found,
                      found.panel ? std::optional(panelLoop) : std::nullopt);
  return found;
}

bool tenfold::isMatrixProduct(linalg::LinalgOp op) {
  std::string reason;
  return succeeded(matchContraction(op, reason));
}
