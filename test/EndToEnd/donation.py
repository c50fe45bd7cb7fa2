# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A donated argument is updated in place, and only where the update is: `donation.py LIBRARIES FOLDER`."""
import pathlib

from Inputs.tenfold import Artifact, Report, command, np, same_bits, sys

MODEL = pathlib.Path(__file__).with_name("Inputs") / "cache.mlir"


def expected(new, position, cache):
    result = cache.copy()
    for b, first in enumerate(position):
        for t in range(new.shape[1]):
            if 0 <= first + t < cache.shape[1]:  # outside is dropped
                result[b, first + t] = new[b, t]
    return result


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    command("tenfold", "compile", MODEL, "-o", folder / "cache.so", "--no-cache")
    artifact = Artifact(folder / "cache.so", f"{libraries}/libtenfold_runtime.so")
    session, rng = artifact.session(2), np.random.default_rng(3)
    for batch, n, ctx in [(1, 1, 64), (1, 1, 4096), (3, 5, 37), (2, 0, 5), (0, 3, 5), (5, 11, 7), (2, 3, 0)]:
        new = rng.standard_normal((batch, n, 3, 7)).astype(np.float32)
        cache = rng.standard_normal((batch, ctx, 3, 7)).astype(np.float32)
        position = rng.integers(-2, ctx + 2, batch)
        case, want = f"{batch} x {n} in {ctx}", expected(new, position, cache)
        apart = session([new, position, cache], cache.shape)
        report.expect(same_bits(apart, want), f"{case}: other memory")
        given = cache.copy()
        session.prepare([new, position, given], [given])()
        report.expect(same_bits(given, want), f"{case}: the same memory")
        memory = artifact.memory((batch, n, ctx), 2)
        report.expect(memory.outputs == 0 and memory.arena == 0, f"{case}: {memory.outputs} bytes of outputs, {memory.arena} of arena")
    half = np.zeros((1, 9, 3, 7), np.float32)
    try:
        session.prepare([new[:1, :1], position[:1], half[:, :8]], [half[:, 1:]])()
        report.expect(False, "overlapping memory is taken")
    except RuntimeError as error:
        text = "expected output `updated` apart from input `cache`, got overlapping memory"
        report.expect(str(error) == text, f"got: {error}")
    report.finish()


main(*sys.argv[1:])
