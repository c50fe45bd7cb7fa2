# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One class for each contender. `prepare(case)` gives a call without arguments; `array(result)` its result for checking.

All compute in f32, and each gets what its makers recommend for latency. Shapes are fixed beforehand where a peer can
use that (OpenVINO, Inductor); ours serves all shapes with one artifact.
"""
import numpy as np

from cases import SMOLLM2_CONTEXT, WORK, cross_entropy_weight, matmul_weight, model_folder, smollm2_file


def minilm_weights():
    from minilm_onnx import read_safetensors
    return read_safetensors(model_folder("minilm") / "model.safetensors")


class Runner:
    models = ("matmul", "minilm")

    def __init__(self, threads):
        self.threads = threads

    def array(self, result):
        return np.asarray(result)


class NumPy(Runner):
    models = ("matmul",)

    def prepare(self, case):
        from threadpoolctl import threadpool_limits
        self.limits = threadpool_limits(self.threads)
        x, weight = case.inputs()["x"], matmul_weight()
        out = np.empty((case.shape[0], case.shape[2]), np.float32)
        return lambda: np.matmul(x, weight, out=out)


def graph_of(model):
    return model_folder("whisper_vad") / "silero_vad_v6.onnx" if model == "silero" else WORK / f"{model.split('-')[0]}.onnx"


class OnnxRuntime(Runner):
    models = ("minilm", "minilm-onnx", "resnet50", "silero")

    def prepare(self, case):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(graph_of(case.model), options, providers=["CPUExecutionProvider"])
        inputs = case.inputs()
        return lambda: session.run(None, inputs)[0]


class OpenVINO(Runner):
    models = ("minilm", "resnet50", "silero")

    def prepare(self, case):
        import openvino
        core = openvino.Core()
        model = core.read_model(graph_of(case.model))
        model.reshape({name: list(array.shape) for name, array in case.inputs().items()})
        compiled = core.compile_model(model, "CPU", {
            "INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": str(self.threads)})
        request = compiled.create_infer_request()
        inputs = case.inputs()
        return lambda: request.infer(inputs, share_inputs=True, share_outputs=True)[0]


class Torch(Runner):
    models = ("matmul", "minilm", "attention-full", "attention-causal", "attention-decode", "cross-entropy")

    def prepare(self, case):
        import torch
        torch.set_num_threads(self.threads)
        torch.set_grad_enabled(False)
        inputs = [torch.from_numpy(array) for array in case.inputs().values()]
        if case.model == "matmul":
            weight, out = torch.from_numpy(matmul_weight()), torch.empty(case.shape[0], case.shape[2])
            return lambda: torch.mm(inputs[0], weight, out=out)
        if case.model.startswith("attention"):
            attention, causal = torch.nn.functional.scaled_dot_product_attention, case.model.endswith("causal")
            return lambda: attention(*inputs, is_causal=causal)
        if case.model == "cross-entropy":
            weight, functional = torch.from_numpy(cross_entropy_weight()), torch.nn.functional
            return lambda: functional.cross_entropy(functional.linear(inputs[0], weight), inputs[1], reduction="none")
        model = self.model(torch)
        return lambda: model(*inputs)

    def model(self, torch):
        import bert
        return bert.from_weights(minilm_weights())

    def array(self, result):
        return result.numpy()


class Inductor(Torch):
    models = ("minilm",)

    def model(self, torch):
        import torch._inductor.config
        torch._inductor.config.freezing = True  # constant weights may be packed
        return torch.compile(super().model(torch), dynamic=False)


class LlamaCpp(Runner):
    """Multiplies in integers, with activations of eight bits; a call evaluates its tokens at their position."""
    models = ("smollm2-prefill", "smollm2-decode")

    def prepare(self, case):
        import llama_cpp
        self.model = llama_cpp.Llama(str(smollm2_file()), n_ctx=SMOLLM2_CONTEXT, n_batch=512, n_ubatch=512,
                                     n_threads=self.threads, n_threads_batch=self.threads, verbose=False)
        inputs = case.inputs()
        tokens, position = inputs["tokens"][0].tolist(), int(inputs["position"][0])
        if position:
            self.model.eval(case.before()[0].tolist())

        def call():
            self.model.n_tokens = position  # eval drops what the cache holds from here on
            self.model.eval(tokens)
            return self.model
        return call

    def array(self, result):
        return np.ctypeslib.as_array(result._ctx.get_logits(), (result.n_vocab(),))


def all_runners():
    from ours import Tenfold, TenfoldByHand, TenfoldDecomposed, TenfoldF32
    return {"tenfold": Tenfold, "tenfold-decomposed": TenfoldDecomposed, "tenfold-f32": TenfoldF32, "tenfold-by-hand": TenfoldByHand,
            "numpy": NumPy, "onnxruntime": OnnxRuntime, "openvino": OpenVINO, "torch": Torch, "inductor": Inductor, "llamacpp": LlamaCpp}
