# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The checker passes what is compiled, and the artifact promises the peak of the plan: `plan_check.py LIBRARIES FOLDER MODEL...`."""
import json
import pathlib

from Inputs.tenfold import MODEL, Artifact, Report, command, compile_encoder, sys

CASES = {"encoder": (MODEL, []), "encoder unbounded batch": (MODEL, ["--dim=seq=0..64"]),
         "encoder fixed": (MODEL, ["--dim=batch=3", "--dim=seq=37"])}
MINILM = {"minilm": [], "minilm bounded": ["--dim=batch=0..8"], "minilm 1 x 128": ["--dim=batch=1", "--dim=seq=128"]}


def planned(model, options, folder):
    """The plan of the program, checked."""
    program, plan, again = (folder / name for name in ("program.mlir", "plan.json", "planned.mlir"))
    command("tenfold", "compile", model, "--to=plan", "-o", program, *options)
    command("tenfold-opt", program, f"--tenfold-plan-memory=json={plan}", "-o", again)
    return json.loads(plan.read_text())["functions"][0], command("tenfold-plan-check", plan, again)


def same_peak(libraries, folder, report):
    path, _ = compile_encoder(folder)
    memory = Artifact(path, f"{libraries}/libtenfold_runtime.so").memory(None, 1)
    plan, _ = planned(MODEL, [], folder)
    for key, name in [("weights", "weights"), ("inputs", "inputs"), ("results", "outputs"), ("arena", "arena"),
                      ("scratch", "scratch"), ("peak", "peak")]:
        report.expect(plan["memory"][key] == getattr(memory, name), f"{key}: plan {plan['memory'][key]}, artifact {getattr(memory, name)}")


def main(libraries, folder, *models):
    report, folder = Report(), pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    cases = CASES | {name: (model, options) for model in models for name, options in MINILM.items()}
    for name, (model, options) in cases.items():
        plan, said = planned(model, options, folder)
        print(f"{name}: {said.splitlines()[0]}")
        report.expect(said.startswith("main: "), name)
        report.expect(len(plan["steps"]) > 1, f"{name}: {len(plan['steps'])} steps")
    same_peak(libraries, folder, report)
    report.finish()


main(*sys.argv[1:])
