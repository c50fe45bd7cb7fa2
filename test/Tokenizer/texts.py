# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Difficult text, and text to train tokenizers on."""
import random

CORPUS = [
    "The quick brown fox jumps over the lazy dog. It's a dog's life, isn't it? They'll say we've won.",
    "def fold(xs, init):\n    acc = init\n    for x in xs:\n        acc = merge(acc, x)\n    return acc\n",
    "In 1984 there were 12345 tensors, 3.14159 folds and 1,000,000 scans; 99% of them were 0x7fff.",
    "Größe, naïve, façade, Ærøskøbing, žluťoučký kůň, İstanbul, ΑΒΓ αβγς, Привет, мир!",
    "你好，世界。今天天气很好。日本語のテキスト、カタカナ。한국어 텍스트입니다.",
    "مرحبا بالعالم، كيف حالك؟ שלום עולם. नमस्ते दुनिया। สวัสดีชาวโลก",
    "👍 👍🏽 👨‍👩‍👧‍👦 🇩🇪 ❤️ 😀😃😄 🤷🏽‍♀️ e\u0301 n\u0303 o\u0308",
    "#include <vector>\nint main() { std::vector<int> v{1, 2, 3}; return v.size() == 3u ? 0 : 1; }\n",
    "   leading, trailing   \t\ttabs\t\n\n\nnewlines\r\nof both kinds   ",
    "The fold of a tensor is a streaming reduction whose states merge, and the tensor of a fold is its state.",
] * 3

DIFFICULT = [
    "", " ", "  ", "\n", "\t", "\r\n", "\n\n\n", " \n \n ", "a", " a", "a ", "  a  b  ", "\u00a0x\u00a0", "\u3000全角\u3000",
    "Hello, world!", "I'm you're he'll WE'VE I'D don't ’s 'ſ ''s", "it's It'S iT'll'll",
    "1", "12", "123", "1234", "12345678901234567890", "3.14159", "1,000,000", "٣٤٥", "Ⅷ½²", "x2y3",
    "def f(x):\n    if x:\n\t\treturn x**2  # square\n\n\n    return None\n",
    "for (int i = 0; i < n; ++i) { a[i] += b[i] * c[i]; }  // fma\r\n\r\n",
    "👨‍👩‍👧‍👦", "👍🏽👍🏿", "🇩🇪🇯🇵", "❤️‍🔥", "a👍b", "🫠🪿", "1️⃣",
    "你好世界", "你好 world 世界", "日本語テキスト", "ｶﾞｷﾞ ﬁ ﬂ ㎏ ①", "한국어", "\u1112\u1161\u11ab", "𠀀𠀁", "々〆〇",
    "مرحبا بالعالم", "שָׁלוֹם", "नमस्ते", "สวัสดีชาวโลก", "ไทยnoสpaces", "বাংলা",
    "e\u0301\u0323 \u0323\u0301", "a\u0300\u0301\u0302\u0303", "Å\u212b\u0041\u030a", "ẛ̣", "İIıi", "ß ẞ Ω ΑΣ", "ǅ ǆ",
    "\u0000", "a\u0000b", "\u0001\u0002\u001f\u007f", "\u0085x\u2028y\u2029z", "\ufeffbom", "\u200b\u200c\u200d\u2060",
    "soft\u00adhyphen", "\u202eright\u202c", "\ufffd", "\ufffe", "\U0010ffff", "\u0378\U000e0001", "\ue000",
    "¡¿§¶·‹›«»“”‘’–—…•€£¥₿", "`~!@#$%^&*()-_=+[]{}\\|;:'\",.<>/?", "a-b_c.d/e\\f", "...---...", "!!!???", "$5.00 €5",
    "http://example.com/a?b=c&d=%20#e", "user@example.com", "CamelCaseIdentifier snake_case SCREAMING_CASE", "x" * 300,
    "ab" * 200, "=" * 80, " " * 50, "\n" * 40, "\t" * 20, "a" + " " * 17 + "b", "word\n" * 20, "pneumono" * 40, "é" * 150,
    "\u0301" * 5, "\u180e mongolian", "a\u2003b\u2009c\u205fd\u1680e", "\u001c\u001d\u001e\u001fx",
    "<s>", "</s>", "<unk>", "[CLS]", "[SEP] [MASK]", "<|endoftext|>", "a<|endoftext|>b", "<|im_start|>user\nhi<|im_end|>\n",
    "  <mask>  x", "<mask><mask>", "word<w>word <w> <w>.", "<0x0A>", "<0xFF>", "▁", "▁▁a", " ▁ ", "##ing", "Ġ", "ĠĠa", "Ċ",
    "The fold of a tensor is a streaming reduction.", "Größe naïve façade žluťoučký kůň", "MiXeD ÀÉÎÕÜ cAsE",
]

# Not UTF-8: lone continuations, cut and overlong forms, surrogates, beyond the end.
BROKEN = [
    b"\x80", b"\xff", b"a\xc3", b"a\xe4\xbd", b"\xf0\x9f\x91", b"\xf0\x9f\x91x", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"ok\xe4\xbd\xa0\xe4\xbdok", b"\x80\x80\x80", b"\xc3\x28", b"\xe2\x82\x28",
]

SCRIPTS = [(0x20, 0x7e), (0x20, 0x7e), (0xa0, 0x24f), (0x300, 0x36f), (0x370, 0x3ff), (0x400, 0x4ff), (0x590, 0x5ff),
           (0x600, 0x6ff), (0x900, 0x97f), (0xe00, 0xe7f), (0x2000, 0x206f), (0x20a0, 0x20bf), (0x2190, 0x22ff),
           (0x3040, 0x30ff), (0x4e00, 0x9fff), (0xac00, 0xd7a3), (0xfe00, 0xfe0f), (0x1f300, 0x1f64f), (0x20000, 0x2a6df)]


def random_texts(seed, count, assigned):
    """Strings of characters of some scripts, of blanks and of digits; only those for which `assigned(c)`."""
    rng, texts = random.Random(seed), []
    for _ in range(count):
        text = ""
        for _ in range(rng.randint(1, 8)):
            low, high = rng.choice(SCRIPTS)
            run = (chr(rng.randint(low, high)) for _ in range(rng.randint(1, 6)))
            text += "".join(c for c in run if assigned(c))
            text += rng.choice(["", "", " ", "  ", "\n", "\t", " 42", "7", "'s", ".", "\r\n", "<s>", "\u00a0"])
        texts.append(text)
    return texts
