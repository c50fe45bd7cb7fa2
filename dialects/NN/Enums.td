// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_NN_ENUMS
#define TENFOLD_NN_ENUMS

include "mlir/IR/EnumAttr.td"
include "dialects/NN/NNBase.td"

class NN_Enum<string name, string summary, list<I32EnumCase> cases> : I32Enum<name, summary, cases> {
  let cppNamespace = "::tenfold::nn";
}

def NN_PredicateEnum : NN_Enum<"Predicate", "comparison", [
  I32EnumCase<"eq", 0>, I32EnumCase<"ne", 1>, I32EnumCase<"lt", 2>,
  I32EnumCase<"le", 3>, I32EnumCase<"gt", 4>, I32EnumCase<"ge", 5>]>;
def NN_ReductionEnum : NN_Enum<"Reduction", "how elements combine", [
  I32EnumCase<"sum", 0>, I32EnumCase<"mean", 1>, I32EnumCase<"max", 2>, I32EnumCase<"min", 3>, I32EnumCase<"prod", 4>]>;
def NN_PairingEnum : NN_Enum<"Pairing", "which elements rotate together", [
  I32EnumCase<"adjacent", 0>, I32EnumCase<"halves", 1>]>;
def NN_PaddingEnum : NN_Enum<"Padding", "what stands beyond the ends", [
  I32EnumCase<"constant", 0>, I32EnumCase<"edge", 1>, I32EnumCase<"reflect", 2>, I32EnumCase<"wrap", 3>]>;
def NN_InterpolationEnum : NN_Enum<"Interpolation", "what is between elements", [
  I32EnumCase<"nearest", 0>, I32EnumCase<"linear", 1>, I32EnumCase<"cubic", 2>]>;
def NN_CoordinatesEnum : NN_Enum<"Coordinates", "where an element of the result lies in the operand", [
  I32EnumCase<"half_pixel", 0>, I32EnumCase<"pytorch_half_pixel", 1>, I32EnumCase<"half_pixel_symmetric", 2>,
  I32EnumCase<"align_corners", 3>, I32EnumCase<"asymmetric", 4>]>;
def NN_RoundingEnum : NN_Enum<"Rounding", "which element is nearest", [
  I32EnumCase<"round_prefer_floor", 0>, I32EnumCase<"round_prefer_ceil", 1>, I32EnumCase<"floor", 2>,
  I32EnumCase<"ceil", 3>]>;

def NN_RandomKindEnum : NN_Enum<"RandomKind", "distribution of random numbers", [
  I32EnumCase<"bits", 0>, I32EnumCase<"uniform", 1>, I32EnumCase<"normal", 2>]>;
def NN_OrderEnum : NN_Enum<"Order", "which element comes first", [I32EnumCase<"ascending", 0>, I32EnumCase<"descending", 1>]>;

def NN_Predicate : EnumAttr<NN_Dialect, NN_PredicateEnum, "predicate">;
def NN_Reduction : EnumAttr<NN_Dialect, NN_ReductionEnum, "reduction">;
def NN_Pairing : EnumAttr<NN_Dialect, NN_PairingEnum, "pairing">;
def NN_Padding : EnumAttr<NN_Dialect, NN_PaddingEnum, "padding">;
def NN_RandomKind : EnumAttr<NN_Dialect, NN_RandomKindEnum, "random">;
def NN_Interpolation : EnumAttr<NN_Dialect, NN_InterpolationEnum, "interpolation">;
def NN_Coordinates : EnumAttr<NN_Dialect, NN_CoordinatesEnum, "coordinates">;
def NN_Rounding : EnumAttr<NN_Dialect, NN_RoundingEnum, "rounding">;
def NN_Order : EnumAttr<NN_Dialect, NN_OrderEnum, "order">;

#endif // TENFOLD_NN_ENUMS
