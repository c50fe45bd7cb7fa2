//===- Decays.cpp - factors of the products of a chunk --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Transforms/ChunkScans/Chunker.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tenfold;

/// exp of less is 0 in f32, and sums of 64 of these are exact enough in f64.
constexpr double kLeastLog = -256;

AxesBuilder Chunker::axesOf(AffineState &state) {
  AxesBuilder axes(b, loc);
  axes.set(kRow, steps);
  axes.set(kColumn, steps);
  linalg::GenericOp op = state.update;
  auto dims = llvm::to_vector(llvm::seq<unsigned>(0, op.getNumLoops()));
  for (OpOperand *input : op.getDpsInputOperands())
    if (wide.contains(input->get()))
      axes.learn(operandOf(op, *input, kColumn, dims));
  Value init = loop.getInitArgs()[state.index];
  for (unsigned dim : dims)
    axes.set(dim, sizeOf(b, init, dim));
  return axes;
}

static bool sameAxes(ArrayRef<unsigned> a, ArrayRef<unsigned> b) {
  SmallVector<unsigned> x(a), y(b);
  llvm::sort(x);
  llvm::sort(y);
  return x == y;
}

/// The product of left factors at each step, as it lies or [column, batch,
/// keys], or of right ones: [batch, column, values], for each is read twice, by
/// its rows, which then lie near each other.
Operand Chunker::product(AxesBuilder &axes, AffineState &state, bool isLeft) {
  linalg::GenericOp op = state.update;
  ArrayRef<Value> factors = isLeft ? state.left : state.right;
  SmallVector<unsigned> out =
      isLeft ? joined({kColumn}, joined(state.batch, state.keys))
             : joined(state.batch, joined({kColumn}, state.values));
  auto argument = dyn_cast<BlockArgument>(factors.front());
  if (isLeft && argument && factors.size() == 1) {
    auto dims = llvm::to_vector(llvm::seq<unsigned>(0, op.getNumLoops()));
    Operand input =
        operandOf(op, *op.getMatchingOpOperand(argument), kColumn, dims);
    if (sameAxes(input.axes, out))
      return input;
  }
  return computed(axes, op, factors, kColumn, out);
}

/// The same of queries: [row, batch, keys].
Operand Chunker::queryOf(AxesBuilder &axes, AffineState &state,
                         Readout &readout) {
  Operand query = operandOf(readout.op, *readout.query, kRow, readout.dims);
  SmallVector<unsigned> out = joined({kRow}, joined(state.batch, state.keys));
  if (sameAxes(query.axes, out))
    return query;
  return axes.map(b.getF32Type(), query, out,
                  [](OpBuilder &, ValueRange arguments, auto) {
                    return arguments.front();
                  });
}

/// The sum over a span of steps.
Operand Chunker::sumOver(AxesBuilder &axes, const Operand &each, Span span) {
  SmallVector<unsigned> out(ArrayRef(each.axes).drop_back());
  if (span != Span::all)
    out.push_back(kRow);
  auto predicate = span == Span::until ? arith::CmpIPredicate::ule
                                       : arith::CmpIPredicate::ult;
  auto element = cast<FloatType>(getElementTypeOrSelf(each.value));
  return axes.sum(element, along(each, kRow, kColumn), out, {kColumn}, Value(),
                  [&](OpBuilder &inner, ValueRange arguments,
                      AxesBuilder::Index index) -> Value {
                    if (span == Span::all)
                      return arguments.front();
                    Value isIn = arith::CmpIOp::create(
                        inner, loc, predicate, index(kColumn), index(kRow));
                    Value zero = arith::ConstantOp::create(
                        inner, loc, inner.getFloatAttr(element, 0));
                    return arith::SelectOp::create(inner, loc, isIn,
                                                   arguments.front(), zero);
                  });
}

void Chunker::findDecay(AxesBuilder &axes, AffineState &state) {
  SmallVector<unsigned> out = joined(state.batch, {kRow});
  Operand log = computed(
      axes, state.update, state.decay, kRow, out,
      [&](OpBuilder &inner, Value decay) -> Value {
        Value modulus = math::AbsFOp::create(inner, loc, decay);
        modulus =
            arith::ExtFOp::create(inner, loc, inner.getF64Type(), modulus);
        Value log = math::LogOp::create(inner, loc, modulus);
        return arith::MaximumFOp::create(inner, loc, log,
                                         number(inner, loc, kLeastLog));
      },
      b.getF64Type());
  Operand sign = computed(axes, state.update, state.decay, kRow, out,
                          [&](OpBuilder &inner, Value decay) -> Value {
                            Value less = arith::CmpFOp::create(
                                inner, loc, arith::CmpFPredicate::OLT, decay,
                                number<float>(inner, loc, 0));
                            return arith::SelectOp::create(
                                inner, loc, less, number<float>(inner, loc, 1),
                                number<float>(inner, loc, 0));
                          });
  for (Span span : {Span::before, Span::until, Span::all})
    decays[{state.index, span}] = {sumOver(axes, log, span),
                                   sumOver(axes, sign, span)};
}

/// exp(logs - less), with the sign of so many less so many.
Operand Chunker::factor(AxesBuilder &axes, const Decay &decay,
                        const Decay *less) {
  SmallVector<unsigned> out(decay.logs.axes);
  if (less && !llvm::is_contained(out, kColumn))
    out.push_back(kColumn);
  auto minus = [&](OpBuilder &inner, ValueRange arguments) -> Value {
    return less ? arith::SubFOp::create(inner, loc, arguments[0], arguments[1])
                      .getResult()
                : arguments[0];
  };
  SmallVector<Operand> logs{decay.logs};
  if (less)
    logs.push_back(along(less->logs, kRow, kColumn));
  Operand exponent =
      axes.map(b.getF32Type(), logs, out,
               [&](OpBuilder &inner, ValueRange arguments, auto) -> Value {
                 return arith::TruncFOp::create(inner, loc, inner.getF32Type(),
                                                minus(inner, arguments));
               });
  SmallVector<Operand> inputs{exponent, decay.signs};
  if (less)
    inputs.push_back(along(less->signs, kRow, kColumn));
  return axes.map(b.getF32Type(), inputs, out,
                  [&](OpBuilder &inner, ValueRange arguments, auto) -> Value {
                    Value count = minus(inner, arguments.drop_front());
                    Value half = arith::MulFOp::create(
                        inner, loc, count, number<float>(inner, loc, 0.5));
                    Value whole = math::FloorOp::create(inner, loc, half);
                    Value isOdd = arith::CmpFOp::create(
                        inner, loc, arith::CmpFPredicate::UNE, half, whole);
                    Value power = math::ExpOp::create(inner, loc, arguments[0]);
                    Value negative = arith::NegFOp::create(inner, loc, power);
                    return arith::SelectOp::create(inner, loc, isOdd, negative,
                                                   power);
                  });
}

Operand Chunker::scaled(AxesBuilder &axes, const Operand &tensor,
                        const Operand &factor) {
  return axes.map(b.getF32Type(), {tensor, factor}, tensor.axes,
                  [&](OpBuilder &inner, ValueRange arguments, auto) -> Value {
                    return arith::MulFOp::create(inner, loc, arguments[0],
                                                 arguments[1]);
                  });
}
