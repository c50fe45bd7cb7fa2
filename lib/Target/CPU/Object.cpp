//===- Object.cpp - the LLVM dialect to machine code ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels arrive as vectors and register blocks, so LLVM's own vectorisers and
// unroller are off: they would only undo the choice of tiles, and double the
// time. Multiplications and additions are never contracted to FMAs.

#include "lib/Target/CPU/Object.h"

#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/SplitModule.h"

using namespace mlir;
using namespace tenfold;

namespace {

constexpr llvm::StringLiteral kTriple = "x86_64-unknown-linux-gnu";

/// Code generation may call these three even where the IR does not; artifacts bring their own.
constexpr llvm::StringLiteral kMemoryFunctions = R"(
define hidden ptr @memset(ptr %to, i32 %value, i64 %n) {
  %byte = trunc i32 %value to i8
  %none = icmp eq i64 %n, 0
  br i1 %none, label %done, label %loop
loop:
  %i = phi i64 [ 0, %0 ], [ %next, %loop ]
  %p = getelementptr i8, ptr %to, i64 %i
  store i8 %byte, ptr %p
  %next = add i64 %i, 1
  %last = icmp eq i64 %next, %n
  br i1 %last, label %done, label %loop
done:
  ret ptr %to
}
define hidden ptr @memcpy(ptr %to, ptr %from, i64 %n) {
  %r = call ptr @memmove(ptr %to, ptr %from, i64 %n)
  ret ptr %r
}
define hidden ptr @memmove(ptr %to, ptr %from, i64 %n) {
  %none = icmp eq i64 %n, 0
  br i1 %none, label %done, label %start
start:
  %down = icmp ult ptr %from, %to
  %top = sub i64 %n, 1
  %first = select i1 %down, i64 %top, i64 0
  %step = select i1 %down, i64 -1, i64 1
  br label %loop
loop:
  %i = phi i64 [ %first, %start ], [ %next, %loop ]
  %left = phi i64 [ %n, %start ], [ %rest, %loop ]
  %p = getelementptr i8, ptr %from, i64 %i
  %q = getelementptr i8, ptr %to, i64 %i
  %v = load i8, ptr %p
  store i8 %v, ptr %q
  %next = add i64 %i, %step
  %rest = sub i64 %left, 1
  %last = icmp eq i64 %rest, 0
  br i1 %last, label %done, label %loop
done:
  ret ptr %to
}
)";

std::unique_ptr<llvm::TargetMachine> createMachine(const ObjectOptions &options, std::string &error) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  llvm::Triple triple(kTriple);
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!target)
    return nullptr;
  llvm::TargetOptions targetOptions;
  // Fuses what vector.fma became, llvm.fmuladd, and no other products and sums.
  targetOptions.AllowFPOpFusion = llvm::FPOpFusion::Standard;
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      triple, options.cpu, options.features, targetOptions, llvm::Reloc::PIC_, std::nullopt,
      llvm::CodeGenOptLevel::Default));
}

void setAttributes(llvm::Module &module, const ObjectOptions &options) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.setDoesNotThrow();
    function.addFnAttr("target-cpu", options.cpu);
    if (!options.features.empty())
      function.addFnAttr("target-features", options.features);
    function.addFnAttr("prefer-vector-width", std::to_string(options.vectorBits));
    // Loops must not turn into calls of memset and the like.
    function.addFnAttr("no-builtins");
  }
}

void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.SLPVectorization = tuning.LoopUnrolling = tuning.LoopInterleaving = false;
  llvm::PassBuilder builder(&machine, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager graph;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graph, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2).run(module, modules);
}

/// Machine code of one partition. Runs on any thread: context, module and machine are its own.
std::string compile(StringRef bitcode, const ObjectOptions &options) {
  std::string error;
  llvm::LLVMContext context;
  std::unique_ptr<llvm::TargetMachine> machine = createMachine(options, error);
  auto module = llvm::parseBitcodeFile(llvm::MemoryBufferRef(bitcode, "partition"), context);
  if (!module) {
    llvm::consumeError(module.takeError());
    return {};
  }
  optimize(**module, *machine);
  SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile))
    return {};
  passes.run(**module);
  return std::string(object.begin(), object.end());
}

SmallVector<std::string> split(llvm::Module &module, unsigned partitions) {
  SmallVector<std::string> parts;
  auto write = [&](const llvm::Module &part) {
    llvm::raw_string_ostream stream(parts.emplace_back());
    llvm::WriteBitcodeToFile(part, stream);
  };
  if (partitions <= 1)
    write(module);
  else
    llvm::SplitModule(module, partitions, [&](std::unique_ptr<llvm::Module> part) { write(*part); },
                      /*PreserveLocals=*/false, /*RoundRobin=*/true);
  return parts;
}

std::unique_ptr<llvm::Module> translate(ModuleOp module, llvm::LLVMContext &context) {
  DialectRegistry registry;
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  module->getContext()->appendDialectRegistry(registry);
  return translateModuleToLLVMIR(module, context, "tenfold");
}

} // namespace

FailureOr<SmallVector<std::string>> tenfold::emitObjects(ModuleOp module, const ObjectOptions &options) {
  std::string error;
  std::unique_ptr<llvm::TargetMachine> machine = createMachine(options, error);
  if (!machine)
    return module.emitError("expected LLVM to know the target ") << kTriple << ", got: " << error;
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> code = translate(module, context);
  if (!code)
    return module.emitError("expected a module in the LLVM dialect");
  code->setTargetTriple(llvm::Triple(kTriple));
  code->setDataLayout(machine->createDataLayout());
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> memory = llvm::parseAssemblyString(kMemoryFunctions, diagnostic, context);
  memory->setTargetTriple(code->getTargetTriple());
  memory->setDataLayout(code->getDataLayout());
  llvm::Linker::linkModules(*code, std::move(memory));
  setAttributes(*code, options);

  SmallVector<std::string> parts = split(*code, options.partitions), objects(parts.size());
  llvm::DefaultThreadPool pool(llvm::hardware_concurrency(parts.size()));
  for (auto [part, object] : llvm::zip_equal(parts, objects))
    pool.async([&, &part = part, &object = object] { object = compile(part, options); });
  pool.wait();
  if (llvm::any_of(objects, [](const std::string &object) { return object.empty(); }))
    return module.emitError("expected LLVM to emit an object for ") << options.cpu;
  return objects;
}
