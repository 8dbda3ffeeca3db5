import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaged import law

from picketline.packages.spdx import expression


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("(MIT OR Apache-2.0)", "MIT OR Apache-2.0"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("", ""),
        ("  ", ""),
        ("UNLICENSED", ""),
        ("SEE LICENSE IN x", ""),
        ("MIT AND", ""),
        ("(" * 21 + "MIT" + ")" * 21, ""),
        (" OR ".join(["MIT"] * 40), ""),
    ],
)
def test_expressions(text: str, said: str) -> None:
    """Ids as SPDX spells them today; what is none, too long or too deep is nothing."""
    assert expression(text) == said


@law
@given(st.text(max_size=40) | st.text(st.sampled_from("()MITORAND +-WITH/."), max_size=60))
def test_any_text_is_taken(text: str) -> None:
    """What comes out is an expression again."""
    said = expression(text)
    assert not said or expression(said) == said
