//===- tenfold-plan-check.cpp - does plan.json hold for the program -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shares no code with the planner. Lives, sizes and totals are recomputed from
// the program and compared with the plan, sizes as numbers at the bounds and
// below. Each buffer is written before it is read, and shares no bytes with
// another while both live: so each read finds what the program put there.

#include "lib/Pipelines/Register.h"
#include "tools/tenfold-plan-check/Lives.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Parser/Parser.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
namespace json = llvm::json;

namespace {

func::FuncOp kernelOf(func::CallOp call) {
  return SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
      call, call.getCalleeAttr());
}

struct Buffer {
  Value view;
  int64_t offset = 0, first = kNone, last = 0;
  std::string value; // equal kernels on equal values make equal values
};
class Checker {
public:
  Checker(func::FuncOp entry, const json::Object &plan)
      : entry(entry), plan(plan) {}
  std::string check(llvm::raw_ostream &report);

private:
  template <typename... Ts> bool expect(bool good, const char *text, Ts... ts) {
    if (!good && error.empty())
      error = llvm::formatv(text, ts...).str();
    return good;
  }
  const json::Object &element(StringRef key, size_t index) {
    static const json::Object none;
    const json::Array *all = plan.getArray(key);
    bool has = all && index < all->size() && (*all)[index].getAsObject();
    expect(has, "expected element {0} of {1}", index, key);
    return has ? *(*all)[index].getAsObject() : none;
  }
  void compare(const Twine &path, const json::Value &ours,
               const json::Value *theirs);
  std::string nameOf(Value value);
  void readSteps();
  void readDims();
  void checkBytes(const Twine &what, const json::Object &object, StringRef key,
                  llvm::function_ref<int64_t(const Sizes &)> bytes);
  void checkSizes();
  int64_t scratch(const Sizes &sizes);
  void checkPlaces(const Sizes &sizes);
  json::Object memory();
  void write(llvm::raw_ostream &report);

  func::FuncOp entry;
  const json::Object &plan;
  std::string error; // the first
  SmallVector<Buffer> buffers;
  SmallVector<func::CallOp> steps;
  SmallVector<StringRef> symbols;
  SmallVector<SmallVector<int64_t>> points;
  SmallVector<Sizes> sizes; // at the points, the first is the bounds
  json::Object ours;        // what the plan must say
  bool bounded = true;
  int64_t weights = 0, inputs = 0, results = 0; // bytes at the bounds
  int64_t arena = 0, liveSet = 0, peakStep = 0;
};

/// Everything in `ours` is in `theirs`, arrays with nothing more.
void Checker::compare(const Twine &path, const json::Value &ours,
                      const json::Value *theirs) {
  if (!expect(theirs, "expected {0}", path.str()))
    return;
  if (const json::Object *object = ours.getAsObject()) {
    const json::Object *other = theirs->getAsObject();
    for (const auto &[key, value] : *object)
      compare(path + "." + StringRef(key), value,
              other ? other->get(key) : nullptr);
  } else if (const json::Array *array = ours.getAsArray()) {
    const json::Array *other = theirs->getAsArray();
    size_t count = other ? other->size() : 0;
    if (expect(count == array->size(), "expected {0} elements of {1}, got {2}",
               array->size(), path.str(), count))
      for (size_t i = 0; i < count; ++i)
        compare(path + "[" + Twine(i) + "]", (*array)[i], &(*other)[i]);
  } else {
    expect(ours == *theirs, "expected {0} to be {1}, got {2}", path.str(), ours,
           *theirs);
  }
}

/// The bounds, within the model's, and other sizes between them.
void Checker::readDims() {
  auto all = entry->getParentOfType<ModuleOp>()->getAttrOfType<DictionaryAttr>(
      "nn.bounds");
  json::Array dims;
  points.resize(3);
  for (auto name : entry->getAttrOfType<ArrayAttr>("program.dims")
                       .getAsRange<StringAttr>()) {
    const json::Object &dim = element("dims", dims.size());
    symbols.push_back(dim.getString("symbol").value_or(""));
    int64_t low = dim.getInteger("lo").value_or(-1);
    int64_t high = dim.getInteger("hi").value_or(kNone);
    auto range = all ? all.getAs<ArrayAttr>(name) : ArrayAttr();
    int64_t least = range ? cast<IntegerAttr>(range[0]).getInt() : 0;
    int64_t most = range ? cast<IntegerAttr>(range[1]).getInt() : kNone;
    expect(least <= low && low <= high && high <= most,
           "expected bounds of {0} within {1}..{2}, got {3}..{4}",
           name.getValue(), least, most, low, high);
    bounded &= high != kNone;
    high = high == kNone ? low + 61 : high;
    points[0].push_back(high);
    points[1].push_back(low);
    points[2].push_back((low + high) / 2);
    dims.push_back(json::Object{{"name", name.getValue()}});
  }
  for (const auto &point : points)
    sizes.push_back(Sizes(entry, point));
  ours["dims"] = std::move(dims);
}

std::string Checker::nameOf(Value value) {
  auto arg = dyn_cast<BlockArgument>(value);
  if (!expect(bool(arg), "expected operands to be arguments or views of them"))
    return "";
  unsigned index = arg.getArgNumber();
  auto text = [&](StringRef key) {
    auto attr = entry.getArgAttrOfType<StringAttr>(index, key);
    return attr ? attr.getValue() : "";
  };
  StringRef path = text("nn.param"),
            name = path.empty() ? text("nn.name") : path;
  bool result = bool(entry.getArgAttr(index, "program.result"));
  StringRef role = path.empty() ? "input " : "weight ";
  return ((result ? "result " : role) + name).str();
}

void Checker::readSteps() {
  llvm::StringMap<unsigned> numbers; // of values, by what makes them
  llvm::DenseMap<Value, std::string> contents;
  json::Array list;
  Lives found(entry);
  expect(found.error.empty(), "{0}", found.error);
  for (auto &[view, life] : found.lives)
    buffers.push_back({view, 0, life.first, life.last});
  entry.walk([&](func::CallOp call) { steps.push_back(call); });
  for (func::CallOp call : steps) {
    func::FuncOp kernel = kernelOf(call);
    json::Array reads, writes;
    std::string made = call.getCallee().str();
    for (auto [index, operand] : llvm::enumerate(call.getOperands())) {
      Value root = Lives::rootOf(operand); // an argument, or of the arena
      auto *buffer = llvm::find_if(
          buffers, [&](const Buffer &buffer) { return buffer.view == root; });
      bool inArena = buffer != buffers.end();
      bool write = bool(kernel.getArgAttr(index, "program.result"));
      bool read = !write || kernel.getArgAttr(index, "program.updates");
      size_t number = buffer - buffers.begin();
      std::string name =
          inArena ? "buffer " + std::to_string(number) : nameOf(root);
      if (read)
        made += "," + (contents.contains(root) ? contents[root] : name);
      std::string value = made + "#" + std::to_string(writes.size());
      if (write) { // reads come first
        number = numbers.try_emplace(value, numbers.size()).first->second;
        contents[root] = "v" + std::to_string(number);
      }
      if (write && inArena)
        buffer->value = contents[root];
      auto access = llvm::formatv("{0} as {1}", name, operand.getType()).str();
      for (auto [does, all] : {std::pair(read, &reads), {write, &writes}})
        if (does)
          all->push_back(access);
    }
    list.push_back(json::Object{{"kernel", call.getCallee()},
                                {"reads", std::move(reads)},
                                {"writes", std::move(writes)}});
  }
  ours["steps"] = std::move(list);
}

/// The text's value is that of `bytes` at every point.
void Checker::checkBytes(const Twine &what, const json::Object &object,
                         StringRef key,
                         llvm::function_ref<int64_t(const Sizes &)> bytes) {
  MLIRContext *context = entry.getContext();
  ScopedDiagnosticHandler quiet(context, [](Diagnostic &) {});
  std::string size = object.getString(key).value_or("").str();
  auto map = dyn_cast_or_null<AffineMapAttr>(parseAttribute(
      "affine_map<()[" + llvm::join(symbols, ", ") + "] -> (" + size + ")>",
      context));
  bool known = expect(map && map.getValue().getNumResults() > 0,
                      "expected {0} to have a size over the dims, got `{1}`",
                      what.str(), size);
  for (size_t at = 0; known && at < points.size(); ++at) {
    int64_t planned = 0; // the largest of several
    for (AffineExpr part : map.getValue().getResults())
      planned = std::max(planned, Sizes::valueOf(part, points[at]));
    expect(planned == bytes(sizes[at]),
           "expected {0} to have {1} bytes at a sample, got {2} from `{3}`",
           what.str(), bytes(sizes[at]), planned, size);
  }
  if (bounded && key == "bytes")
    expect(object.getInteger("at_bounds") == bytes(sizes[0]),
           "expected {0} to have {1} bytes at the bounds", what.str(),
           bytes(sizes[0]));
}

void Checker::checkSizes() {
  json::Array arguments, lives;
  for (BlockArgument arg : entry.getArguments().drop_back(2)) {
    if (!isa<MemRefType>(arg.getType()))
      continue;
    checkBytes(nameOf(arg), element("arguments", arguments.size()), "bytes",
               [&](const Sizes &sizes) { return sizes.bytes(arg); });
    std::string name = nameOf(arg);
    int64_t bytes = sizes[0].bytes(arg);
    weights += name[0] == 'w' ? aligned(bytes) : 0;
    inputs += name[0] == 'i' ? bytes : 0;
    results += name[0] == 'r' ? bytes : 0;
    if (entry.getArgAttr(arg.getArgNumber(), "nn.donate"))
      results -= bytes; // of a result in its memory
    arguments.push_back(json::Object{{"name", name}});
  }
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    const json::Object &planned = element("buffers", index);
    checkBytes("buffer " + Twine(index), planned, "bytes",
               [&](const Sizes &sizes) { return sizes.bytes(buffer.view); });
    buffer.offset = planned.getInteger("offset").value_or(-1);
    expect(!bounded || (buffer.offset >= 0 && buffer.offset % kAlignment == 0),
           "expected buffer {0} at a multiple of {1} bytes, got {2}", index,
           kAlignment, buffer.offset);
    lives.push_back(json::Object{{"id", int64_t(index)},
                                 {"first", buffer.first},
                                 {"last", buffer.last},
                                 {"holds", buffer.value}});
  }
  checkBytes("scratch", plan, "scratch",
             [&](const Sizes &sizes) { return scratch(sizes); });
  entry.walk([&](tenfold::program::SliceOp part) {
    for (const Sizes &at : sizes)
      expect(at.holds(part), "expected the parts of {0} to lie inside of it",
             part.getSource().getType());
  });
  ours["arguments"] = std::move(arguments);
  ours["buffers"] = std::move(lives);
  ours["alignment"] = kAlignment;
}

int64_t Checker::scratch(const Sizes &sizes) {
  int64_t most = 0;
  for (func::CallOp call : steps)
    most = std::max(most, sizes.scratch(call, kernelOf(call)));
  return most;
}

/// Buffers that live at one step share no bytes.
void Checker::checkPlaces(const Sizes &sizes) {
  auto end = [&](const Buffer &buffer) {
    return buffer.offset + aligned(sizes.bytes(buffer.view));
  };
  for (const Buffer &a : buffers)
    for (const Buffer &b : ArrayRef(buffers).take_front(&a - buffers.begin()))
      expect(a.offset >= end(b) || b.offset >= end(a) || a.first > b.last ||
                 b.first > a.last,
             "expected buffers {0} and {1} to share no bytes while both live",
             &b - buffers.begin(), &a - buffers.begin());
  for (int64_t step = 0; step < int64_t(steps.size()); ++step) {
    int64_t live = 0;
    for (const Buffer &buffer : buffers) {
      if (buffer.first > step || step > buffer.last)
        continue;
      live += aligned(sizes.bytes(buffer.view));
      arena = std::max(arena, end(buffer));
    }
    peakStep = live > liveSet ? step : peakStep;
    liveSet = std::max(liveSet, live);
  }
}

json::Object Checker::memory() {
  int64_t worker = aligned(scratch(sizes[0]));
  int64_t peak = weights + inputs + results + arena +
                 worker * plan.getInteger("threads").value_or(1);
  int64_t budget = plan.getInteger("budget").value_or(peak);
  expect(peak <= budget, "expected a peak of at most {0} bytes, got {1}",
         budget, peak);
  return json::Object{{"weights", weights}, {"inputs", inputs},
                      {"results", results}, {"arena", arena},
                      {"peak", peak},       {"scratch", worker},
                      {"live_set", liveSet}};
}

void Checker::write(llvm::raw_ostream &report) {
  report << entry.getName() << ": ";
  if (!bounded || steps.empty()) {
    report << steps.size() << " steps, " << buffers.size()
           << " buffers, placed at run time\n";
    return;
  }
  double gap = liveSet ? 100.0 * (arena - liveSet) / liveSet : 0;
  report << llvm::formatv(
      "peak {0} bytes at step {1} ({2}), live-set bound {3}, gap {4:f1} %\n",
      arena, peakStep, steps[peakStep].getCallee(), liveSet, gap);
  for (auto [index, buffer] : llvm::enumerate(buffers))
    if (buffer.first <= peakStep && peakStep <= buffer.last)
      report << llvm::formatv(
          "  buffer {0}: {1} bytes at {2}, steps {3}..{4}, {5}\n", index,
          sizes[0].bytes(buffer.view), buffer.offset, buffer.first, buffer.last,
          buffer.value);
}

std::string Checker::check(llvm::raw_ostream &report) {
  readSteps();
  readDims();
  checkSizes();
  for (size_t i = 0; error.empty() && bounded && i < sizes.size(); ++i)
    checkPlaces(sizes[i]);
  if (error.empty() && bounded)
    ours["memory"] = memory();
  json::Value planned = json::Object(plan);
  compare(entry.getName(), json::Object(ours), &planned);
  if (error.empty())
    write(report);
  return error;
}

/// The one error, or empty.
std::string checkFile(StringRef planFile, StringRef programFile) {
  auto text = llvm::MemoryBuffer::getFile(planFile);
  if (!text)
    return ("cannot read " + planFile).str();
  auto document = json::parse((*text)->getBuffer());
  if (!document)
    return (planFile + ": " + llvm::toString(document.takeError())).str();
  DialectRegistry registry;
  tenfold::registerAllDialects(registry);
  MLIRContext context(registry);
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (message.empty())
      message = (programFile + ": " + diagnostic.str()).str();
  });
  auto module = parseSourceFile<ModuleOp>(programFile, &context);
  if (!module)
    return message;
  SmallVector<func::FuncOp> entries;
  for (auto function : module->getOps<func::FuncOp>()) {
    auto dims = function->getAttrOfType<ArrayAttr>("program.dims");
    if (!function->hasAttr("program.entry"))
      continue;
    if (!dims || function.getNumArguments() < dims.size() + 2)
      return ("expected an entry with dims, arena and offsets, got " +
              function.getName())
          .str();
    entries.push_back(function);
  }
  const json::Object *root = document->getAsObject();
  const json::Array *plans = root ? root->getArray("functions") : nullptr;
  if (!plans || plans->size() != entries.size())
    return llvm::formatv("expected plans of {0} functions", entries.size());
  for (auto [plan, entry] : llvm::zip_equal(*plans, entries)) {
    const json::Object *object = plan.getAsObject();
    if (!object || object->getString("name") != entry.getName())
      return ("expected the plan of " + entry.getName()).str();
    std::string error = Checker(entry, *object).check(llvm::outs());
    if (!error.empty())
      return error;
  }
  return "";
}

} // namespace

int main(int argc, char **argv) {
  std::string error = argc == 3 ? checkFile(argv[1], argv[2])
                                : "expected plan.json and program.mlir";
  if (!error.empty())
    llvm::errs() << "error: " << error << "\n";
  return error.empty() ? 0 : 1;
}
