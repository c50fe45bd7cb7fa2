//===- LanguageModel.cpp - entries and layers -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/GGUF/LanguageModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace llvm;

namespace tenfold::gguf {

static constexpr int64_t kMostLayers = 4096; // each is text in the module

LanguageModel::LanguageModel(Hyperparameters &numbers, StringRef familyTemplate,
                             StringRef headsTemplate)
    : numbers(numbers), layers(numbers.count("block_count", {}, kMostLayers)),
      width(numbers.count("embedding_length")),
      heads(numbers.count("attention.head_count")),
      groups(numbers.count("attention.head_count_kv", heads)),
      head(numbers.count("attention.key_length",
                         std::max<int64_t>(1, width / heads))),
      value(numbers.count("attention.value_length", head)),
      familyTemplate(familyTemplate), headsTemplate(headsTemplate) {
  numbers.expect(heads % groups == 0,
                 "expected heads of queries to be a multiple of those of keys, "
                 "got " +
                     Twine(heads) + " and " + Twine(groups));
  for (auto [name, size] : std::initializer_list<std::pair<StringRef, int64_t>>{
           {"CONTEXT", numbers.count("context_length")},
           {"VOCAB", numbers.rows("token_embd.weight")},
           {"LAYERS", layers},
           {"WIDTH", width},
           {"HEADS", heads},
           {"KV_HEADS", groups},
           {"HEAD_WIDTH", head},
           {"VALUE_HEAD", value},
           {"QUERY_WIDTH", heads * head},
           {"KEY_WIDTH", groups * head},
           {"VALUE_WIDTH", groups * value},
           {"QUERY_KEY_WIDTH", (heads + groups) * head},
           {"QKV_WIDTH", (heads + groups) * head + groups * value},
           {"HIDDEN", numbers.count("feed_forward_length")}})
    settings.set(name, size);
  settings.set("ARCHITECTURE", numbers.name());
  settings.set("HEAD",
               numbers.hasTensor("output.weight") ? "output" : "token_embd");
  settings.set("SCALE", 1 / std::sqrt(double(head)));
  setScaling({.base = 1, .dims = 2});
}

static bool hasOperand(const LayerKind &kind) {
  return !kind.rope.frequencies.empty();
}

std::string LanguageModel::layerBlocks(const LayerKind &kind) {
  const Rope &rope = kind.rope;
  bool isScaled = !rope.scaling.empty();
  if (isScaled || hasOperand(kind))
    setScaling(rope);
  Settings of = settings;
  auto choose = [&](StringRef name, bool condition, StringRef text) {
    of.set(name, condition ? text : "");
  };
  of.set("KIND", kind.suffix);
  of.set("BASE", rope.base);
  of.set("ROTATED", rope.dims);
  of.set("MAGNITUDE", rope.magnitude);
  if (isScaled)
    of.set("SCALING", rope.scaling);
  choose("FACTOR_ARGUMENT", hasOperand(kind), ", %factors: tensor<?xf32>");
  choose("FACTOR_OPERAND", hasOperand(kind), ", %factors");
  choose("FACTOR_TYPE", hasOperand(kind), ", tensor<?xf32>");
  choose("FACTORS", isScaled || hasOperand(kind), " factors %factors");
  choose("ROPE_FACTOR_TYPE", isScaled || hasOperand(kind), ", tensor<?xf32>");
  if (kind.window)
    of.set("WINDOW", *kind.window);
  std::string blocks =
      of.instantiate(headsTemplate) + of.instantiate(kLayerTemplate);
  for (bool isStep : {false, true}) {
    choose("FROM", isStep, "_from");
    choose("OFFSET_ARGUMENT", isStep, ", %offset: tensor<?xi64>");
    choose("OFFSET", isStep, " offset %offset");
    choose("OFFSET_TYPE", isStep, ", tensor<?xi64>");
    blocks += of.instantiate(kAttendTemplate);
  }
  return blocks;
}

/// At most one kind of layer has any.
void LanguageModel::setScaling(const Rope &rope) {
  if (!rope.frequencies.empty())
    settings.set("FREQUENCIES", rope.frequencies);
  settings.set("PAIRS", rope.dims / 2);
  settings.set("FACTOR", rope.factor);
  settings.set("FIRST", rope.first);
  settings.set("RANGE", rope.range);
}

/// `forward`: layers one after another.
static std::string callLayers(const LayerRun &run) {
  return formatv("  %{0} = nn.repeat {1} x @layer{2} \"blk.{3}\" (%{4}, "
                 "%positions{5})\n"
                 "      : (tensor<?x?x${{WIDTH}xf32>, tensor<?xi64>{6}) -> "
                 "tensor<?x?x${{WIDTH}xf32>",
                 run.from + run.count, run.count, run.kind.suffix, run.scope(),
                 run.from, hasOperand(run.kind) ? ", %factors" : "",
                 hasOperand(run.kind) ? ", tensor<${PAIRS}xf32>" : "");
}

/// `step`: the same, each layer with its keys and values.
static std::string callSteps(const LayerRun &run) {
  auto all = [&](const Twine &item) {
    return join(std::vector<std::string>(run.count, item.str()), ", ");
  };
  SmallVector<std::string> caches;
  for (StringRef name : {"%key", "%value"})
    for (int64_t i = run.from; i < run.from + run.count; ++i)
      caches.push_back((name + Twine(i)).str());
  return formatv(
      "  %{0}, %new_key{4}:{1}, %new_value{4}:{1} = nn.repeat {1} x "
      "@next_layer{2} \"blk.{3}\"\n"
      "      (%{4}, %positions, %position, %places, %filled{5}) each ({7})\n"
      "      : (tensor<?x?x${{WIDTH}xf32>, tensor<?x?xi64>, tensor<?xi64>, "
      "tensor<?x${{KV_HEADS}x?xi64>, tensor<i64>{6}) -> "
      "tensor<?x?x${{WIDTH}xf32>\n"
      "      each ({8}, {9}) -> ({8}, {9})",
      run.from + run.count, run.count, run.kind.suffix, run.scope(), run.from,
      hasOperand(run.kind) ? ", %factors" : "",
      hasOperand(run.kind) ? ", tensor<${PAIRS}xf32>" : "", join(caches, ", "),
      all("${KEY}"), all("${VALUE}"));
}

/// Arguments and results of `step` that hold the keys and values of a layer.
void LanguageModel::addCache(const LayerRun &run, int64_t layer) {
  for (auto [at, name, extent] :
       {std::tuple(0, "key", "${HEAD_WIDTH}"), {1, "value", "${VALUE_HEAD}"}}) {
    std::string attributes = formatv(
        "nn.name = \"cache.{0}.{1}\", nn.dims = [\"batch\", ${{KV_HEADS}, "
        "\"ctx\", {2}]",
        layer, name, extent);
    std::string type = formatv("tensor<?x${{KV_HEADS}x?x{0}xf32>", extent);
    cacheArguments +=
        formatv(",\n               %{0}{1}: {2} {{{3}, nn.donate "
                "= {4}}",
                name, layer, type, attributes, 2 * layer + at + 1);
    cacheResults += formatv(",\n        {0} {{{1}}", type, attributes);
    cacheValues +=
        formatv(", %new_{0}{1}#{2}", name, run.from, layer - run.from);
    cacheTypes += ", " + type;
  }
}

std::string LanguageModel::finish(ArrayRef<LayerRun> runs, StringRef blocks) {
  SmallVector<std::string> calls, steps;
  for (const LayerRun &run : runs) {
    calls.push_back(callLayers(run));
    steps.push_back(callSteps(run));
    for (int64_t i = 0; i < run.count; ++i)
      addCache(run, run.from + i);
  }
  settings.set("LAYER_BLOCKS", blocks);
  for (auto [name, text] :
       std::initializer_list<std::pair<StringRef, std::string>>{
           {"KEY", "tensor<?x${KV_HEADS}x?x${HEAD_WIDTH}xf32>"},
           {"VALUE", "tensor<?x${KV_HEADS}x?x${VALUE_HEAD}xf32>"},
           {"LAYER_CALLS", join(calls, "\n")},
           {"STEP_CALLS", join(steps, "\n")},
           {"CACHE_ARGUMENTS", cacheArguments},
           {"CACHE_RESULTS", cacheResults},
           {"CACHE_VALUES", cacheValues},
           {"CACHE_TYPES", cacheTypes}})
    settings.set(name, settings.instantiate(text));
  settings.set("FAMILY_BLOCKS", settings.instantiate(familyTemplate));
  return settings.instantiate(kEntriesTemplate);
}

std::string LanguageModel::uniform(const LayerKind &kind) {
  std::string blocks = layerBlocks(kind);
  return finish(LayerRun{kind, 0, layers}, blocks);
}

std::string LanguageModel::alternating(const LayerKind &first,
                                       const LayerKind &last, int64_t period) {
  std::string blocks = layerBlocks(first) + layerBlocks(last);
  std::vector<LayerRun> runs;
  for (int64_t i = 0; i < layers; ++i)
    runs.push_back({(i + 1) % period == 0 ? last : first, i, 1});
  return finish(runs, blocks);
}

} // namespace tenfold::gguf
