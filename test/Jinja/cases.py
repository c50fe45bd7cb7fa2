# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Templates and variables for them: expressions, tags, blanks, and chats in the manner of several families of models."""

VARIABLES = {
    "a": 7, "b": -3, "f": 2.5, "s": "  Größe 你好  ", "t": "one two  three", "empty": "", "none_value": None, "yes": True, "no": False,
    "list": [3, 1, 2], "words": ["x", "yy", "zzz"], "nested": {"inner": {"deep": [1, {"k": "v"}]}, "n": 1}, "zero": 0,
    "records": [{"n": 1, "ok": True, "name": "A"}, {"n": 2, "name": "B"}, {"n": 3, "ok": False, "name": "C"}],
    "quote": "it's \"q\"\n\tback\\slash", "html": "<b>&amp;</b>",
}

EXPRESSIONS = """
1 + 2 * 3 - 4 / 2 | 7 // 2 | -7 // 2 | 7 % 3 | -7 % 3 | 7 % -3 | 2 ** 10 | 2 ** -1 | -2 ** 2 | 2 ** 3 ** 2 | 7.5 // 2 | 1e3 | 1_000
a + b | a * f | a / 2 | a - -b | +a | -f | 10 / 4 | 3.0 | 0.1 + 0.2 | 1 / 3 | 2.0 ** 0.5 | 100000000000000000.0 * 10 | 0.00001 * 1
"a" + 'b' | "a" ~ 1 ~ 2.5 ~ none ~ true | "ab" * 3 | "x" "y" 'z' | "\\n\\t\\\\ \\' \\" \\u00e9 \\x41" | 'a' < 'b' | "é" > "z"
1 < 2 < 3 | 1 < 3 < 2 | 1 == 1.0 | "1" == 1 | true == 1 | none == false | [1, 2] == [1, 2] | {"a": 1} == {"a": 1} | 1 != 2 | a >= 7
not yes | not no and yes | yes or no and no | a and b | zero or "else" | empty or none_value or "x" | not a == 7 | no and missing.x
"yes" if yes else "no" | "x" if no | "a" if no else "b" if no else "c" | (1 if yes) + 1
list[0] | list[-1] | list[1:] | list[:-1] | list[::-1] | list[::2] | list[5:] | list[-2:5] | list[2:0:-1] | list[9] | s[2] | s[-3:] | s[::-1]
nested.inner.deep[1].k | nested["inner"]["deep"][0] | nested.missing | nested.missing is defined | nested["n"] | records[0].name | list.x
"ö" in s | 3 in list | 9 not in list | "n" in nested | "q" in nested | "x" in missing | "" in empty
s|trim | s|length | s|upper | s|lower | t|title | t|capitalize | t|replace("o", "0") | t|replace("o", "0", 1) | s|trim|upper|length
list|length | list|first | list|last | list|reverse|list | list|join | list|join(", ") | words|join("-")|upper | "abc"|reverse | "abc"|list
list|tojson | nested|tojson | nested|tojson(indent=2) | quote|tojson | s|tojson | none|tojson | true|tojson | f|tojson | []|tojson(indent=1) | html|tojson
missing|default("d") | empty|default("d") | empty|default("d", true) | none|d("x") | a|default(1) | missing|length | missing
records|map(attribute="name")|list | words|map("upper")|join | records|selectattr("ok")|list|length | records|rejectattr("ok")|map(attribute="n")|join
records|selectattr("n", "equalto", 2)|map(attribute="name")|first | records|selectattr("ok", "defined")|list|count | list|select("odd")|list | list|reject("even")|list
nested|items|first|first | nested.items()|length | nested.keys()|list | nested.values()|list | nested.get("n") | nested.get("q", 5) | nested.get("q") is none
t.split() | t.split(" ") | t.split("o", 1) | s.strip() | s.lstrip() | s.rstrip() | "xxaxx".strip("x") | "abc".startswith("ab") | "abc".endswith(("x", "c"))
"abc".upper() | "a-b".split("-")[-1] | "a</t>b".split("</t>")[0].rstrip("\\n").split("<t>")[-1] | ",".join(words) | "hello".find("l") | "hello".find("z") | "a.b".replace(".", "")
a is defined | missing is not defined | a is number | f is float | a is integer | yes is boolean | s is string | none is none | nested is mapping | list is iterable
list is sequence | list is string | nested is iterable | 4 is even | 3 is odd | 9 is divisibleby 3 | 9 is divisibleby(2) | a is eq 7 | a is in list | yes is true | no is false
range(3)|list | range(1, 4)|list | range(5, 0, -2)|list | range(0)|list | dict(x=1, y="z") | "%d" is string
"3"|int | "x"|int | "x"|int(9) | 3.9|int | "2.5"|float | -3|abs | b|abs | 5|string + "!" | quote|string | "a\\nb\\n\\nc"|indent | "a\\nb"|indent(2, true)
[1, "two", 3.0, none, true, [], {}] | {"k": "it's", "j": 'say "x"'} | (1, 2)|list | ()|list | [[1], [2]] | "é\\u0301"|length | quote
yes | no | none | 1.5 | 1e100 | 123456789012 | 1e16 | 0.0001 | [0.1] | -0.0 | 5 // 0.3
""".replace("\n", " | ").split(" | ")

STATEMENTS = [
    "{% for x in list %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ ',' if not loop.last }}{% endfor %}",
    "{% for x in list %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}",
    "{% for x in [] %}a{% else %}none{% endfor %}", "{% for x in missing %}a{% else %}none{% endfor %}",
    "{% for k, v in nested.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k in nested %}{{ k }}{% endfor %}",
    "{% for r in records if r.ok is defined %}{{ loop.index }}{{ r.name }}{% endfor %}", "{% for c in 'añb' %}[{{ c }}]{% endfor %}",
    "{% for i in range(10) %}{% if i == 3 %}{% continue %}{% elif i > 5 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for r in list %}{% for x in r|string %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}",
    "{% if a > 5 %}big{% elif a > 2 %}mid{% else %}small{% endif %}", "{% if no %}x{% elif none_value %}y{% elif yes %}z{% endif %}",
    "{% set x = 1 %}{% for i in list %}{% set x = x + i %}{{ x }},{% endfor %}{{ x }}",
    "{% set ns = namespace(x=1, seen=false) %}{% for i in list %}{% set ns.x = ns.x + i %}{% set ns.seen = true %}{% endfor %}{{ ns.x }}{{ ns.seen }}",
    "{% set p, q = [1, 2] %}{{ p }}{{ q }}",
    "{% set body %}  <{{ a }}>  {% endset %}[{{ body }}][{{ body|trim }}]", "{% if yes %}{% set y = 3 %}{% endif %}{{ y }}",
    "{% macro m(x, y='d') %}<{{ x }}-{{ y }}>{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(y=5, x=4) }}{{ m(a)|length }}",
    "{% macro fact(n) %}{{ 1 if n <= 1 else n * (fact(n - 1)|int) }}{% endmacro %}{{ fact(6) }}",
    "{% macro m(v) %}{% if v is mapping %}{{ '{' }}{% for k, x in v.items() %}{{ k ~ ':' }}{{ m(x) }}{% endfor %}{{ '}' }}{% else %}{{ v }}{% endif %}{% endmacro %}{{ m(nested) }}",
    "a\n{% if yes %}\nb\n{% endif %}\nc\n", "a\n  {% if yes %}  \n  b\n  {% endif %}\n  c", "a  {%- if yes -%}  b  {%- endif -%}  c",
    "  {{- a -}}  x  {{ b }}  ", "x {# comment #} y", "x\n{# comment #}\ny", "x {#- comment -#} y", "{%+ if yes %} a{% endif +%}\nb",
    "  {%+ if yes %}a{%+ endif %}", "{% if yes +%}\n a{% endif %}", "a\r\nb\rc\n", "{{ a }}\n", "\n\n{{ a }}\n\n", "{ {x} {{ '}}' }} {{ '{%' }} %} }} #}",
    "{{ {'a': {'b': 1}}['a']['b'] }}", "{%set x=1%}{{x}}", "{% for x in list -%}\n  {{ x }}\n{%- endfor %}!", "{{ a\n + \n b }}", "", "{", "{{ '{' }}",
    "{%- for x in list %}\n    {{- x }}\n    {%- if not loop.last %}\n        {{- ', ' }}\n    {%- endif %}\n{%- endfor %}",
    "{% generation %}{{ a }}{% endgeneration %}", "{% set x = 'outer' %}{% for i in [1] %}{{ x }}{% set x = 'inner' %}{{ x }}{% endfor %}{{ x }}",
]

CHATS = [
    [{"role": "user", "content": "Hi"}],
    [{"role": "system", "content": " Be brief. "}, {"role": "user", "content": "  What is 2 + 2?\n"}, {"role": "assistant", "content": "4"},
     {"role": "user", "content": "你好 👍 <|im_end|>"}],
    [{"role": "user", "content": "a"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nb"}, {"role": "user", "content": "c"}],
    [{"role": "assistant", "content": "first"}, {"role": "user", "content": ""}], [],
]

# What families of models do in their templates, in words of our own: marks of turns, a system prompt of the template's, roles that
# must alternate, a role that is renamed, thoughts that are dropped, dates, tools as JSON.
FAMILIES = [
    "{% for m in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou help.<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    """{{- bos_token }}
{%- if custom is defined %}
    {%- set tools = custom %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The system message has a place of its own. #}
{%- if messages and messages[0]['role'] == 'system' %}
    {%- set system = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system = "" %}
{%- endif %}
{{- "<|start|>system<|end|>\\n\\n" }}
{%- if tools is not none %}
    {%- for t in tools %}
        {{- t | tojson(indent=4) }}
        {{- "\\n\\n" }}
    {%- endfor %}
{%- endif %}
{{- system + "<|eot|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start|>' + message['role'] + '<|end|>\\n\\n'+ message['content'] | trim + '<|eot|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start|>assistant<|end|>\\n\\n' }}
{%- endif %}
""",
    "{{ bos_token }}{% if messages and messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}"
    "{% if (m['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = m['role'] %}{% endif %}"
    "{{ '<start>' + role + '\n' + m['content'] | trim + '<end>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start>model\n'}}{% endif %}",
    """{%- set ns = namespace(searching=true, last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.searching and message.role == "user" and not(message.content.startswith('<r>') and message.content.endswith('</r>')) %}
        {%- set ns.searching = false %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- set content = message.content if message.content is string else '' %}
    {%- if message.role == "assistant" %}
        {%- set thought = '' %}
        {%- if '</think>' in content %}
            {%- set thought = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last and (loop.last or thought) %}
            {{- '<|a|>\\n<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + content }}
        {%- else %}
            {{- '<|a|>\\n' + content }}
        {%- endif %}
    {%- else %}
        {{- '<|' + message.role + '|>\\n' + content + '<|e|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|a|>\\n' }}
    {%- if thinking is defined and thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}""",
    "{% for m in messages %}{% if m['role'] == 'system' and m['content'] %}{{'<|s|>\n' + m['content'] + '<|e|>\n'}}"
    "{% elif m['role'] == 'user' %}{{'<|u|>\n' + m['content'] + '<|e|>\n'}}{% else %}{{ '<|a|>\n' ~ m.content ~ '<|e|>\n' }}{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|a|>\n' }}{% else %}{{ eos_token }}{% endif %}",
]

CHAT_VARIABLES = {"bos_token": "<s>", "eos_token": "</s>", "thinking": False, "tools": [{"name": "f", "parameters": {"x": [1, "é"]}}]}


def all_cases():
    for text in EXPRESSIONS:
        yield "{{ " + text.strip() + " }}", VARIABLES
    for text in STATEMENTS:
        yield text, VARIABLES
    for family in FAMILIES:
        for chat in CHATS:
            for prompt in (True, False):
                yield family, {**CHAT_VARIABLES, "messages": chat, "add_generation_prompt": prompt}
