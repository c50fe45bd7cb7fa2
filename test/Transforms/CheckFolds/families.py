# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""families.py: right folds of every family are accepted, and each planted fault is an error with a counterexample.

A fold is written as scalar code over one row; this script puts it into tiles.
"""
import re
import subprocess
import sys

LEAST = "0xFF800000"


class Family:
    """`element` absorbs one element into the state, `merge` joins states; each a list of lines over %s0..., and the inputs
    %x0... or the other state %t0.... Results are %r0.... `init` are the initial states."""

    def __init__(self, name, inits, absorb, merge, wrong, inputs=1):
        self.name, self.inits, self.absorb, self.merge, self.wrong, self.inputs = name, inits, absorb, merge, wrong, inputs


def region(lines, inputs, states, others):
    """A linalg.generic that runs `lines` for each element, or each row."""
    tile, row = "affine_map<(i, j) -> (i, j)>", "affine_map<(i, j) -> (i)>" if inputs else "affine_map<(i) -> (i)>"
    maps = [tile] * inputs + [row] * (others + states)
    iterators = '"parallel", "reduction"' if inputs else '"parallel"'
    names = [f"%X{i}" for i in range(inputs)] + [f"%T{i}" for i in range(others)]
    types = ["tensor<?x?xf32>"] * inputs + ["tensor<?xf32>"] * others
    outs = [f"%S{i}" for i in range(states)]
    arguments = [f"%x{i}: f32" for i in range(inputs)] + [f"%t{i}: f32" for i in range(others)] + [f"%s{i}: f32" for i in range(states)]
    results = ", ".join(["tensor<?xf32>"] * states)
    yielded = ", ".join(f"%r{i}" for i in range(states))
    return f"""
    %all:{states} = linalg.generic {{indexing_maps = [{', '.join(maps)}], iterator_types = [{iterators}]}}
        ins({', '.join(names)} : {', '.join(types)}) outs({', '.join(outs)} : {results}) {{
    ^bb0({', '.join(arguments)}):
      {chr(10).join('      ' + line.strip() for line in lines.strip().splitlines())}
      linalg.yield {yielded} : {', '.join(['f32'] * states)}
    }} -> ({results})
    fold.yield {', '.join(f'%all#{i}' for i in range(states))} : {results}
"""


def module(family, inits, merge):
    states = len(inits)
    row = ["affine_map<(i, j) -> (i)>"]
    maps = ["affine_map<(i, j) -> (i, j)>"] * family.inputs + row * (states + states)
    xs = ", ".join(f"%in{i}: tensor<3x?xf32>" for i in range(family.inputs))
    tiles = ", ".join(f"%X{i}: tensor<?x?xf32>" for i in range(family.inputs))
    left = ", ".join(f"%S{i}: tensor<?xf32>" for i in range(states))
    right = ", ".join(f"%T{i}: tensor<?xf32>" for i in range(states))
    constants = "\n".join(f"  %init{i} = arith.constant {value} : f32" for i, value in enumerate(inits))
    return f"""func.func @main({xs}) -> ({', '.join(['tensor<3xf32>'] * states)}) {{
{constants}
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %half = arith.constant 0.5 : f32
  %least = arith.constant {LEAST} : f32
  %most = arith.constant 0x7F800000 : f32
  %0:{states} = fold.reduce {{indexing_maps = [{', '.join(maps)}], iterator_types = ["parallel", "stream"]}}
      ins({', '.join(f'%in{i}' for i in range(family.inputs))} : {', '.join(['tensor<3x?xf32>'] * family.inputs)})
      init({', '.join(f'%init{i}' for i in range(states))} : {', '.join(['f32'] * states)}) -> {', '.join(['tensor<3xf32>'] * states)}
  absorb({tiles}, {left}) {{{region(family.absorb, family.inputs, states, 0)}
  }} merge({left}, {right}) {{{region(merge, 0, states, states)}
  }} finish({left}) {{
    fold.yield {', '.join(f'%S{i}' for i in range(states))} : {', '.join(['tensor<?xf32>'] * states)}
  }}
  return {', '.join(f'%0#{i}' for i in range(states))} : {', '.join(['tensor<3xf32>'] * states)}
}}
"""


def guarded(value, name):
    """`name` is `value`, or 0 where that is -inf."""
    return f"""%is_{name} = arith.cmpf oeq, {value}, %least : f32
{name_of(name)} = arith.select %is_{name}, %zero, {value} : f32
"""


def name_of(name):
    return f"%{name}"


SUM = Family("sum", ["0.0"], "%r0 = arith.addf %s0, %x0 : f32", "%r0 = arith.addf %s0, %t0 : f32", {
    "average": ("%0 = arith.addf %s0, %t0 : f32\n%r0 = arith.mulf %0, %half : f32", None),
    "right twice": ("%0 = arith.addf %s0, %t0 : f32\n%r0 = arith.addf %0, %t0 : f32", None),
    "init one": (None, ["1.0"]),
})

MAXIMUM = Family("maximum", [LEAST], "%r0 = arith.maximumf %s0, %x0 : f32", "%r0 = arith.maximumf %s0, %t0 : f32", {
    "left only": ("%r0 = arith.addf %s0, %zero : f32", None),
    "finite init": (None, ["-1.0e6"]),
    "sum": ("%r0 = arith.addf %s0, %t0 : f32", None),
})

# (count, mean, centred squares); Chan's merge
WELFORD_MERGE = """%n = arith.addf %s0, %t0 : f32
%none = arith.cmpf oeq, %n, %zero : f32
%d = arith.subf %t1, %s1 : f32
%w = arith.divf %t0, %n : f32
%dw = arith.mulf %d, %w : f32
%m = arith.addf %s1, %dw : f32
%r1 = arith.select %none, %zero, %m : f32
%dd = arith.mulf %d, %dw : f32
%cross = arith.mulf %dd, %s0 : f32
%q = arith.addf %s2, %t2 : f32
%q1 = arith.addf %q, %cross : f32
%r2 = arith.select %none, %zero, %q1 : f32
%r0 = arith.addf %n, %zero : f32"""
WELFORD = Family("moments", ["0.0"] * 3, """%r0 = arith.addf %s0, %one : f32
%d = arith.subf %x0, %s1 : f32
%dn = arith.divf %d, %r0 : f32
%r1 = arith.addf %s1, %dn : f32
%e = arith.subf %x0, %r1 : f32
%de = arith.mulf %d, %e : f32
%r2 = arith.addf %s2, %de : f32""", WELFORD_MERGE, {
    "no cross term": (WELFORD_MERGE.replace("%q, %cross", "%q, %zero"), None),
    "cross term over n squared": (WELFORD_MERGE.replace("%cross = arith.mulf %dd, %s0 : f32",
                                                        "%c0 = arith.mulf %dd, %s0 : f32\n%cross = arith.divf %c0, %n : f32"), None),
    "unweighted mean": (WELFORD_MERGE.replace("%dw = arith.mulf %d, %w", "%dw = arith.mulf %d, %half"), None),
    "no guard of nothing": (WELFORD_MERGE.replace("arith.select %none, %zero, %m", "arith.select %none, %m, %m"), None),
})

# (greatest, sum of weights, weighted sum)
SOFTMAX_MERGE = """%r0 = arith.maximumf %s0, %t0 : f32
""" + guarded("%r0", "m") + """%ds = arith.subf %s0, %m : f32
%es = math.exp %ds : f32
%dt = arith.subf %t0, %m : f32
%et = math.exp %dt : f32
%ls = arith.mulf %s1, %es : f32
%lt = arith.mulf %t1, %et : f32
%r1 = arith.addf %ls, %lt : f32
%os = arith.mulf %s2, %es : f32
%ot = arith.mulf %t2, %et : f32
%r2 = arith.addf %os, %ot : f32"""
SOFTMAX_ABSORB = """%r0 = arith.maximumf %s0, %x0 : f32
""" + guarded("%r0", "m") + """%ds = arith.subf %s0, %m : f32
%es = math.exp %ds : f32
%dx = arith.subf %x0, %m : f32
%ex = math.exp %dx : f32
%ls = arith.mulf %s1, %es : f32
%r1 = arith.addf %ls, %ex : f32
%os = arith.mulf %s2, %es : f32
%ox = arith.mulf %ex, %x1 : f32
%r2 = arith.addf %os, %ox : f32"""
SOFTMAX = Family("max-shifted exponential sums", [LEAST, "0.0", "0.0"], SOFTMAX_ABSORB, SOFTMAX_MERGE, {
    "o not rescaled": (SOFTMAX_MERGE.replace("%os = arith.mulf %s2, %es", "%os = arith.mulf %s2, %one"), None),
    "l not rescaled": (SOFTMAX_MERGE.replace("%ls = arith.mulf %s1, %es", "%ls = arith.mulf %s1, %one"), None),
    "both by the left factor": (SOFTMAX_MERGE.replace("math.exp %dt", "math.exp %ds"), None),
    "sign of the exponent": (SOFTMAX_MERGE.replace("%ds = arith.subf %s0, %m", "%ds = arith.subf %m, %s0"), None),
    "no guard of -inf": (SOFTMAX_MERGE.replace("arith.select %is_m, %zero, %r0", "arith.select %is_m, %r0, %r0"), None),
    "keeps the left greatest": (SOFTMAX_MERGE.replace("%r0 = arith.maximumf %s0, %t0", "%g = arith.maximumf %s0, %t0")
                                .replace("oeq, %r0,", "oeq, %g,").replace("%zero, %r0", "%zero, %g")
                                + "\n%r0 = arith.addf %s0, %zero : f32", None),
    "finite init": (None, ["-1.0e6", "0.0", "0.0"]),
    "a sink in init": (None, ["1.0", "1.0", "0.0"]),
}, inputs=2)

# (greatest, sum of weights, sum of weights times distance): t' = e^d (t + d l)
ENTROPY_SIDE = """%unset_{0} = arith.cmpf oeq, {0}0, %least : f32
%d0_{1} = arith.subf {0}0, %m : f32
%d_{1} = arith.select %unset_{0}, %zero, %d0_{1} : f32
%x_{1} = arith.subf {0}0, %m : f32
%e_{1} = math.exp %x_{1} : f32
%l_{1} = arith.mulf {0}1, %e_{1} : f32
%dl_{1} = arith.mulf %d_{1}, {0}1 : f32
%t0_{1} = arith.addf {0}2, %dl_{1} : f32
%t_{1} = arith.mulf %t0_{1}, %e_{1} : f32
"""
ENTROPY_MERGE = ("%r0 = arith.maximumf %s0, %t0 : f32\n" + guarded("%r0", "m")
                 + ENTROPY_SIDE.format("%s", "a").replace("%unset_%s", "%unset_a") + ENTROPY_SIDE.format("%t", "b").replace("%unset_%t", "%unset_b")
                 + "%r1 = arith.addf %l_a, %l_b : f32\n%r2 = arith.addf %t_a, %t_b : f32")
ENTROPY = Family("entropy", [LEAST, "0.0", "0.0"], "%r0 = arith.maximumf %s0, %x0 : f32\n" + guarded("%r0", "m")
                 + ENTROPY_SIDE.format("%s", "a").replace("%unset_%s", "%unset_a") + """%masked = arith.cmpf oeq, %x0, %least : f32
%y0 = arith.subf %x0, %m : f32
%w = math.exp %y0 : f32
%y = arith.select %masked, %zero, %y0 : f32
%wy = arith.mulf %w, %y : f32
%r1 = arith.addf %l_a, %w : f32
%r2 = arith.addf %t_a, %wy : f32""", ENTROPY_MERGE, {
    "shift forgotten": (ENTROPY_MERGE.replace("arith.addf %s2, %dl_a", "arith.addf %s2, %zero"), None),
    "shift of the wrong side": (ENTROPY_MERGE.replace("%dl_b = arith.mulf %d_b, %t1", "%dl_b = arith.mulf %d_a, %t1"), None),
})

# (greatest, its number): the stream has values and numbers, ties go to the lower number
ARGMAX_MERGE = """%gt = arith.cmpf ogt, %t0, %s0 : f32
%eq = arith.cmpf oeq, %t0, %s0 : f32
%lower = arith.cmpf olt, %t1, %s1 : f32
%tie = arith.andi %eq, %lower : i1
%take = arith.ori %gt, %tie : i1
%r0 = arith.select %take, %t0, %s0 : f32
%r1 = arith.select %take, %t1, %s1 : f32"""
ARGMAX = Family("argmax", [LEAST, "0x7F800000"], ARGMAX_MERGE.replace("%t0", "%x0").replace("%t1", "%x1"), ARGMAX_MERGE, {
    "ties to the right": (ARGMAX_MERGE.replace("olt", "ogt"), None),
    "right wins": (ARGMAX_MERGE.replace("arith.select %take, %t1, %s1", "arith.addf %t1, %zero").replace("arith.select %take, %t0, %s0", "arith.addf %t0, %zero"), None),
    "finite init": (None, ["-1.0e6", "0x7F800000"]),
}, inputs=2)

MINIMUM = Family("minimum", ["0x7F800000"], "%r0 = arith.minimumf %s0, %x0 : f32", "%r0 = arith.minimumf %s0, %t0 : f32", {
    "maximum": ("%r0 = arith.maximumf %s0, %t0 : f32", None),
    "finite init": (None, ["1.0e6"]),
})


def better(name, a, b):
    """The pair of greater value, of the lower number on a tie."""
    (av, ai), (bv, bi) = a, b
    return f"""%gt_{name} = arith.cmpf ogt, {bv}, {av} : f32
%eq_{name} = arith.cmpf oeq, {bv}, {av} : f32
%lo_{name} = arith.cmpf olt, {bi}, {ai} : f32
%tie_{name} = arith.andi %eq_{name}, %lo_{name} : i1
%take_{name} = arith.ori %gt_{name}, %tie_{name} : i1
%v_{name} = arith.select %take_{name}, {bv}, {av} : f32
%i_{name} = arith.select %take_{name}, {bi}, {ai} : f32
"""


# (greatest, number, second, number): the second is the loser of the first, or the winner's own second
TOP_MERGE = (better("first", ("%s0", "%s1"), ("%t0", "%t1")) + better("l", ("%s2", "%s3"), ("%t0", "%t1"))
             + better("r", ("%s0", "%s1"), ("%t2", "%t3")) + """%r0 = arith.addf %v_first, %zero : f32
%r1 = arith.addf %i_first, %zero : f32
%r2 = arith.select %take_first, %v_r, %v_l : f32
%r3 = arith.select %take_first, %i_r, %i_l : f32""")
TOP = Family("top two", [LEAST, "0x7F800000"] * 2, TOP_MERGE.replace("%t0", "%x0").replace("%t1", "%x1").replace("%t2", "%least")
             .replace("%t3", "%most"), TOP_MERGE, {
    "ties to the right": (TOP_MERGE.replace("olt", "ogt"), None),
    "the right's second is lost": (TOP_MERGE.replace("%t2", "%least").replace("%t3", "%most"), None),
    "keeps one of the left": (TOP_MERGE.replace("%s2", "%least").replace("%s3", "%most"), None),
    "finite init": (None, ["-1.0e6", "0x7F800000"] * 2),
}, inputs=2)

# (a, b; c, d) and (e, f): s -> A s + (e, f) in two dimensions, of which diagonal and diagonal plus rank one are cases
MATRIX_MERGE = "\n".join(
    f"""%p{i}{k} = arith.mulf %t{2 * i}, %s{k} : f32
%q{i}{k} = arith.mulf %t{2 * i + 1}, %s{2 + k} : f32
%r{2 * i + k} = arith.addf %p{i}{k}, %q{i}{k} : f32""" for i in (0, 1) for k in (0, 1)) + "\n" + "\n".join(
    f"""%u{i} = arith.mulf %t{2 * i}, %s4 : f32
%w{i} = arith.mulf %t{2 * i + 1}, %s5 : f32
%z{i} = arith.addf %u{i}, %w{i} : f32
%r{4 + i} = arith.addf %z{i}, %t{4 + i} : f32""" for i in (0, 1))
MATRIX = Family("affine maps of two dimensions", ["1.0", "0.0", "0.0", "1.0", "0.0", "0.0"], MATRIX_MERGE.replace("%t", "%x"), MATRIX_MERGE, {
    "in the order of the stream": (MATRIX_MERGE.replace("%t", "%$").replace("%s", "%t").replace("%$", "%s"), None),
    "diagonal alone": (MATRIX_MERGE.replace("arith.addf %u0, %w0", "arith.addf %u0, %zero"), None),
    "init of ones": (None, ["1.0"] * 4 + ["0.0"] * 2),
}, inputs=6)

# s -> a s + b, (a1, b1) then (a2, b2) is (a2 a1, a2 b1 + b2)
AFFINE_MERGE = "%r0 = arith.mulf %t0, %s0 : f32\n%0 = arith.mulf %t0, %s1 : f32\n%r1 = arith.addf %0, %t1 : f32"
AFFINE = Family("affine maps", ["1.0", "0.0"], AFFINE_MERGE.replace("%t", "%x"), AFFINE_MERGE, {
    "b not multiplied": (AFFINE_MERGE.replace("arith.mulf %t0, %s1", "arith.mulf %one, %s1"), None),
    "sides swapped": ("%r0 = arith.mulf %t0, %s0 : f32\n%0 = arith.mulf %s0, %t1 : f32\n%r1 = arith.addf %0, %s1 : f32", None),
    "init zero": (None, ["0.0", "0.0"]),
}, inputs=2)

# (a reset was seen, sum since then): flags are positive numbers
SEGMENTED_MERGE = """%reset = arith.cmpf ogt, %t0, %zero : f32
%sum = arith.addf %s1, %t1 : f32
%r0 = arith.maximumf %s0, %t0 : f32
%r1 = arith.select %reset, %t1, %sum : f32"""
SEGMENTED = Family("segmented sum", ["0.0", "0.0"], SEGMENTED_MERGE.replace("%t", "%x"), SEGMENTED_MERGE, {
    "reset from the left": (SEGMENTED_MERGE.replace("ogt, %t0", "ogt, %s0").replace("%reset, %t1", "%reset, %s1"), None),
    "flag of the right": (SEGMENTED_MERGE.replace("arith.maximumf %s0, %t0", "arith.addf %t0, %zero"), None),
    "flags and-ed": (SEGMENTED_MERGE.replace("arith.maximumf", "arith.minimumf"), None),
}, inputs=2)

# (a reset was seen, greatest since then)
RUN_MERGE = """%reset = arith.cmpf ogt, %t0, %zero : f32
%max = arith.maximumf %s1, %t1 : f32
%r0 = arith.maximumf %s0, %t0 : f32
%r1 = arith.select %reset, %t1, %max : f32"""
RUN = Family("segmented maximum", ["0.0", LEAST], RUN_MERGE.replace("%t", "%x"), RUN_MERGE, {
    "reset from the left": (RUN_MERGE.replace("ogt, %t0", "ogt, %s0").replace("%reset, %t1", "%reset, %s1"), None),
    "no reset": (RUN_MERGE.replace("%reset, %t1", "%reset, %max"), None),
    "finite init": (None, ["0.0", "-1.0e6"]),
}, inputs=2)

FAMILIES = [SUM, MAXIMUM, MINIMUM, TOP, MATRIX, RUN, WELFORD, SOFTMAX, ENTROPY, ARGMAX, AFFINE, SEGMENTED]


def check(text):
    run = subprocess.run(["tenfold-opt", "-", "--tenfold-check-folds", "--remarks-filter=check-folds", "-o", "/dev/null"], input=text,
                         capture_output=True, text=True)
    return run.returncode, run.stderr


def main():
    bad, planted = [], 0
    for family in FAMILIES:
        code, errors = check(module(family, family.inits, family.merge))
        if code or "[Passed] Laws" not in errors:
            bad.append(f"{family.name}: expected to be accepted, got {errors}")
        for name, (merge, inits) in family.wrong.items():
            planted += 1
            if merge == family.merge:
                bad.append(f"{family.name}, {name}: nothing is planted")
            code, errors = check(module(family, inits or family.inits, merge or family.merge))
            law = re.search(r"error: 'fold.reduce' op expected (.*), which fails", errors)
            example = re.search(r"note: (for .* of \[.*\]: expected \(.*\), got \(.*\))", errors)
            if code == 0 or not law or not example:
                bad.append(f"{family.name}, {name}: expected an error with a counterexample, got {errors}")
            elif "-v" in sys.argv:
                print(f"{family.name}, {name}: {law[1]}: {example[1]}")
    print("\n".join(bad), f"{len(FAMILIES)} families, {planted} faults, {len(bad)} wrong verdicts", sep="\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
