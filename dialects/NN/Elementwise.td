// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One scalar function at every index. Operands broadcast as in NumPy, but only an extent known to be one stretches.
#ifndef TENFOLD_NN_ELEMENTWISE
#define TENFOLD_NN_ELEMENTWISE

include "dialects/NN/ElementwiseBase.td"

def NN_AddOp : NN_Binary<"add", "x[0] + x[1]", "x[0] + x[1]", "arith::AddFOp", "arith::AddIOp"> {
  let summary = "sum";
}
def NN_SubOp : NN_Binary<"sub", "x[0] - x[1]", "x[0] - x[1]", "arith::SubFOp", "arith::SubIOp"> {
  let summary = "difference";
}
def NN_MulOp : NN_Binary<"mul", "x[0] * x[1]", "x[0] * x[1]", "arith::MulFOp", "arith::MulIOp"> {
  let summary = "product";
}
def NN_MaxOp : NN_Binary<"max", "maximum(x[0], x[1])", "std::max(x[0], x[1])", "arith::MaximumFOp", "MaxInteger"> {
  let summary = "greater of two; NaN if either is NaN";
}
def NN_MinOp : NN_Binary<"min", "-maximum(-x[0], -x[1])", "std::min(x[0], x[1])", "arith::MinimumFOp", "MinInteger"> {
  let summary = "lesser of two; NaN if either is NaN";
}
def NN_DivOp : NN_Elementwise<"div", "x[0] / x[1]", "divideWrapping(x[0], x[1])", "buildDivide(builder, loc, x[0], x[1])",
                              [SameOperandsElementType]> {
  let summary = "quotient";
  let description = [{
    Of integers: towards zero; x / 0 is -1 and the least value over -1 wraps.

    ```mlir
    %y = nn.div %a, %b : tensor<4xi32>, tensor<4xi32>   // of [7, -7, 5, -2147483648], [2, 2, 0, -1]
    ```
  }];
  let arguments = (ins NN_Tensor:$lhs, NN_Tensor:$rhs);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}

def NN_NegOp : NN_Elementwise<"neg", "-x[0]", "-x[0]", "buildNegate(builder, loc, x[0])"> {
  let summary = "negative";
  let arguments = (ins NN_Tensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

def NN_AbsOp : NN_Elementwise<"abs", "std::fabs(x[0])", "x[0] < 0 ? -x[0] : x[0]", "buildAbsolute(builder, loc, x[0])"> {
  let summary = "absolute value; the least integer stays itself";
  let arguments = (ins NN_Tensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}
def NN_SignOp : NN_UnaryFloat<"sign", "x[0] > 0 ? 1 : x[0] < 0 ? -1 : x[0]", "Sign"> {
  let summary = "1, -1, or the number itself where it is a zero or NaN";
}
def NN_ReciprocalOp : NN_UnaryFloat<"reciprocal", "1 / x[0]", "Reciprocal"> { let summary = "1 / x"; }

def NN_PowOp : NN_Elementwise<"pow", "std::pow(x[0], x[1])", "0", "math::PowFOp::create(builder, loc, x[0], x[1])",
                              [SameOperandsElementType]> {
  let summary = "power, as C's `pow`";
  let arguments = (ins NN_FloatTensor:$base, NN_FloatTensor:$exponent);
  let assemblyFormat = "$base `,` $exponent attr-dict `:` type($base) `,` type($exponent)";
}

def NN_Atan2Op : NN_Elementwise<"atan2", "std::atan2(x[0], x[1])", "0", "math::Atan2Op::create(builder, loc, x[0], x[1])",
                                [SameOperandsElementType]> {
  let summary = "angle of the point (x, y), as C's `atan2(y, x)`";
  let arguments = (ins NN_FloatTensor:$y, NN_FloatTensor:$x);
  let assemblyFormat = "$y `,` $x attr-dict `:` type($y) `,` type($x)";
}

def NN_RemOp : NN_BinaryInt<"rem", "remainder(a, b)", "buildRemainder(builder, loc, x[0], x[1])"> {
  let summary = "remainder of division towards zero: has the sign of `lhs`; x % 0 is x";
}
def NN_ModOp : NN_BinaryInt<"mod", "floorRemainder(a, b)", "buildModulo(builder, loc, x[0], x[1])"> {
  let summary = "remainder of division towards minus infinity: has the sign of `rhs`; x mod 0 is x";
}
def NN_AndOp : NN_BinaryInt<"and", "a & b", "arith::AndIOp::create(builder, loc, x[0], x[1])"> { let summary = "bitwise and"; }
def NN_OrOp : NN_BinaryInt<"or", "a | b", "arith::OrIOp::create(builder, loc, x[0], x[1])"> { let summary = "bitwise or"; }
def NN_XorOp : NN_BinaryInt<"xor", "a ^ b", "arith::XOrIOp::create(builder, loc, x[0], x[1])"> { let summary = "bitwise exclusive or"; }
def NN_ShiftLeftOp : NN_BinaryInt<"shift_left", "uint64_t(b) < bits ? a << b : 0",
                                  "buildShift<arith::ShLIOp>(builder, loc, x[0], x[1])"> {
  let summary = "bits shifted left; 0 past the width";
}
def NN_ShiftRightOp : NN_BinaryInt<"shift_right", "a >> (uint64_t(b) < bits ? b : 63)",
                                   "buildShift<arith::ShRSIOp>(builder, loc, x[0], x[1])"> {
  let summary = "bits shifted right with the sign; the sign past the width";
}
def NN_ShiftRightUnsignedOp : NN_BinaryInt<"shift_right_unsigned",
    "uint64_t(b) < bits ? (uint64_t(a) << (64 - bits) >> (64 - bits)) >> b : 0",
    "buildShift<arith::ShRUIOp>(builder, loc, x[0], x[1])"> {
  let summary = "bits shifted right after zeros; 0 past the width";
}
// Numbers from 0: the bits of signless integers, whose sums, differences and products are those of signed ones. Their order
// is that of signed integers with the highest bit flipped.
def NN_DivUnsignedOp : NN_BinaryInt<"div_unsigned", "b == 0 ? -1 : int64_t(magnitude(a, bits) / magnitude(b, bits))",
                                    "buildUnsigned<arith::DivUIOp>(builder, loc, x[0], x[1], {})"> {
  let summary = "quotient of numbers from 0; all bits of x / 0 are 1";
}
def NN_RemUnsignedOp : NN_BinaryInt<"rem_unsigned", "b == 0 ? a : int64_t(magnitude(a, bits) % magnitude(b, bits))",
                                    "buildUnsigned<arith::RemUIOp>(builder, loc, x[0], x[1], x[0])"> {
  let summary = "remainder of numbers from 0; x % 0 is x";
}
def NN_NotOp : NN_Elementwise<"not", "0", "~x[0]", "buildNot(builder, loc, x[0])"> {
  let summary = "bitwise complement";
  let arguments = (ins NN_IntTensor:$x);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

def NN_IsNanOp : NN_FloatTest<"is_nan", "std::isnan(x[0])",
    "arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, x[0], x[0])"> { let summary = "whether it is NaN"; }
def NN_IsInfOp : NN_FloatTest<"is_inf", "std::isinf(x[0])", "buildIsInfinite(builder, loc, x[0])"> {
  let summary = "whether it is an infinity";
}

def NN_ExpOp : NN_UnaryFloat<"exp", "std::exp(x[0])", "math::ExpOp"> { let summary = "exponential"; }
def NN_LogOp : NN_UnaryFloat<"log", "std::log(x[0])", "math::LogOp"> { let summary = "natural logarithm"; }
def NN_TanhOp : NN_UnaryFloat<"tanh", "std::tanh(x[0])", "math::TanhOp"> { let summary = "hyperbolic tangent"; }
def NN_ErfOp : NN_UnaryFloat<"erf", "std::erf(x[0])", "math::ErfOp"> { let summary = "error function"; }
def NN_SqrtOp : NN_UnaryFloat<"sqrt", "std::sqrt(x[0])", "math::SqrtOp"> { let summary = "square root"; }
def NN_Exp2Op : NN_UnaryFloat<"exp2", "std::exp2(x[0])", "math::Exp2Op"> { let summary = "power of two"; }
def NN_Expm1Op : NN_UnaryFloat<"expm1", "std::expm1(x[0])", "math::ExpM1Op"> { let summary = "exp(x) - 1, near 0 too"; }
def NN_Log2Op : NN_UnaryFloat<"log2", "std::log2(x[0])", "math::Log2Op"> { let summary = "logarithm to base 2"; }
def NN_Log10Op : NN_UnaryFloat<"log10", "std::log10(x[0])", "math::Log10Op"> { let summary = "logarithm to base 10"; }
def NN_Log1pOp : NN_UnaryFloat<"log1p", "std::log1p(x[0])", "math::Log1pOp"> { let summary = "log(1 + x), near 0 too"; }
def NN_RsqrtOp : NN_UnaryFloat<"rsqrt", "1 / std::sqrt(x[0])", "math::RsqrtOp"> { let summary = "1 / sqrt(x)"; }
def NN_CeilOp : NN_UnaryFloat<"ceil", "std::ceil(x[0])", "math::CeilOp"> { let summary = "least integer not below"; }
def NN_TruncOp : NN_UnaryFloat<"trunc", "std::trunc(x[0])", "math::TruncOp"> { let summary = "integer towards zero"; }
def NN_RoundOp : NN_UnaryFloat<"round", "std::nearbyint(x[0])", "math::RoundEvenOp"> {
  let summary = "nearest integer, halves to the even one";
}
def NN_SinOp : NN_UnaryFloat<"sin", "std::sin(x[0])", "math::SinOp"> { let summary = "sine"; }
def NN_CosOp : NN_UnaryFloat<"cos", "std::cos(x[0])", "math::CosOp"> { let summary = "cosine"; }
def NN_TanOp : NN_UnaryFloat<"tan", "std::tan(x[0])", "math::TanOp"> { let summary = "tangent"; }
def NN_AsinOp : NN_UnaryFloat<"asin", "std::asin(x[0])", "math::AsinOp"> {
  let summary = "inverse sine, NaN outside [-1, 1]";
}
def NN_AcosOp : NN_UnaryFloat<"acos", "std::acos(x[0])", "math::AcosOp"> {
  let summary = "inverse cosine, NaN outside [-1, 1]";
}
def NN_AtanOp : NN_UnaryFloat<"atan", "std::atan(x[0])", "math::AtanOp"> { let summary = "inverse tangent"; }
def NN_SinhOp : NN_UnaryFloat<"sinh", "std::sinh(x[0])", "math::SinhOp"> { let summary = "hyperbolic sine"; }
def NN_CoshOp : NN_UnaryFloat<"cosh", "std::cosh(x[0])", "math::CoshOp"> { let summary = "hyperbolic cosine"; }
def NN_AsinhOp : NN_UnaryFloat<"asinh", "std::asinh(x[0])", "math::AsinhOp"> {
  let summary = "inverse hyperbolic sine";
}
def NN_AcoshOp : NN_UnaryFloat<"acosh", "std::acosh(x[0])", "math::AcoshOp"> {
  let summary = "inverse hyperbolic cosine, NaN below 1";
}
def NN_AtanhOp : NN_UnaryFloat<"atanh", "std::atanh(x[0])", "math::AtanhOp"> {
  let summary = "inverse hyperbolic tangent, NaN outside [-1, 1]";
}
def NN_FloorOp : NN_UnaryFloat<"floor", "std::floor(x[0])", "math::FloorOp"> { let summary = "greatest integer not above"; }

def NN_CompareOp : NN_Elementwise<"compare", "compare(getPredicate(), x[0], x[1])", "compare(getPredicate(), x[0], x[1])",
                                  "buildCompare(builder, loc, getPredicate(), x[0], x[1])", [SameOperandsElementType]> {
  let summary = "comparison, `eq ne lt le gt ge`";
  let description = [{
    With a NaN every predicate but `ne` is false. Integers compare as signed.

    ```mlir
    %y = nn.compare lt %a, %b : tensor<4xf32>, tensor<4xf32>   // of [1, 2, 3, nan], [2, 2, 2, 2]
    ```
  }];
  let arguments = (ins NN_Predicate:$predicate, NN_Tensor:$lhs, NN_Tensor:$rhs);
  let results = (outs NN_BoolTensor:$result);
  let elementTypes = [{ {::mlir::IntegerType::get(context, 1)} }];
  let assemblyFormat = "$predicate $lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs)";
}

def NN_SelectOp : NN_Elementwise<"select", "x[0] != 0 ? x[1] : x[2]", "x[0] != 0 ? x[1] : x[2]",
                                 "arith::SelectOp::create(builder, loc, x[0], x[1], x[2])",
                                 [PredOpTrait<"`on_true` and `on_false` have the same element type",
                                              TCopVTEtIsSameAs<1, 2>>]> {
  let summary = "one of two values by a condition";
  let description = [{
    The other value does not matter, be it NaN.

    ```mlir
    %y = nn.select %c, %a, %b : tensor<3xi1>, tensor<3xf32>, tensor<f32>   // of [true, false, true], [1, 2, 3], nan
    ```
  }];
  let arguments = (ins NN_BoolTensor:$condition, NN_Tensor:$on_true, NN_Tensor:$on_false);
  let elementTypes = [{ {::mlir::getElementTypeOrSelf(adaptor.getOnTrue().getType())} }];
  let assemblyFormat = [{
    $condition `,` $on_true `,` $on_false attr-dict `:` type($condition) `,` type($on_true) `,` type($on_false)
  }];
}

def NN_BroadcastOp : NN_Elementwise<"broadcast", "x[0]", "x[0]", "x[0]", [SameOperandsElementType]> {
  let summary = "a tensor stretched as arithmetic with another would";
  let description = [{
    ```mlir
    %y = nn.broadcast %x like %z : tensor<2x1xf32>, tensor<3xf32>   // of [[1], [2]], [0, 0, 0]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, NN_Tensor:$like);
  let assemblyFormat = "$x `like` $like attr-dict `:` type($x) `,` type($like)";
}

def NN_CastOp : NN_Elementwise<"cast", "x[0]", "getTo().isInteger(1) ? x[0] != 0 : x[0]",
    "buildCast(builder, loc, x[0], ::mlir::getElementTypeOrSelf(getType()))"> {
  let summary = "conversion to another element type";
  let description = [{
    Float to integer truncates and saturates, NaN gives 0; to `i1` is a test for non-zero; `i1` to anything gives 0 or 1.

    ```mlir
    %y = nn.cast %x to i8 : tensor<5xf32>   // of [1.9, -1.9, 300, -300, nan]
    ```
  }];
  let arguments = (ins NN_Tensor:$x, TypeAttr:$to);
  let elementTypes = [{ {adaptor.getTo()} }];
  let assemblyFormat = "$x `to` $to attr-dict `:` type($x)";
}

#endif // TENFOLD_NN_ELEMENTWISE
