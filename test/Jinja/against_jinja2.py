# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Our templates against the jinja2 package, set up as for chat templates: against_jinja2.py RENDER-TEMPLATE FILE [TEMPLATE...]

Of given files, which hold chat templates, and always of cases.py. Where jinja2 fails we must, and the other way around.
"""
import json
import pathlib
import subprocess
import sys
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment
import jinja2.ext
import cases


class Generation(jinja2.ext.Extension):
    """{% generation %} shows its body."""
    tags = {"generation"}

    def parse(self, parser):
        next(parser.stream)
        return parser.parse_statements(["name:endgeneration"], drop_needle=True)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def environment():
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols, Generation])
    made.filters["tojson"] = lambda value, indent=None: json.dumps(value, ensure_ascii=False, indent=indent)
    made.globals["raise_exception"] = raise_exception
    return made


def ordered(value):
    """Dicts by their keys: our reader of JSON does not know another order."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(item) for item in value] if isinstance(value, list) else value


def render(env, template, variables):
    try:
        return {"text": env.from_string(template).render(**ordered(variables))}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main(binary, file, *templates):
    tests = list(cases.all_cases())
    for path in templates:
        for chat in cases.CHATS:
            for prompt in (True, False):
                tests.append((pathlib.Path(path).read_text(),
                              {**cases.CHAT_VARIABLES, "messages": chat, "add_generation_prompt": prompt}))
    pathlib.Path(file).write_text(json.dumps([{"template": template, "variables": variables} for template, variables in tests]))
    got = json.loads(subprocess.run([binary, file], check=True, capture_output=True).stdout)
    env, wrong, refused = environment(), 0, 0
    for (template, variables), answer in zip(tests, got, strict=True):
        want = render(env, template, variables)
        refused += "error" in want
        if want.get("text") != answer.get("text"):
            wrong += 1
            print(f"{template[:3000]!r}\n  want {want}\n  got  {answer}")
    print(f"{len(tests)} templates, of which jinja2 refuses {refused}, {wrong} wrong")
    sys.exit(wrong != 0)


main(*sys.argv[1:])
