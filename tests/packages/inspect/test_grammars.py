import pytest

from picketline.packages.inspect import grammars

_LETTERS = ";".join(
    f"table['{'q' * 20}{chr(97 + n // 26)}{chr(97 + n % 26)}']='{chr(97 + n % 26)}'"
    for n in range(40)
)
_SEEDED = """
function order(l) {
  var y = 2461180; var i = l.length; var x = [];
  for (var v = 0; v < i; v++) { x[v] = l.charAt(v) }
  for (var v = 0; v < i; v++) {
    var h = y * (v + 179) + (y % 18929); var w = y * (v + 658) + (y % 13606);
    var s = h % i; var f = w % i; var j = x[s]; x[s] = x[f]; x[f] = j; y = (h + w) % 5578712;
  }
  return x.join("");
}
"""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (_LETTERS + ";", "letter-table"),
        (_SEEDED, "seeded-order"),
        (_SEEDED.replace(" ", "").replace("\n", ""), "seeded-order"),
        ('a["28,34,27".k1()] = b["28,34,29".k1()]', "coded-keys"),
    ],
    ids=["letters", "seeded", "seeded-in-one-line", "keys"],
)
def test_ciphers_are_told(code: str, value: str) -> None:
    """A table of letters, an order made of a number, members named by numbers."""
    assert [found[2] for found in grammars.obfuscated(code.encode())] == [value]


@pytest.mark.parametrize(
    "code",
    [
        ";".join(f"keys['{'arrow' * 4}{n}']='x'" for n in range(40)),
        ";".join(f"map['{chr(97 + n % 26)}']='{chr(97 + n % 26)}'" for n in range(400)) + ";",
        "h = h * (i + 31) + (h % 997); h = h * (j + 31) + (h % 997)",
        "x = s.charAt(3); y = h * (i + 31); z = a.join('')",
        "a['1,2,3'.length]; b['1,2,3'.split(',')[0]]",
    ],
    ids=["names", "short", "hash", "parts", "split"],
)
def test_what_looks_like_it_is_not(code: str) -> None:
    """Tables of short keys, hashes and lists of numbers are what people write."""
    assert not list(grammars.obfuscated(code.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "'" + "a" * 4_000_000,
        ("'" + "a" * 4000 + "']") * 1000,
        "'1,2" + ",3" * 2_000_000,
        "charAt(" * 500_000,
        ("charAt(*(a+1)+(b%999)" + " " * 300) * 10_000,
        "'" + "abcdefghijklmnopq" + "']='x';" + "a" * 3_000_000,
    ],
    ids=["letters", "keys", "numbers", "calls", "seeds", "one"],
)
def test_hostile(text: str) -> None:
    """Texts that go on without an end are read in step with their length."""
    list(grammars.obfuscated(text.encode()))
