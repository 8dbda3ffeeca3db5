"""Expressions run by hand: what literals come to, and that nothing else is made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picketline.packages.inspect.names import Names
from picketline.packages.inspect.paths import Paths
from picketline.packages.inspect.syntax import parsed
from picketline.packages.inspect.values import Values

law = settings(max_examples=150, deadline=None, derandomize=True, database=None)
_WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\\'\"`\r\n\u2028\u2029\0"), max_size=20
)
_PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "b",
                "f",
                "1",
                "'x'",
                "`x`",
                "[",
                "]",
                "(",
                ")",
                "{",
                "}",
                "+",
                "-",
                "=>",
                "=",
                ",",
            ),
            *(
                ";",
                "?",
                ":",
                "...",
                ".join('')",
                ".map",
                "eval",
                "while(1)",
                "for(;;)",
                "return ",
                "!",
            ),
            *("function f(a,b)", "var a=", "a.push(a.shift())", "atob", "String.fromCharCode", "^"),
            *(
                "parseInt",
                "new Map",
                "/a+/g",
                ".replace",
                "try",
                "catch(e)",
                "switch(a)",
                "case 1:",
            ),
        ]
    ),
    max_size=40,
).map("".join)


def _values(code: str) -> Values | None:
    syntax = parsed(code.encode("utf-8", "surrogatepass"))
    return Paths(Values(Names(syntax))).values if syntax is not None else None


def _told(code: str) -> str | None:
    """What the argument of the last call of `f` comes to."""
    values = _values(code)
    assert values is not None
    call = values.names.syntax.all("call")
    last = [one for one in call if values.names.syntax.text(one).startswith("f(")][-1]
    return values.fold(values.arguments(last)[0])


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("f('a'+1+2)", "a12"),
        ("f(1+2+'a')", "3a"),
        ("f(`a${'b'}c`)", "abc"),
        ("f('\\x61\\u0062\\u{63}\\144\\n')", "abcd\n"),
        ("f(['a','b'].join('-'))", "a-b"),
        ("f('c,b,a'.split(',').reverse().join(''))", "abc"),
        ("f([104,105].map(c=>String.fromCharCode(c)).join(''))", "hi"),
        ("f([97^7,98^7].map(function(c){return String.fromCharCode(c^7)}).join(''))", "ab"),
        ("var s='';for(var i=0;i<3;i++){s+=i}f(s)", "012"),
        ("let s='a';s+='b';s=s+'c';f(s)", "abc"),
        ("const {a:{b}}={a:{b:'x'}};f(b)", "x"),
        ("const [,b]=['x','y'];f(b)", "y"),
        ("f({a:'x'}.a)", "x"),
        ("f({get a(){return 'x'}}.a)", "x"),
        ("f(new Map([['k','v']]).get('k'))", "v"),
        ("f(Object.keys({x:1})[0])", "x"),
        ("f(JSON.parse('[\"x\"]')[0])", "x"),
        ("f('abc'.slice(-2))", "bc"),
        ("f('abc'.substr(1,1))", "b"),
        ("f('aXbX'.replace(/X/g,''))", "ab"),
        ("f('ab'.replace(/[a-z]/g,c=>c.toUpperCase()))", "AB"),
        ("f(atob('aGk='))", "hi"),
        ("f(Buffer.from('6869','hex').toString())", "hi"),
        ("f(Buffer.from([104,105])+'')", "hi"),
        ("f(unescape('%u0068%69'))", "hi"),
        ("f(String.raw`a\\n`)", "a\n"),
        (("const d=(a,k)=>[...a].map(c=>g(c.charCodeAt()^k)).join(''),g=String.fromCharCode;"
          "f(d('ih',1))"), "hi"),
        ("var a=['b','c','a'];while(a[0]!=='a')a.push(a.shift());f(a.join(''))", "bca"),
        ("function g(){switch(2){case 1:return 'a';case 2:return 'b'}}f(g())", "b"),
        ("function g(){try{throw 1}catch(e){return 'x'}}f(g())", "x"),
        ("f([1,2,3].reduce((a,b)=>a+b)+'')", "6"),
        ("f((255).toString(16))", "ff"),
        ("f(''+(-7%3)+(7>>1)+(1<<31)+(5/2))", "-13-21474836482.5"),
        ("f(1?'a':'b')", "a"),
        ("f(x?'a':'b')", None),
        ("f(x+'a')", None),
        ("f(Math.random()+'')", None),
        ("f(Date.now()+'')", None),
        ("function g(n){return g(n)}f(g(1))", None),
        ("var s='a';while(true){s+=s}f(s)", None),
        ("f('a'.repeat(1e9))", None),
        ("f('a'.replace(/(a+)+$/,'b'))", None),
    ],
)  # fmt: skip
def test_what_literals_come_to(code: str, told: str | None) -> None:
    """An expression of literals is told as JavaScript would; what is unknown is not."""
    assert _told(code) == told


@law
@given(parts=st.lists(_WORDS, min_size=1, max_size=6))
def test_a_text_cut_up_is_put_together(parts: list[str]) -> None:
    """Sums, joins, templates and concat of the same parts come to the same text."""
    whole = "".join(parts)
    quoted = [f"'{part}'" for part in parts]
    assert _told(f"f(''+{'+'.join(quoted)})") == whole
    assert _told(f"f([{','.join(quoted)}].join(''))") == whole
    assert _told(f"f(''.concat({','.join(quoted)}))") == whole
    assert _told("f(`" + "".join(f"${{{one}}}" for one in quoted) + "`)") == whole


@law
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40))
def test_codes_and_encodings_are_undone(text: str) -> None:
    """Codes, bytes and hex of a text come to that text."""
    codes = ",".join(str(ord(char)) for char in text)
    data = text.encode()
    assert _told(f"f(''+String.fromCodePoint({codes}))") == text
    assert _told(f"f(Buffer.from([{','.join(map(str, data))}]).toString())") == text
    assert _told(f"f(Buffer.from('{data.hex()}','hex').toString())") == text


@law
@given(code=_PIECES)
def test_nothing_is_raised(code: str) -> None:
    """Whatever a script is, its expressions are told or not, and within the steps."""
    values = _values(code)
    for node in values.names.syntax.all("call") if values is not None else ():
        for part in values.arguments(node) if values is not None else ():
            assert values is not None
            values.fold(part)
            values.expanded(part)
