# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models in text, and tokenizers, that are amiss: name, bytes, what is said of them."""
import json
import pathlib

TOKENIZER = json.loads((pathlib.Path(__file__).parents[1] / "Tools/Inputs/tokenizer.json").read_text())


def block(body, arguments="%x: tensor<3x5xf32>", result="tensor<3x5xf32>"):
    return f"nn.block @main({arguments}) -> {result} {{\n{body}\n}}\n"


def returned(op, **signature):
    return block(f"%0 = {op}\nnn.return %0 : {signature.get('result', 'tensor<3x5xf32>')}", **signature)


def attribute(name, value, arguments="tensor<?x5xf32>"):
    return block("nn.return %x : tensor<?x5xf32>", f"%x: {arguments} {{nn.{name} = {value}}}", "tensor<?x5xf32>")


T = "tensor<3x5xf32>"
MODELS = [
    ("nothing", "", "FILE: expected a model with a public function, got none"),
    ("prose", "The fold of a tensor.", "FILE:1:1: custom op 'The' is unknown (tried 'builtin.The' as well)"),
    ("zeros", bytes(100), "FILE: expected a model with a public function, got none"),
    ("no UTF-8", b"nn.block @\xff\xfe() {}", "FILE:1:11: @ identifier expected to start with letter or '_'"),
    ("bytecode", b"ML\xefR\x0dMLIR22.1.8\0" + bytes(64), "FILE: expected text, got MLIR bytecode"),
    ("another format", b"PK\3\4" + bytes(64), "FILE:1:3: unexpected character"),
    ("cut", returned(f"nn.exp %x : {T}")[:-20], "FILE:3:13: expected ':'"),
    ("unknown dialect", returned(f"tosa.exp %x : {T}"), "FILE:2:6: Dialect `tosa' not found for custom op 'tosa.exp'"),
    ("unknown op", returned(f"nn.expp %x : {T}"), "FILE:2:6: custom op 'nn.expp' is unknown"),
    ("value that is nowhere", returned(f"nn.exp %y : {T}"), "FILE:2:13: use of undeclared SSA value name"),
    ("other type", returned("nn.exp %x : tensor<5x3xf32>"),
     "FILE:2:13: use of value '%x' expects different type than prior uses: 'tensor<5x3xf32>' vs 'tensor<3x5xf32>'\n  note: FILE:1:16: prior use here"),
    ("integers to exp", returned("nn.exp %x : tensor<3x5xi32>", arguments="%x: tensor<3x5xi32>", result="tensor<3x5xi32>"),
     "FILE:2:6: 'nn.exp' op operand #0 must be tensor of floating-point values, but got 'tensor<3x5xi32>'"),
    ("shapes that do not fit", returned(f"nn.add %x, %y : {T}, tensor<7xf32>", arguments="%x: tensor<3x5xf32>, %y: tensor<7xf32>"),
     "FILE:2:6: expected dimension 1 to be 5, got 7"),
    ("dimension that is not", returned(f"nn.softmax %x 2 : {T}"),
     "FILE:2:6: expected a dimension of a tensor of rank 2, got 2"),
    ("equation that is none", returned(f'nn.einsum %x, %x "i j, i -> j" : {T}, {T}'),
     'FILE:2:6: in equation "i j, i -> j": expected a tensor of rank 1, got rank 2'),
    ("result of other type", returned("nn.exp %x : tensor<3x5xf32>", result="tensor<5x3xf32>"),
     "FILE:3:11: use of value '%0' expects different type than prior uses: 'tensor<5x3xf32>' vs 'tensor<3x5xf32>'\n  note: FILE:2:1: prior use here"),
    ("no return", block(f"%0 = nn.exp %x : {T}"),
     'FILE:2:6: block with no terminator, has %0 = "nn.exp"(%arg0) : (tensor<3x5xf32>) -> tensor<3x5xf32>'),
    ("block twice", returned(f"nn.exp %x : {T}") * 2,
     "FILE:5:1: redefinition of symbol named 'main'\n  note: FILE:1:1: see existing symbol definition here"),
    ("unknown block", returned(f'nn.apply @linaer "a" (%x) : ({T}) -> {T}'),
     "FILE:2:6: 'nn.apply' op expected a block of the module or the library, got @linaer"),
    ("entry applied", returned(f'nn.apply @main "a" (%x) : ({T}) -> {T}'),
     "FILE:2:6: 'nn.apply' op expected a block of the module or the library, got function @main"),
    ("block of itself", returned(f'nn.apply @again "a" (%x) : ({T}) -> {T}')
     + returned(f'nn.apply @again "a" (%x) : ({T}) -> {T}').replace("@main", "private @again"),
     "FILE:6:6: 'nn.apply' op expected a block that does not apply itself, got @again\n  note: FILE:2:6: in the block applied here"),
    ("size that nothing gives", returned(f'nn.apply @linear "a" (%x) : ({T}) -> {T}'),
     "LIBRARY: 'nn.apply' op expected 'OUT' to be a size or a name that is bound, got \"OUT\"\n  note: FILE:2:6: in the block applied here"),
    ("result that is not", returned(f'nn.apply @linear "a" (%x) {{OUT = 7}} : ({T}) -> {T}'),
     "FILE:1:1: expected entry @main to return 'tensor<3x5xf32>', got 'tensor<3x7xf32>'"),
    ("unknown initialiser", returned('nn.param "w" [3, 5] : tensor<3x5xf32> {init = @sevens}'),
     "expected the initialiser of `w` to be zeros, ones, normal or kaiming, got @sevens"),
    ("weight past memory", returned(f'nn.apply @linear "a" (%x) {{OUT = 9999999999999}} : ({T}) -> tensor<3x9999999999999xf32>',
     result="tensor<3x9999999999999xf32>"),
     "LIBRARY: expected tensors of at most 140737488355328 bytes, got 'tensor<9999999999999x5xf32>'"),
    ("weight of two types", block('%a = nn.param "w" [3, 5] : tensor<3x5xf32>\n%b = nn.param "w" [5, 3] : tensor<5x3xf32>\nnn.return %a : tensor<3x5xf32>'),
     "FILE:3:6: 'nn.param' op expected weight 'w' to be 'tensor<3x5xf32>' as before, got 'tensor<5x3xf32>'"),
    ("names of too few dims", attribute("dims", '["n"]'),
     "FILE:1:1: 'nn.block' op expected `nn.dims` of argument 0 to have 2 entries, got 1"),
    ("dim of other size", attribute("dims", '["n", 7]'),
     "FILE:1:1: 'nn.block' op expected `nn.dims` of argument 0 to agree with 'tensor<?x5xf32>', got 7"),
    ("range that turns back", attribute("range", "[5, 0]", "tensor<?x5xi64>").replace("tensor<?x5xf32>", "tensor<?x5xi64>"),
     "FILE:1:1: 'nn.block' op expected `nn.range` of argument 0 to be [least, end], got [5, 0]"),
    ("bounds that turn back", "module attributes {nn.bounds = {n = [9, 1]}} {\n" + attribute("dims", '["n", 5]') + "}",
     "FILE:1:1: 'builtin.module' op expected the bounds of `n` to be [least, greatest], got [9, 1]"),
    ("deep nesting", "module {" * 100000, "FILE:1:2056: expected brackets nested at most 256 deep, got more"),
    ("deep types", "func.func @f(%x: " + "tuple<" * 100000,
     "FILE:1:1553: expected brackets nested at most 256 deep, got more"),
    ("deep attribute", "module attributes {a = \n" + "[" * 100000,
     "FILE:2:256: expected brackets nested at most 256 deep, got more"),
    ("endless expression", "module attributes {a = affine_map<(d0) -> (" + "-" * 1000000 + "d0)>} {}",
     "expected expressions that fit the stack, got a model that nests deeper"),
    ("a constant of other length", block("%0 = arith.constant dense<[1.0, 2.0]> : tensor<3xf32>\nnn.return %x : tensor<3x5xf32>"),
     "FILE:2:21: inferred shape of elements literal ([2]) does not match type ([3])"),
    ("huge extent", returned("nn.exp %x : tensor<9223372036854775807x9xf32>", arguments="%x: tensor<9223372036854775807x9xf32>", result="tensor<9223372036854775807x9xf32>"),
     "FILE:1:1: expected tensors of at most 140737488355328 bytes, got 'tensor<9223372036854775807x9xf32>'"),
    ("extent past 64 bits", returned("nn.exp %x : tensor<99999999999999999999xf32>"), "FILE:2:25: invalid dimension"),
]


def tokenizer(change):
    description = json.loads(json.dumps(TOKENIZER))
    change(description)
    return json.dumps(description)


def model(**changes):
    return tokenizer(lambda description: description["model"].update(changes))


def part(name, value):
    return tokenizer(lambda description: description.update({name: value}))


TOKENIZERS = [
    ("nothing", "", "FILE: expected JSON, got text that does not parse: [1:0, byte=0]: Unexpected EOF"),
    ("no JSON", "{", "FILE: expected JSON, got text that does not parse: [1:1, byte=1]: Expected object key"),
    ("list", "[]", "FILE: expected an object, got an array"),
    ("no UTF-8", b'{"model": "\xff"}',
     "FILE: expected JSON, got text that does not parse: [1:11, byte=11]: Invalid UTF-8 sequence"),
    ("deep nesting", "[" * 100000, "FILE: expected JSON of depth 64 at most, got more"),
    ("no model", "{}", "FILE: model: expected an object, got none"),
    ("unknown model", model(type="WordLevel"), "FILE: model: type 'WordLevel' is not supported"),
    ("vocabulary that is a list", model(vocab=["a"]), "FILE: model.vocab: expected an object, got an array"),
    ("id that is no integer", model(vocab={"?": 0.5}), "FILE: model.vocab: expected integers as ids"),
    ("negative id", model(vocab={"?": -1}), "FILE: model.vocab: expected the id of token '?' in [0, 4194304), got -1"),
    ("endless id", model(vocab={"?": 2**40}),
     "FILE: model.vocab: expected the id of token '?' in [0, 4194304), got 1099511627776"),
    ("id twice", model(vocab={"?": 0, "a": 0}), "FILE: model.vocab: expected ids to be unique, got 0 for '?' and 'a'"),
    ("unknown token that is none", model(unk_token="!"),
     "FILE: model.unk_token: expected a token of the vocabulary, got '!'"),
    ("unknown normalizer", part("normalizer", {"type": "Nmt"}), "FILE: normalizer: type 'Nmt' is not supported"),
    ("pattern that is none", part("normalizer", {"type": "Replace", "pattern": {"Regex": "x("}, "content": ""}),
     "FILE: normalizer.pattern.Regex: pattern 'x(': missing closing parenthesis"),
    ("unknown decoder", part("decoder", {"type": "CTC"}), "FILE: decoder: type 'CTC' is not supported"),
    ("added tokens that are none", part("added_tokens", [7]),
     "FILE: added_tokens[0]: expected an object, got a number"),
    ("a separator that is no token", part("post_processor", {"type": "BertProcessing", "cls": ["<s>", 0], "sep": ["</s>", 99]}),
     "FILE: post_processor: expected ids of tokens, got 99"),
]
