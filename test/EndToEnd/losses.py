# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A linear layer and its cross-entropy over a vocabulary: one fold that never stores logits, natively against NumPy in f64, and
within the memory that is promised: `losses.py LIBRARIES FOLDER`."""
import pathlib

from Inputs.tenfold import FULL, U, Artifact, Report, anonymous, command, np, same_bits, sys, write_safetensors

WORDS, WIDTH, IGNORED = 1009, 19, -100
PAGE = 4096
BLOCK = """nn.block @main(%x: tensor<{x}xf32> {{nn.dims = [{x_dims}, {width}]}}, %t: tensor<{t}xi64> {{nn.dims = [{x_dims}]}}) -> tensor<{t}xf32> {{
{body}
  nn.return %l : tensor<{t}xf32>
}}
"""
LINEAR = '  %0 = nn.apply @{linear} "head" (%x) {{OUT = {words}}} : (tensor<{x}xf32>) -> tensor<{s}xf32>\n'
ENTROPY = "  %l = nn.cross_entropy %0, %t{words} : tensor<{s}xf32>, tensor<{t}xi64>"
LIKELIHOOD = """  %1 = nn.log_softmax %0 -1 : tensor<{s}xf32>
  %l = nn.apply @negative_log_likelihood "" (%1, %t) : (tensor<{s}xf32>, tensor<{t}xi64>) -> tensor<{t}xf32>"""
CAPPED = """  %c = arith.constant dense<3.0> : tensor<f32>
  %1 = nn.div %0, %c : tensor<{s}xf32>, tensor<f32>
  %2 = nn.tanh %1 : tensor<{s}xf32>
  %3 = nn.mul %2, %c : tensor<{s}xf32>, tensor<f32>
  %l = nn.cross_entropy %3, %t : tensor<{s}xf32>, tensor<{t}xi64>"""
# Library block, body, whether tokens have a batch, what else the reference knows.
CASES = {
    "plain": ("linear_no_bias", ENTROPY.replace("{words}", ""), False, {}),
    "ignored": ("linear_no_bias", ENTROPY.replace("{words}", f" ignore {IGNORED}"), False, {"ignore": IGNORED}),
    "smoothed": ("linear", ENTROPY.replace("{words}", f" ignore {IGNORED} smoothing 0.125"), True, {"ignore": IGNORED, "smoothing": 0.125}),
    "likelihood": ("linear", LIKELIHOOD, False, {}),
    "capped": ("linear_no_bias", CAPPED, True, {"cap": 3.0}),
}


def model(name, words=WORDS, width=WIDTH):
    linear, body, batched, _ = CASES[name]
    rows, dims = ("?x?", '"b", "n"') if batched else ("?", '"n"')
    sizes = {"linear": linear, "words": words, "width": width, "x": f"{rows}x{width}", "t": rows, "s": f"{rows}x{words}", "x_dims": dims}
    return BLOCK.format(body=(LINEAR + body).format(**sizes), **sizes)


def expected(x, t, w, bias, ignore=None, smoothing=0.0, cap=0.0):
    """In f64, with a bound: a logit rounds within its products, its exponential by that, sums within n u of theirs."""
    x, w = x.astype(np.float64), w.astype(np.float64)
    logits = x @ w.T + bias
    size = (np.abs(x) @ np.abs(w).T + np.abs(np.where(np.isfinite(bias), bias, 0))).max(-1, initial=0)
    logits = cap * np.tanh(logits / cap) if cap else logits
    top = logits.max(-1, keepdims=True)
    logs = logits - top - np.log(np.exp(logits - top).sum(-1, keepdims=True))
    loss = -(1 - smoothing) * np.take_along_axis(logs, np.clip(t, 0, len(w) - 1)[..., None], -1)[..., 0]
    loss = loss - smoothing * logs.mean(-1) if smoothing else loss
    bound = U * ((4 * w.shape[1] + 40) * size + 2 * len(w) + 64)
    return (loss if ignore is None else np.where(t == ignore, 0, loss)), bound


def check(name, sessions, shape, weights, report, hard=False):
    rng = np.random.default_rng([len(name), *shape])
    x = rng.standard_normal((*shape, WIDTH)).astype(np.float32)
    t = rng.integers(-2, WORDS + 2, shape)
    t[..., ::3] = IGNORED
    if hard:  # overflowing sums of exponentials, one word alone, NaN in the second row
        x[..., 0, :] *= 100
        x[..., 1, :] = np.nan
    want, bound = expected(x, t, *weights, **CASES[name][3])
    one, two = sessions
    got = two([x, t], shape)
    with np.errstate(invalid="ignore"):
        good = (np.abs(got - want) <= bound) | (got == want) | np.isnan(got) & np.isnan(want)
    report.expect(good.all(), f"{name} {shape}: {np.nanmax(np.abs(got - want), initial=0)} off")
    report.expect(same_bits(one([x, t], shape), got), f"{name} {shape}: on one thread")
    last = one([x[-1:], t[-1:]], (min(shape[0], 1), *shape[1:]))
    report.expect(same_bits(last, got[-1:]), f"{name} {shape}: alone")


def compile_case(name, folder, weights, libraries, *sizes):
    path = folder / f"{name}.mlir"
    path.write_text(model(name, *sizes))
    text = command("tenfold", "compile", path, "--to=fold")
    command("tenfold", "compile", path, "--weights", weights, "-o", folder / f"{name}.so", "--no-cache")
    return Artifact(folder / f"{name}.so", f"{libraries}/libtenfold_runtime.so"), text.count("fold.reduce"), text.count("call @")


def check_memory(folder, libraries, report):
    """SmolLM2's head at 2,048 tokens in the full tier: extra memory of 8 MiB at most, as promised and as measured."""
    words, width, tokens = (49152, 576, 2048) if FULL else (8192, 64, 2048)
    rng = np.random.default_rng(3)
    w = (rng.standard_normal((words, width), np.float32) * width**-0.5).astype(np.float32)
    artifact, _, _ = compile_case("ignored", folder, write_safetensors(folder / "large.safetensors", {"head.weight": w}), libraries, words, width)
    x, t = rng.standard_normal((tokens, width)).astype(np.float32), rng.integers(0, words, tokens)
    artifact.session(2)([x[:1], t[:1]], (1,))  # code and threads are there
    got = np.ones(tokens, np.float32)
    before = anonymous()
    session = artifact.session(2)
    session.prepare([x, t], [got])()
    gained, memory = anonymous() - before, artifact.memory([tokens], 2)
    promised = memory.arena + memory.scratch
    report.expect(promised <= 8 << 20, f"{promised} bytes promised")
    report.expect(gained <= promised + 18 * PAGE, f"gained {gained}, promised {promised}")
    some = rng.integers(0, tokens, 16)
    want, bound = expected(x[some], t[some], w, 0.0)
    report.expect((np.abs(got[some] - want) <= bound).all(), f"{np.abs(got[some] - want).max()} off")
    print(f"{words} words, {tokens} tokens: {promised} bytes promised, {gained} measured")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(2)
    w, bias = rng.standard_normal((WORDS, WIDTH)).astype(np.float32), rng.standard_normal(WORDS).astype(np.float32)
    bias[[5, 500]] = -np.inf  # words that are not to be
    for name, (linear, _, batched, _) in CASES.items():
        own = {"head.weight": w} | ({"head.bias": bias} if linear == "linear" else {})
        weights = write_safetensors(folder / f"{name}.safetensors", own)
        artifact, folds, kernels = compile_case(name, folder, weights, libraries)
        report.expect((folds, kernels) == (1, 1), f"{name}: {folds} folds in {kernels} kernels")
        sessions = artifact.session(1), artifact.session(2)
        for shape in [(3, 5), (2, 131), (7, 1), (0, 3)] if batched else [(700,), (5,), (1,), (0,)]:
            check(name, sessions, shape, (w, bias if linear == "linear" else 0.0), report, hard=shape[-1] > 2)
    check_memory(folder, libraries, report)
    report.finish()


main(*sys.argv[1:])
