// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef TENFOLD_PLANMEMORY
#define TENFOLD_PLANMEMORY

include "mlir/Pass/PassBase.td"

def PlanMemory : Pass<"tenfold-plan-memory", "::mlir::ModuleOp"> {
  let summary = "place the buffers of each program entry in its arena";
  let description = [{
    Steps are the kernel calls of an entry, in the order of the text. A buffer lives from the step that first writes it to
    the last that reads it; one that a loop uses and that is made outside of it lives through all of the loop. Its size is an expression in the named dims. Where every dim has an upper bound, offsets are computed
    for all dims at their bounds: by the greedy placement that the runtime also uses, then, if that ends above the
    live-set bound (the most bytes live at one step), by local search over orders. The entry gets `program.plan`, which
    the metadata of the artifact is made of. At smaller sizes these offsets stay valid, because sizes grow with dims.

    Peak bytes = weights + inputs + results + arena + scratch of one worker * threads, where each weight, each buffer and
    the scratch are rounded up to 64 bytes. `program.scratch` of kernels counts as far as it is set when the pass runs.

    Bounds come from `nn.bounds` of the module; `dim=NAME:LO:HI` narrows one or adds it.

    Refused: a peak above `budget`, with the buffers live at the peak; a `budget` with an unbounded dim; sizes that may
    fall when a dim grows, where there are bounds.

    Example: test/Transforms/PlanMemory/example.mlir
  }];
  let options = [
    ListOption<"dims", "dim", "std::string", "NAME:LO:HI, sizes of a named dim, both included">,
    Option<"budget", "budget", "int64_t", "-1", "largest peak, bytes; negative: none">,
    Option<"threads", "threads", "int64_t", "1", "workers that have scratch">,
    Option<"json", "json", "std::string", "\"\"", "file for the plan, `-` for standard output">,
    Option<"effort", "effort", "int64_t", "100000000",
           "bound of the local search, pairs of buffers compared: about a second">,
  ];
}

#endif // TENFOLD_PLANMEMORY
