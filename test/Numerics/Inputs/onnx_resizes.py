# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What ONNX's reference implementation of Resize-19 gives: `onnx_resizes.py OUT.npz`. The tests read the file alone."""
import json
import sys

import numpy as np
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

rng = np.random.default_rng(3)
out = {}


def keep(name, mode, coordinates, shape, to=None, by=None, **own):
    x = rng.standard_normal(shape).astype(np.float32)
    attributes = {"mode": mode, "coordinate_transformation_mode": coordinates, **own}
    names = ["x", "", "", "sizes"] if to else ["x", "", "scales"]
    node = helper.make_node("Resize", names, ["y"], **attributes)
    info = [helper.make_tensor_value_info("x", TensorProto.FLOAT, None)]
    info.append(helper.make_tensor_value_info(names[-1], TensorProto.INT64 if to else TensorProto.FLOAT, None))
    graph = helper.make_graph([node], "g", info, [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)])
    given = np.array([*shape[:-1], to], np.int64) if to else np.array([1.0] * (len(shape) - 1) + [by[0] / by[1]], np.float32)
    y = ReferenceEvaluator(model).run(None, {"x": x, names[-1]: given})[0]
    size, words = f"to = {to}" if to else f"by = {list(by)}", {}
    if "nearest_mode" in own:
        words["round"] = own["nearest_mode"]
    if "cubic_coeff_a" in own:
        words["cubic"] = own["cubic_coeff_a"]
    out.update({f"{name}.x": x, f"{name}.y": y.astype(np.float32)})
    out[f"{name}.own"] = json.dumps({"mode": mode, "coordinates": coordinates, "size": size, "words": words,
                                     "exclude": own.get("exclude_outside", 0)})


for mode in ("nearest", "linear", "cubic"):
    for coordinates in ("half_pixel", "pytorch_half_pixel", "half_pixel_symmetric", "align_corners", "asymmetric"):
        keep(f"{mode}_{coordinates}_more", mode, coordinates, (1, 5), to=13)
        keep(f"{mode}_{coordinates}_less", mode, coordinates, (1, 7), to=3)
        keep(f"{mode}_{coordinates}_twice", mode, coordinates, (2, 3), by=(2, 1))
        # The reference takes 6.25 as the extent here, and a place half-way between elements is rounded by chance.
        if coordinates != "align_corners" and (mode, coordinates) != ("nearest", "half_pixel_symmetric"):
            keep(f"{mode}_{coordinates}_part", mode, coordinates, (1, 10), by=(5, 8))
for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
    keep(f"rounding_{rounding}", "nearest", "half_pixel", (1, 4), to=8, nearest_mode=rounding)
    keep(f"rounding_{rounding}_less", "nearest", "asymmetric", (1, 9), to=4, nearest_mode=rounding)
keep("exclude", "cubic", "half_pixel", (1, 4), to=9, exclude_outside=1)
keep("coefficient", "cubic", "half_pixel", (1, 4), to=9, cubic_coeff_a=-0.5)
np.savez_compressed(sys.argv[1], **out)
