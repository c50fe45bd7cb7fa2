# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Text of `tenfold generate` from a tiny model of random weights, against greedy decoding with `forward`: `generate.py FOLDER`.

The tokenizer has bytes and no merges, so text is bytes, and what a random model says is hardly ever UTF-8.
"""
import pathlib
import re
import signal
import subprocess
import sys

import gguf
import numpy as np

from language_models import Config, metadata, random_weights, tensors
from language_models import write as write_plain

FOLDER = pathlib.Path(sys.argv[1])
BOS, STOP, ROLE, VOCAB = 256, 257, 258, 259
CONTEXT = 521  # of which one call reads 512
CHAT = ("{% for m in messages %}{{ '<|role|>' ~ m.content ~ ('<|stop|>' if m.role == 'assistant' else '') }}{% endfor %}"
        "{{ '<|role|>' if add_generation_prompt else '' }}")


def byte_tokens():
    """Characters that stand for bytes in byte-level BPE."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(b) if b in plain else chr(next(others)) for b in range(256)]


def write(path, c, weights):
    writer = gguf.GGUFWriter(path, c.architecture)
    for key, value in metadata(c).items():
        add = {int: writer.add_uint32, float: writer.add_float32, str: writer.add_string}[type(value)]
        add(f"{c.architecture}.{key}", value)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(byte_tokens() + ["<|bos|>", "<|stop|>", "<|role|>"])
    writer.add_token_types([1] * 256 + [3] * 3)
    writer.add_token_merges([])
    writer.add_bos_token_id(BOS)
    writer.add_eos_token_id(STOP)
    writer.add_add_bos_token(True)
    writer.add_chat_template(CHAT)
    for name, array in tensors(c, weights):
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def generate(*arguments, text=None):
    done = subprocess.run(["tenfold", "generate", *map(str, arguments)], capture_output=True, input=text)
    assert done.returncode == 0, done.stderr
    prefill, decode = re.fullmatch(r"prefill \d+\.\d tok/s \((\d+) tokens\), decode \d+\.\d tok/s \((\d+) tokens\)\n",
                                   done.stderr.decode()).groups()
    return done.stdout, int(prefill), int(decode)


def greedy(model, ids, count):
    """The ids that argmax chooses, by whole sequences."""
    said = []
    while len(said) < count and len(ids) + len(said) <= CONTEXT:
        np.savez(FOLDER / "in.npz", tokens=np.array([ids + said], np.int64))
        subprocess.run(["tenfold", "run", model, "--function=forward", "--inputs", FOLDER / "in.npz", "--outputs",
                        FOLDER / "out.npz"], check=True)
        with np.load(FOLDER / "out.npz") as results:
            said.append(int(results["logits"][0, -1].argmax()))
        if said[-1] == STOP:
            break
    return said


def shown(utf8):
    """How many malformed bytes become one U+FFFD is the tokenizer's matter."""
    return re.sub("\ufffd+", "\ufffd", utf8.decode())


def text_of(ids):
    return bytes(i for i in ids if i < 256).decode("utf-8", "replace").encode()


def check_greedy(file, model, text, count):
    ids = [BOS, *text.encode()]
    expected = greedy(model, ids, count)
    said, prefill, decode = generate(file, "--prompt", text, "--max-tokens", count)
    assert shown(said) == shown(text_of(expected) + b"\n"), (text, said, text_of(expected))
    assert (prefill, decode) == (len(ids), len(expected) - 1), (prefill, decode, expected)
    return said


def check_sampling(file):
    draw = lambda seed: generate(file, "--prompt", "fold", "--max-tokens", 20, "--temperature", 3, "--top-k", 100,
                                 "--top-p", 0.99, "--seed", seed)[0]
    assert draw(7) == draw(7)
    assert draw(7) != draw(8)
    hot = generate(file, "--prompt", "fold", "--max-tokens", 20, "--temperature", 3, "--top-k", 1)
    assert hot[0] == generate(file, "--prompt", "fold", "--max-tokens", 20)[0]


def check_chat(file, model):
    """The second answer knows the first question, whose tokens are not computed again; it needs a larger cache."""
    count, second = 3, b"cde" * 30
    out, prefill, _ = generate(file, "--chat", "--max-tokens", count, text=b"ab\n" + second + b"\n\nnot read\n")
    answer, alone, _ = generate(file, "--chat", "--max-tokens", count, text=b"ab\n")
    assert out.startswith(answer) and alone == 4, (out, answer, alone)
    first = answer[:-1]
    ids = [ROLE, *b"ab", ROLE]
    said = greedy(model, ids, count)
    assert shown(first) == shown(text_of(said)), (first, said)
    ids += [*first, STOP, ROLE, *second, ROLE]
    assert shown(out) == shown(answer + text_of(greedy(model, ids, count)) + b"\n"), out
    assert prefill < 4 + len(ids), (prefill, ids)  # less than each question with all before it


def check_interrupt(file):
    """While stdin is waited for, and nothing is lost of what was said."""
    process = subprocess.Popen(["tenfold", "generate", file, "--chat", "--max-tokens", "3"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(b"ab\n")
    process.stdin.flush()
    said = b""
    while not said.endswith(b"\n"):
        said += process.stdout.read1(1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and errors.startswith(b"prefill "), (process.returncode, errors)


def check_long(file):
    for arguments, text, count in ((["--prompt", "x" * 521], b"", 522), (["--chat"], b"x" * 520 + b"\n", 522)):
        done = subprocess.run(["tenfold", "generate", file, *arguments], capture_output=True, input=text)
        expected = f"error: expected 1 to 521 tokens of text, the context of the model, got {count}\n"
        assert (done.returncode, done.stdout, done.stderr.decode()) == (1, b"", expected), done


def main():
    c = Config("llama", vocab=VOCAB, context=CONTEXT, heads=4, head=14, width=56)
    file, model = FOLDER / "tiny.gguf", FOLDER / "tiny.so"
    weights = random_weights(c, 11)
    write(file, c, weights)
    subprocess.run(["tenfold", "compile", file, "-o", model], check=True)
    tokenizer = ("--tokenizer", file)
    said = check_greedy(file, model, "fold", 9)
    assert generate(model, *tokenizer, "--prompt", "fold", "--max-tokens", 9)[0] == said
    check_greedy(file, model, "é", 1)
    check_greedy(file, model, "fold " * 103, 30)  # read in two parts, then on to the end of the context
    other = generate(file, "--prompt", "x", "--max-tokens", 9)[0]
    both = generate(file, "--prompt", "fold", "--prompt", "x", "--max-tokens", 9)[0]
    assert both == b"==> prompt 1 <==\n" + said + b"\n==> prompt 2 <==\n" + other, both
    check_sampling(file)
    check_chat(file, model)
    check_interrupt(file)
    check_long(file)
    write_plain(FOLDER / "plain.gguf", c, weights)
    print("generate: as forward says")


main()
