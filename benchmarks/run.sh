#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# run.sh [--peers] [OPTIONS of measure.py]: ours against the peers, or the peers alone. Makes build/bench with an
# environment of its own (5 GB); run.sh --environment makes only that, and prints its Python.
set -eu
cd "$(dirname "$0")/.."

work=${TENFOLD_BENCH_DIR:-$PWD/build/bench}
python=$work/venv/bin/python
if ! cmp -s benchmarks/requirements.txt "$work/venv/requirements.txt"; then
  echo "making $work/venv with the peers" >&2
  python3 -m venv "$work/venv"
  # llama.cpp is built for the host, but for AMX, which a virtual machine may announce and not allow.
  amx='-mno-amx-tile -mno-amx-int8 -mno-amx-bf16'
  CMAKE_ARGS="-DGGML_NATIVE=ON -DCMAKE_C_FLAGS='$amx' -DCMAKE_CXX_FLAGS='$amx'" \
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement benchmarks/requirements.txt
  cp benchmarks/requirements.txt "$work/venv/requirements.txt"
fi
if [ "${1-}" = --environment ]; then
  echo "$python"
  exit
fi
weights=$("$python" tools/dev/fetch_minilm.py)/model.safetensors
silero=$("$python" tools/dev/fetch_onnx_models.py whisper_vad)/silero_vad_v6.onnx
[ "$work/resnet50.onnx" -nt benchmarks/light_model.py ] || "$python" benchmarks/light_model.py resnet50 "$work/resnet50.onnx"
[ "$work/minilm.onnx" -nt models/minilm_onnx.py ] || "$python" models/minilm_onnx.py "$weights" "$work/minilm.onnx"

if [ "${1-}" = --peers ]; then
  shift
  tools/dev/install.sh
  exec "$python" benchmarks/measure.py --runners numpy onnxruntime openvino torch inductor llamacpp "$@"
fi
tools/dev/build.sh tenfold tenfold-opt tenfold_runtime

# decomposed NAME MODEL FUNCTION OPTIONS: NAME-decomposed.so, in which products and what reduces them are kernels of their own.
decomposed() {
  name=$1 model=$2 function=$3
  shift 3
  build/bin/tenfold compile "$model" --function="$function" "$@" --to=grad -o "$work/decomposed.mlir"
  build/bin/tenfold-opt "$work/decomposed.mlir" --tenfold-fold-pipeline=form=decomposed -o "$work/decomposed-fold.mlir"
  build/bin/tenfold compile "$work/decomposed-fold.mlir" --from=plan "$@" -o "$work/$name-decomposed.so"
}
for model in matmul cross-entropy; do
  "$python" benchmarks/weights.py $model "$work/$model.safetensors"
done
build/bin/tenfold compile models/minilm.mlir --weights "$weights" -o "$work/minilm.so"
build/bin/tenfold compile "$work/minilm.onnx" -o "$work/minilm-onnx.so"
build/bin/tenfold compile "$work/resnet50.onnx" -o "$work/resnet50.so"
build/bin/tenfold compile "$silero" -o "$work/silero.so"
smollm2=$("$python" tools/dev/fetch_smollm2.py)
build/bin/tenfold compile "$smollm2"/*.gguf --precision=int8-dynamic -o "$work/smollm2.so"
build/bin/tenfold compile "$smollm2"/*.gguf -o "$work/smollm2-f32.so"
build/bin/tenfold compile benchmarks/matmul.mlir --weights "$work/matmul.safetensors" -o "$work/matmul.so"
build/bin/tenfold compile benchmarks/cross_entropy.mlir --weights "$work/cross-entropy.safetensors" -o "$work/cross-entropy.so"
decomposed cross-entropy benchmarks/cross_entropy.mlir main --weights "$work/cross-entropy.safetensors"
decomposed smollm2 "$smollm2"/*.gguf forward --precision=int8-dynamic --weights "$(echo "$smollm2"/*.gguf)"
build/bin/tenfold compile benchmarks/attention.mlir -o "$work/attention.so"
exec "$python" benchmarks/measure.py "$@"
