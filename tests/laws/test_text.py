import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from picketline.core.text import safe_text

ANY_TEXT = st.text(st.characters(codec=None))
BIDI_AND_INVISIBLE = (
    {0x61C, 0x200E, 0x200F, 0x2060, 0xFEFF}
    | set(range(0x202A, 0x202F))
    | set(range(0x2066, 0x206A))
    | set(range(0x200B, 0x200E))
    | set(range(0xE0000, 0xE0080))
    | set(range(0xE0100, 0xE01F0))
)


@given(ANY_TEXT)
@example("\ud800")
def test_nothing_left_can_steer_or_hide(value: str) -> None:
    """No control, format, separator, surrogate, private or unassigned character is left."""
    shown = safe_text(value)
    assert not {unicodedata.category(char) for char in shown} & {
        *("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    }
    assert not {ord(char) for char in shown} & BIDI_AND_INVISIBLE


@given(ANY_TEXT)
def test_safe_text_is_its_own_safe_text(value: str) -> None:
    """Making text safe twice is making it safe once."""
    assert safe_text(safe_text(value)) == safe_text(value)


@given(ANY_TEXT)
def test_safe_text_can_be_encoded(value: str) -> None:
    """The result is always encodable as UTF-8."""
    safe_text(value).encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_visible_text_is_unchanged(value: str) -> None:
    """Letters, digits, punctuation, symbols and spaces stay as they are."""
    assert safe_text(value) == value


@given(ANY_TEXT, ANY_TEXT)
def test_every_character_is_judged_alone(left: str, right: str) -> None:
    """Text may be made safe in pieces."""
    assert safe_text(left + right) == safe_text(left) + safe_text(right)
