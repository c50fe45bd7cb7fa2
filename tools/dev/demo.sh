#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# demo.sh [QUESTION SENTENCE...]: builds Tenfold, compiles MiniLM to native code and tells which sentence is nearest to
# the question; then a small language model answers a question. What is missing is installed and said; a second run only
# asks.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$(dirname "$here")")

"$here/build.sh" tenfold
python=$root/build/venv/bin/python
weights=$("$python" "$here/fetch_minilm.py")

artifact=$root/build/minilm.so
if [ ! -f "$artifact" ] || [ "$root/build/bin/tenfold" -nt "$artifact" ] || [ "$root/models/minilm.mlir" -nt "$artifact" ]; then
  echo "compiling models/minilm.mlir to build/minilm.so" >&2
  "$root/build/bin/tenfold" compile "$root/models/minilm.mlir" --weights "$weights/model.safetensors" -o "$artifact"
fi
"$python" "$here/nearest.py" --tenfold "$root/build/bin/tenfold" --artifact "$artifact" \
  --tokenizer "$weights/tokenizer.json" "$@"

model=$("$python" "$here/fetch_smollm2.py")/SmolLM2-135M-Instruct.Q4_1.gguf
question="Why do leaves change colour in autumn?"
printf '\nasking SmolLM2: %s\n' "$question"
echo "$question" | "$root/build/bin/tenfold" generate "$model" --chat --max-tokens 64
