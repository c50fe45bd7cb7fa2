//===- tenfold-translate.cpp - IR to other formats ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lib/Import/GGUF/Import.h"
#include "lib/Import/ONNX/Import.h"
#include "lib/Pipelines/Register.h"
#include "lib/Target/CPU/Link.h"
#include "lib/Target/CPU/Object.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

static llvm::cl::opt<std::string> cpu("cpu", llvm::cl::desc("LLVM name of the CPU"), llvm::cl::init("x86-64-v3"));
static llvm::cl::opt<std::string> features("features", llvm::cl::desc("LLVM features on top of the CPU's"));
static llvm::cl::opt<int64_t> vectorBits("vector-bits", llvm::cl::desc("bits of a vector"), llvm::cl::init(256));
static llvm::cl::opt<unsigned> partitions("partitions", llvm::cl::desc("objects made in parallel"), llvm::cl::init(2));
static llvm::cl::opt<tenfold::Linker> linker(
    "linker", llvm::cl::desc("who links"), llvm::cl::init(tenfold::Linker::Any),
    llvm::cl::values(clEnumValN(tenfold::Linker::Any, "any", "the first that is there"),
                     clEnumValN(tenfold::Linker::InProcess, "in-process", "lld as a library"),
                     clEnumValN(tenfold::Linker::LLD, "lld", "ld.lld"), clEnumValN(tenfold::Linker::CC, "cc", "cc")));

static LogicalResult writeLibrary(Operation *op, llvm::raw_ostream &output) {
  auto module = cast<ModuleOp>(op);
  auto objects = tenfold::emitObjects(module, {cpu, features, vectorBits, partitions});
  llvm::SmallString<128> path;
  if (failed(objects))
    return failure();
  if (llvm::sys::fs::createTemporaryFile("tenfold", "so", path))
    return module.emitError("expected to create a temporary file");
  llvm::Error error = tenfold::linkShared(*objects, path, linker);
  auto library = llvm::MemoryBuffer::getFile(path);
  llvm::sys::fs::remove(path);
  if (error)
    return module.emitError(llvm::toString(std::move(error)));
  output << (*library)->getBuffer();
  return success();
}

static LogicalResult writeObject(Operation *op, llvm::raw_ostream &output) {
  auto objects = tenfold::emitObjects(cast<ModuleOp>(op), {cpu, features, vectorBits, 1});
  if (succeeded(objects))
    output << objects->front();
  return objects;
}

/// What the importers of GGUF and ONNX files share: `parse` reads the bytes, `import` makes text of what was read.
static OwningOpRef<Operation *> importText(llvm::SourceMgr &sources, MLIRContext *context, auto parse, auto import) {
  llvm::MemoryBufferRef bytes = sources.getMemoryBuffer(sources.getMainFileID())->getMemBufferRef();
  auto fail = [&](llvm::Error error) {
    emitError(UnknownLoc::get(context)) << llvm::toString(std::move(error));
    return nullptr;
  };
  auto file = parse(bytes);
  if (!file)
    return fail(file.takeError());
  llvm::Expected<std::string> text = import(*file);
  if (!text)
    return fail(text.takeError());
  return parseSourceString<ModuleOp>(*text, context, "template").release().getOperation();
}

static OwningOpRef<Operation *> importGGUF(llvm::SourceMgr &sources, MLIRContext *context) {
  auto parse = [](llvm::MemoryBufferRef bytes) {
    return tenfold::gguf::File::parse(llvm::MemoryBuffer::getMemBuffer(bytes, /*RequiresNullTerminator=*/false));
  };
  return importText(sources, context, parse, tenfold::gguf::importModel);
}

static OwningOpRef<Operation *> importONNX(llvm::SourceMgr &sources, MLIRContext *context) {
  auto parse = [](llvm::MemoryBufferRef bytes) { return tenfold::onnx::File::parse(bytes.getBuffer()); };
  return importText(sources, context, parse, tenfold::onnx::importModel);
}

int main(int argc, char **argv) {
  TranslateFromMLIRRegistration object("tenfold-to-object", "LLVM dialect to an ELF object", writeObject,
                                       tenfold::registerAllDialects);
  TranslateFromMLIRRegistration library("tenfold-to-library", "LLVM dialect to a shared library", writeLibrary,
                                        tenfold::registerAllDialects);
  TranslateToMLIRRegistration gguf("import-gguf", "GGUF model to blocks in nn", importGGUF,
                                   tenfold::registerAllDialects);
  TranslateToMLIRRegistration onnx("import-onnx", "ONNX model to a block in nn", importONNX,
                                   tenfold::registerAllDialects);
  return failed(mlirTranslateMain(argc, argv, "Tenfold's translations"));
}
