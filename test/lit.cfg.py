"""lit configuration: tools on PATH, CPU features as available features."""
import os
import subprocess
import sys
import lit.formats

config.name = "tenfold"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.environment["PATH"] = os.pathsep.join([config.tenfold_bin, config.llvm_bin, os.environ["PATH"]])
config.environment["FILECHECK_OPTS"] = "-enable-var-scope -dump-input-filter=all"
for variable in ("XDG_CACHE_HOME", "HOME"):
    config.environment[variable] = os.path.join(config.test_exec_root, "home")

config.substitutions += [
    ("%python", config.python or "python3"),
    ("%root", config.source_root),
    ("%llvm", os.path.dirname(config.llvm_bin)),
    ("%bin", config.tenfold_bin),
    ("%runtime_lib", config.tenfold_lib),
]

with open("/proc/cpuinfo") as cpuinfo:
    flags = next((line for line in cpuinfo if line.startswith("flags")), "").split()
for feature in ("avx2", "fma", "avx512f", "avx512_bf16", "avx512_vnni"):
    if feature in flags:
        config.available_features.add(feature)
python = config.python or "python3"
for package in ("numpy", "tokenizers", "sentencepiece", "jinja2", "gguf", "onnx"):
    if subprocess.run([python, "-c", f"import {package}"], capture_output=True).returncode == 0:
        config.available_features.add(package)
if os.environ.get("TENFOLD_FULL"):
    config.available_features.add("full")
    config.environment["TENFOLD_FULL"] = "1"
# The peers live in the benchmarks' environment, which test.sh --full makes.
peers = os.environ.get("TENFOLD_PEERS_PYTHON", python)
config.substitutions.append(("%peers", peers))
find = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, sys.argv[1:])))"
for feature, packages in {"onnxruntime": ["onnx", "onnxruntime"], "torch": ["torch", "onnxscript"], "llama-cpp": ["llama_cpp"]}.items():
    if subprocess.run([peers, "-c", find, *packages], capture_output=True).returncode == 0:
        config.available_features.add(feature)
# The tests' HOME is a folder of the build, so models are looked for here.
sys.path.insert(0, os.path.join(config.source_root, "tools", "dev"))
from fetch_minilm import MINILM
from fetch_onnx_models import ONNX_MODELS
from fetch_smollm2 import SMOLLM2
for model in (MINILM, SMOLLM2, *ONNX_MODELS):
    path = model.folder() / next(iter(model.files_sha256))
    if path.exists():
        config.available_features.add(model.name)
        config.substitutions += [(f"%{model.name}-folder", str(path.parent)), (f"%{model.name}", str(path))]
