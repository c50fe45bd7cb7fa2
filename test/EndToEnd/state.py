# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""States go from call to call, through files and in place: `state.py LIBRARIES FOLDER`."""
import json
import pathlib
import struct
import subprocess

from Inputs.tenfold import Artifact, Report, command, np, same_bits, sys

MODEL = pathlib.Path(__file__).with_name("Inputs") / "state.mlir"


class Oracle:
    def __init__(self):
        self.states = {"calls": np.array(0), "layer.0.sum": np.zeros(3, np.float32), "layer.1.sum": np.zeros(3, np.float32),
                       "table": np.zeros((7, 5), np.float32)}

    def __call__(self, x, at, rows):
        s = self.states
        s["calls"] = s["calls"] + 1
        s["layer.0.sum"] = s["layer.0.sum"] + x
        s["layer.1.sum"] = s["layer.1.sum"] + s["layer.0.sum"]
        s["table"] = s["table"].copy()
        for i, row in zip(at, rows):
            if 0 <= i < 7:
                s["table"][i] += row
        return {"y": s["layer.1.sum"], "n": s["calls"], "total": s["table"].sum(0, dtype=np.float32)} | s


def arguments(rng):
    n = int(rng.integers(0, 11))
    whole = lambda *shape: rng.integers(-9, 9, shape).astype(np.float32)  # whose sums are exact
    return {"x": whole(3), "at": rng.integers(-1, 8, n), "rows": whole(n, 5)}


def through_files(report, folder, backend):
    rng, oracle, state = np.random.default_rng(7), Oracle(), []
    for call in range(3):
        given = arguments(rng)
        np.savez(folder / "in.npz", **given)
        saved = folder / f"{backend}.safetensors"
        command("tenfold", "run", MODEL, "--inputs", folder / "in.npz", "--outputs", folder / "out.npz", f"--backend={backend}", *state,
                "--save-state", saved)
        state = ["--state", saved]
        with np.load(folder / "out.npz") as out:
            for name, want in oracle(**given).items():
                report.expect(np.array_equal(out[name], want), f"{backend}, call {call}: {name}")


def in_place(report, folder, libraries):
    command("tenfold", "compile", MODEL, "-o", folder / "state.so", "--no-cache")
    session, rng, oracle = Artifact(folder / "state.so", f"{libraries}/libtenfold_runtime.so").session(2), np.random.default_rng(8), Oracle()
    states = [value.copy() for value in oracle.states.values()]
    for call in range(5):
        given = arguments(rng)
        y, n, total = np.empty(3, np.float32), np.array(0), np.empty(5, np.float32)
        session.prepare([*given.values(), *states], [y, n, total, *states])()
        got = dict(zip(["y", "n", "total", *oracle.states], [y, n, total, *states]))
        for name, want in oracle(**given).items():
            report.expect(same_bits(got[name] + 0, np.asarray(want) + 0), f"in place, call {call}: {name}")


def foreign_type(report, folder):
    """Calls have no 8-bit floats."""
    header = json.dumps({"calls": {"dtype": "F8_E4M3", "shape": [], "data_offsets": [0, 1]}}).encode()
    path = folder / "foreign.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\0")
    done = subprocess.run(["tenfold", "run", MODEL, "--state", path], capture_output=True, text=True)
    report.expect(done.returncode == 1 and done.stderr == f"error: {path}: expected a state of a type that calls have, got F8_E4M3 of 'calls'\n",
                  f"got: {done.stderr}")


def main(libraries, folder):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for backend in ("native", "reference"):
        through_files(report, folder, backend)
    in_place(report, folder, libraries)
    foreign_type(report, folder)
    report.finish()


main(*sys.argv[1:])
