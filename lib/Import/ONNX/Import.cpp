//===- Import.cpp - a graph becomes a block -------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
#include "lib/Import/ONNX/Import.h"

#include "dialects/NN/NN.h"
#include "lib/Import/ONNX/Rules.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"

#include "onnx.pb.h"

using namespace mlir;

namespace tenfold::onnx {
namespace {

class Importer {
public:
  Importer(const File &file, OpBuilder &builder)
      : file(file), builder(builder), graph(file, builder) {}

  llvm::Expected<std::string> run();

private:
  void addInput(const ::onnx::ValueInfoProto &input);
  void addOutputs();
  ArrayAttr dimsOf(const ::onnx::ValueInfoProto &input,
                   SmallVectorImpl<int64_t> &shape);
  ArrayAttr namesOf(ArrayRef<AffineExpr> dims);
  NamedAttrList describe(StringRef name, Type element, ArrayAttr dims);

  const File &file;
  OpBuilder &builder;
  Graph graph;
  nn::BlockOp main;
  SmallVector<Type> inputs;
  SmallVector<Attribute> inputAttributes;
};

/// Extents by number or name; one without either is named after its place.
ArrayAttr Importer::dimsOf(const ::onnx::ValueInfoProto &input,
                           SmallVectorImpl<int64_t> &shape) {
  SmallVector<Attribute> dims;
  for (const auto &dim : input.type().tensor_type().shape().dim()) {
    if (dim.has_dim_value() && dim.dim_value() >= 0) {
      shape.push_back(dim.dim_value());
      dims.push_back(builder.getI64IntegerAttr(dim.dim_value()));
      continue;
    }
    std::string name = dim.dim_param();
    if (name.empty() || name == "?") // some exporters' way to name none
      name = input.name() + "." + std::to_string(shape.size());
    shape.push_back(ShapedType::kDynamic);
    dims.push_back(builder.getStringAttr(name));
  }
  return builder.getArrayAttr(dims);
}

/// The attributes of an argument or a result.
NamedAttrList Importer::describe(StringRef name, Type element, ArrayAttr dims) {
  NamedAttrList about;
  about.set(nn::kName, builder.getStringAttr(name));
  if (dims)
    about.set(nn::kDims, dims);
  if (element.isUnsignedInteger())
    about.set(nn::kUnsigned, builder.getUnitAttr());
  return about;
}

void Importer::addInput(const ::onnx::ValueInfoProto &input) {
  if (graph.failed() || file.find(&file.graph(), input.name()))
    return; // an initialiser, which older files list too
  std::string shown = "input " + quoted(input.name()) + ": ";
  const auto &type = input.type().tensor_type();
  if (!input.type().has_tensor_type() || !type.has_shape()) {
    graph.fail(shown + "expected a tensor of known rank");
    return;
  }
  auto element = elementType(type.elem_type());
  if (!element) {
    graph.fail(shown + toString(element.takeError()));
    return;
  }
  SmallVector<int64_t> shape;
  ArrayAttr dims = dimsOf(input, shape);
  Type meaning = (*element)->type(builder.getContext());
  auto tensor = RankedTensorType::get(shape, carrierOf(meaning));
  mlir::Value value =
      main.getBody().addArgument(tensor, builder.getUnknownLoc());
  Term term{value, meaning, {}, {}};
  for (auto [dim, size] : llvm::enumerate(dims)) {
    auto name = dyn_cast<StringAttr>(size);
    term.dims.push_back(name ? graph.named(name.getValue(), value, dim)
                             : graph.sizes.constant(shape[dim]));
  }
  graph.define(input.name(), term);
  inputs.push_back(tensor);
  inputAttributes.push_back(describe(input.name(), meaning, dims)
                                .getDictionary(builder.getContext()));
}

/// Names and numbers where all extents are; null otherwise.
ArrayAttr Importer::namesOf(ArrayRef<AffineExpr> dims) {
  SmallVector<Attribute> names;
  for (AffineExpr extent : dims) {
    StringRef name = graph.nameOf(extent);
    if (auto number = dyn_cast<AffineConstantExpr>(extent))
      names.push_back(builder.getI64IntegerAttr(number.getValue()));
    else if (!name.empty())
      names.push_back(builder.getStringAttr(name));
    else
      return {};
  }
  return builder.getArrayAttr(names);
}

void Importer::addOutputs() {
  SmallVector<mlir::Value> values;
  SmallVector<Attribute> attributes;
  for (const auto &output : file.graph().output()) {
    Term term = graph.asTensor(graph.lookup(output.name()));
    if (graph.failed())
      return;
    values.push_back(term.value);
    NamedAttrList about = describe(output.name(), term.element, {});
    auto type = cast<RankedTensorType>(term.value.getType());
    Dims dims = graph.sizes.resolve(term.dims);
    // A result may turn out to be of a size that its type does not tell.
    if (ArrayAttr names = namesOf(dims);
        names && graph.sizes.shapeOf(dims) == type.getShape())
      about.set(nn::kDims, names);
    attributes.push_back(about.getDictionary(builder.getContext()));
  }
  if (values.empty()) {
    graph.fail("expected a graph with outputs, got none");
    return;
  }
  nn::ReturnOp::create(builder, builder.getUnknownLoc(), values);
  main.setFunctionType(
      builder.getFunctionType(inputs, ValueRange(values).getTypes()));
  if (!inputAttributes.empty())
    main.setArgAttrsAttr(builder.getArrayAttr(inputAttributes));
  main.setResAttrsAttr(builder.getArrayAttr(attributes));
}

llvm::Expected<std::string> Importer::run() {
  Location nowhere = builder.getUnknownLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, nowhere);
  builder.setInsertionPointToStart(module->getBody());
  OperationState state(nowhere, nn::BlockOp::getOperationName());
  state.addAttribute("sym_name", builder.getStringAttr("main"));
  state.addAttribute("function_type",
                     TypeAttr::get(builder.getFunctionType({}, {})));
  state.addRegion()->emplaceBlock();
  main = cast<nn::BlockOp>(builder.create(state));
  graph.main = &main.getBody().front();
  builder.setInsertionPointToStart(&main.getBody().front());
  for (const auto &input : file.graph().input())
    addInput(input);
  importNodes(graph, file.graph().node());
  addOutputs();
  if (graph.failed())
    return error("{0}", graph.failure());
  if (!graph.bounds.empty())
    module->getOperation()->setAttr(
        nn::kBounds, graph.bounds.getDictionary(builder.getContext()));
  std::string text;
  llvm::raw_string_ostream(text) << *module;
  return text;
}

} // namespace

llvm::Expected<std::string> importModel(const File &file) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<nn::NNDialect, arith::ArithDialect>();
  OpBuilder builder(&context);
  return Importer(file, builder).run();
}

} // namespace tenfold::onnx
