"""Cheap questions to a script's text: whether a longer look for aliases can find anything.

Each expression begins with a plain word, so that the search for it is fast.
"""

import re

_HANDED = tuple(
    re.compile(
        rb"%b(?<![\w$.]%b)(?<!typeof %b)(?<!function\(%b)(?<!function \(%b)"
        rb"(?<!instanceof %b)(?:\.env)?\s{0,4}[,;)}\]]" % ((word.encode(),) * 6)
    )
    for word in ("eval", "Function", "require", "process", "fetch", "execSync")
)
_PROMISED = re.compile(
    rb"import\(\s?(?![\"'`]\.)[^()]{1,60}\)\s{0,8}\.\s{0,8}then\b|Promise\.(?:all|resolve)\(\[?\s?(?:import|require)\("
)
"""Modules that a function is given when they are loaded."""
_PASSED = re.compile(rb"globalThis\s?\)")
_MODULES = re.compile(rb"child_process(?<=[,(]['\"`]child_process)(?<!require\(.child_process)")
_EVALUATING = (
    *(b"eval", b"Function", b"runIn", b"_compile", b"compileFunction", b"execScript", b"['", b'["'),
    *(b"constructor", b"\\u"),
)
_PROCESS = re.compile(
    rb"process(?<![\w$.]process)(?<!typeof process)(?!\s*(?:\.|[\w$\"'`]))"
    rb"|process\s{0,40}\??\.\s{0,40}env(?<!typeof process.env)"
    rb"(?!\s*(?:\.|\[\s?[\"'`]\w{1,64}[\"'`]\s?\]|[?\w$=&|]))"
    rb"|process\?\.|process[\"'`]\s?[\]),;]"
)
_OTHERS = (b").env", b"Reflect.get", b"cess'", b'"cess"')


def handed(plain: bytes) -> bool:
    """Whether what runs code or speaks to others may be given to a function, or put away."""
    return any(each.search(plain) for each in (*_HANDED, _PASSED, _PROMISED, _MODULES))


def evaluating(plain: bytes) -> bool:
    """Whether what evaluates may stand in the script."""
    return any(each in plain for each in _EVALUATING)


def process_value(plain: bytes) -> bool:
    """Whether the process, or its whole environment, stands as a value or under other names."""
    return any(each in plain for each in _OTHERS) or _PROCESS.search(plain) is not None
