//===- Structure.cpp - blocks and their application -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialects/NN/OpHelpers.h"

#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/FunctionImplementation.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tenfold;
using namespace tenfold::nn;

/// Arguments and results without `nn.name` are named: arguments after their SSA
/// names, else `arg0`...; results `result0`....
static ArrayAttr nameAll(Builder &b, ArrayRef<DictionaryAttr> attrs,
                         function_ref<std::string(unsigned)> name) {
  SmallVector<Attribute> named;
  for (auto [i, attr] : llvm::enumerate(attrs)) {
    NamedAttrList list(attr);
    if (!list.get(kName))
      list.set(kName, b.getStringAttr(name(i)));
    named.push_back(list.getDictionary(b.getContext()));
  }
  return b.getArrayAttr(named);
}

ParseResult BlockOp::parse(OpAsmParser &parser, OperationState &state) {
  Builder &b = parser.getBuilder();
  StringAttr name;
  bool isPrivate = succeeded(parser.parseOptionalKeyword("private"));
  if (isPrivate)
    state.addAttribute(SymbolTable::getVisibilityAttrName(),
                       b.getStringAttr("private"));
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Type> results;
  SmallVector<DictionaryAttr> resultAttrs;
  bool isVariadic = false;
  if (parser.parseSymbolName(name, SymbolTable::getSymbolAttrName(),
                             state.attributes) ||
      function_interface_impl::parseFunctionSignatureWithArguments(
          parser, /*allowVariadic=*/false, arguments, isVariadic, results,
          resultAttrs) ||
      parser.parseOptionalAttrDictWithKeyword(state.attributes))
    return failure();
  SmallVector<Type> types = llvm::map_to_vector(
      arguments, [](auto &argument) { return argument.type; });
  state.addAttribute("function_type",
                     TypeAttr::get(b.getFunctionType(types, results)));
  auto ssaName = [&](unsigned i) {
    StringRef ssa = arguments[i].ssaName.name.drop_front();
    return ssa.empty() || llvm::isDigit(ssa.front()) ? "arg" + std::to_string(i)
                                                     : ssa.str();
  };
  SmallVector<DictionaryAttr> argumentAttrs =
      llvm::map_to_vector(arguments, [](auto &a) { return a.attrs; });
  if (!arguments.empty())
    state.addAttribute("arg_attrs", nameAll(b, argumentAttrs, ssaName));
  if (!results.empty())
    state.addAttribute("res_attrs", nameAll(b, resultAttrs, [](unsigned i) {
                         return "result" + std::to_string(i);
                       }));
  return parser.parseRegion(*state.addRegion(), arguments);
}

void BlockOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, "function_type",
      getArgAttrsAttrName(), getResAttrsAttrName());
}

LogicalResult ReturnOp::verify() {
  auto block = cast<BlockOp>((*this)->getParentOp());
  if (!compatible(getOperandTypes(), block.getResultTypes()))
    return emitOpError("expected values of types ")
           << block.getResultTypes() << ", got " << getOperandTypes();
  return success();
}

/// Extents of a parameter or a state, as far as the block knows them.
template <typename Op> static LogicalResult verifyExtents(Op op) {
  auto type = cast<RankedTensorType>(op.getResult().getType());
  ArrayAttr dims = op.getDims();
  if (static_cast<int64_t>(dims.size()) != type.getRank())
    return op.emitOpError("expected ")
           << type.getRank() << " entries in `dims`, got " << dims.size();
  for (auto [dim, size] : llvm::zip_equal(dims, type.getShape())) {
    auto number = dyn_cast<IntegerAttr>(dim);
    if (!number && !isa<StringAttr>(dim))
      return op.emitOpError("expected `dims` to hold names and integers, got ")
             << dim;
    if (number && number.getInt() != size)
      return op.emitOpError("expected `dims` to agree with ")
             << type << ", got " << number.getInt();
  }
  return success();
}

LogicalResult ParamOp::verify() { return verifyExtents(*this); }
LogicalResult StateOp::verify() { return verifyExtents(*this); }

/// As many of `values` for each time, all of one type.
static LogicalResult verifyEach(RepeatOp op, ValueRange values,
                                StringRef role) {
  int64_t times = op.getTimes(), count = values.size();
  if (times == 0 ? count != 0 : count % times != 0)
    return op.emitOpError("expected a multiple of ")
           << times << " " << role << "s of `each`, got " << count;
  for (auto [i, value] : llvm::enumerate(values))
    if (Type first = values[i / times * times].getType();
        first != value.getType())
      return op.emitOpError("expected ")
             << role << " " << i << " of `each` to be " << first
             << " as the first time, got " << value.getType();
  return success();
}

LogicalResult RepeatOp::verify() {
  if (static_cast<int64_t>(getTimes()) < 0)
    return emitOpError("expected `times` to be at least 0, got ")
           << static_cast<int64_t>(getTimes());
  if (getResults_().size() > getOperands_().size())
    return emitOpError("expected an operand for each of the ")
           << getResults_().size() << " results, got " << getOperands_().size();
  if (!compatible(
          TypeRange(getOperands_().getTypes()).take_front(getResults_().size()),
          getResults_().getTypes()))
    return emitOpError(
               "expected results of the types of the first operands, got ")
           << getResults_().getTypes();
  if (getEach().empty() && !getEachResults().empty())
    return emitOpError("expected operands of `each` beside its ")
           << getEachResults().size() << " results, got none";
  if (failed(verifyEach(*this, getEach(), "operand")))
    return failure();
  return verifyEach(*this, getEachResults(), "result");
}

#define GET_OP_CLASSES
#include "dialects/NN/Structure.cpp.inc"
