# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention as a fold, natively, against NumPy: `stream.py LIBRARIES FOLDER`. Streams end inside a tile, at its end, and are
empty; tiles without any key that a query keeps change nothing."""
import pathlib

from Inputs.tenfold import U, Artifact, Report, command, np, same_bits, sys

MODEL = pathlib.Path(__file__).with_name("Inputs") / "stream.mlir"


def expected(q, k, v):
    """In f64, and a bound: a score rounds within 66 u sum |q k| and its weight by twice that, sums within n u of theirs."""
    q, k, v = (a.astype(np.float64) for a in (q, k, v))
    scores = q @ k.swapaxes(1, 2) / 8
    scores[:, np.tri(*scores.shape[1:]) == 0] = -np.inf
    weights = np.exp(scores - scores.max(-1, keepdims=True, initial=-1e300))
    total = weights.sum(-1, keepdims=True)
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total != 0)
    size = (np.abs(q) @ np.abs(k).swapaxes(1, 2) / 8).max(initial=0)
    return weights @ v, U * (132 * size + 2 * k.shape[1] + 64) * (weights @ np.abs(v))


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    command("tenfold", "compile", MODEL, "--from=plan", "-o", folder / "stream.so")
    artifact = Artifact(folder / "stream.so", f"{libraries}/libtenfold_runtime.so")
    one, two = artifact.session(1), artifact.session(2)
    rng = np.random.default_rng(3)
    for heads, queries, keys in [(3, 5, 7), (2, 300, 127), (2, 129, 128), (1, 131, 129), (5, 1, 515), (3, 515, 515), (2, 7, 0),
                                 (2, 0, 131), (0, 5, 7), (1, 1, 1)]:
        q, k, v = (rng.standard_normal((heads, n, 64)).astype(np.float32) for n in (queries, keys, keys))
        for scale in (1, 40):
            got = two([scale * q, k, v], q.shape)
            want, bound = expected(scale * q, k, v)
            case = f"{heads} heads, {queries} queries, {keys} keys, scale {scale}"
            report.expect((np.abs(got - want) <= bound).all(), f"{case}: {np.abs(got - want).max(initial=0)} off")
            report.expect(same_bits(one([scale * q, k, v], q.shape), got), f"{case}: on one thread")
            if heads > 1 and queries:
                alone = one([scale * q[1:2, :1], k[1:2], v[1:2]], (1, 1, 64))
                report.expect(same_bits(alone, got[1:2, :1]), f"{case}: alone")
    report.finish()


main(*sys.argv[1:])
