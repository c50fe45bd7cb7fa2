//===- FlowSyntax.cpp - the text of control flow --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/Flow.h"

#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

namespace {

/// `(%a = %x, %b = %y)`: arguments of a region and what they start from.
struct Bindings {
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> operands;

  ParseResult parse(OpAsmParser &parser) {
    return parser.parseCommaSeparatedList(
        OpAsmParser::Delimiter::Paren, [&]() -> ParseResult {
          return failure(parser.parseArgument(arguments.emplace_back()) ||
                         parser.parseEqual() ||
                         parser.parseOperand(operands.emplace_back()));
        });
  }
};

} // namespace

/// The results' types follow from operands and regions.
template <typename Op>
static ParseResult inferResults(OpAsmParser &parser, OperationState &state,
                                SMLoc at) {
  SmallVector<Type> types;
  if (failed(Op::inferReturnTypes(
          parser.getContext(), parser.getEncodedSourceLoc(at), state.operands,
          state.attributes.getDictionary(parser.getContext()),
          state.getRawProperties(), state.regions, types)))
    return failure();
  state.addTypes(types);
  return success();
}

static void setTypes(MutableArrayRef<OpAsmParser::Argument> arguments,
                     ArrayRef<Type> types) {
  for (auto [argument, type] : llvm::zip(arguments, types))
    argument.type = type;
}

static void printBindings(OpAsmPrinter &printer,
                          Block::BlockArgListType arguments,
                          OperandRange operands) {
  printer << '(';
  llvm::interleaveComma(
      llvm::zip_equal(arguments, operands), printer, [&](auto pair) {
        printer << std::get<0>(pair) << " = " << std::get<1>(pair);
      });
  printer << ')';
}

//===----------------------------------------------------------------------===//
// `nn.cond %p attr-dict : type {...} else {...}`
//===----------------------------------------------------------------------===//

ParseResult CondOp::parse(OpAsmParser &parser, OperationState &state) {
  OpAsmParser::UnresolvedOperand condition;
  Type type;
  SMLoc at = parser.getCurrentLocation();
  if (parser.parseOperand(condition) ||
      parser.parseOptionalAttrDict(state.attributes) ||
      parser.parseColonType(type) ||
      parser.resolveOperand(condition, type, state.operands) ||
      parser.parseRegion(*state.addRegion()) || parser.parseKeyword("else") ||
      parser.parseRegion(*state.addRegion()))
    return failure();
  return inferResults<CondOp>(parser, state, at);
}

void CondOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getCondition();
  printer.printOptionalAttrDict((*this)->getAttrs());
  printer << " : " << getCondition().getType() << ' ';
  printer.printRegion(getThenRegion());
  printer << " else ";
  printer.printRegion(getElseRegion());
}

//===----------------------------------------------------------------------===//
// `nn.while (%a = %x) attr-dict : types {...} do (%b) {...}`
//===----------------------------------------------------------------------===//

ParseResult WhileOp::parse(OpAsmParser &parser, OperationState &state) {
  Bindings carried;
  SmallVector<Type> types;
  SmallVector<OpAsmParser::Argument> arguments;
  SMLoc at = parser.getCurrentLocation(), list;
  if (carried.parse(parser) || parser.parseOptionalAttrDict(state.attributes) ||
      parser.parseColonTypeList(types) ||
      parser.resolveOperands(carried.operands, types, at, state.operands))
    return failure();
  setTypes(carried.arguments, types);
  if (parser.parseRegion(*state.addRegion(), carried.arguments) ||
      parser.parseKeyword("do") || parser.getCurrentLocation(&list) ||
      parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren))
    return failure();
  if (arguments.size() != types.size())
    return parser.emitError(list, "expected ")
           << types.size() << " carried values, got " << arguments.size();
  setTypes(arguments, types);
  if (parser.parseRegion(*state.addRegion(), arguments))
    return failure();
  return inferResults<WhileOp>(parser, state, at);
}

void WhileOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printBindings(printer, getTest().getArguments(), getInits());
  printer.printOptionalAttrDict((*this)->getAttrs());
  printer << " : " << getInits().getTypes() << ' ';
  printer.printRegion(getTest(), /*printEntryBlockArgs=*/false);
  printer << " do (";
  llvm::interleaveComma(getBody().getArguments(), printer);
  printer << ") ";
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

//===----------------------------------------------------------------------===//
// `nn.scan (%h = %h0) over (%x = %xs) reverse? attr-dict : types {...}`
//===----------------------------------------------------------------------===//

ParseResult ScanOp::parse(OpAsmParser &parser, OperationState &state) {
  Bindings carried, slices;
  SmallVector<Type> types;
  SMLoc at = parser.getCurrentLocation();
  if (carried.parse(parser) || parser.parseKeyword("over") ||
      slices.parse(parser))
    return failure();
  auto &properties = state.getOrAddProperties<Properties>();
  properties.operandSegmentSizes = {int32_t(carried.operands.size()),
                                    int32_t(slices.operands.size())};
  if (succeeded(parser.parseOptionalKeyword("reverse")))
    properties.reverse = parser.getBuilder().getUnitAttr();
  SmallVector<OpAsmParser::UnresolvedOperand> operands(carried.operands);
  operands.append(slices.operands);
  if (parser.parseOptionalAttrDict(state.attributes) ||
      parser.parseColonTypeList(types) ||
      parser.resolveOperands(operands, types, at, state.operands))
    return failure();
  SmallVector<OpAsmParser::Argument> arguments(carried.arguments);
  arguments.append(slices.arguments);
  for (auto [index, type] : llvm::enumerate(types)) {
    bool isSlice = index >= carried.operands.size();
    if (isSlice && !isa_and_nonnull<TensorType>(sliceType(type)))
      return parser.emitError(at,
                              "expected tensors with a leading dimension to "
                              "scan over, got ")
             << type;
    arguments[index].type = isSlice ? sliceType(type) : type;
  }
  if (parser.parseRegion(*state.addRegion(), arguments))
    return failure();
  return inferResults<ScanOp>(parser, state, at);
}

void ScanOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  auto arguments = getBody().getArguments();
  unsigned carried = getInits().size();
  printBindings(printer, arguments.take_front(carried), getInits());
  printer << " over ";
  printBindings(printer, arguments.drop_front(carried), getXs());
  if (getReverse())
    printer << " reverse";
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {"operandSegmentSizes", "reverse"});
  printer << " : " << getOperandTypes() << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}
