import pytest

from picketline.core.text import safe_text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain words, 100 %", "plain words, 100 %"),
        ("", ""),
        ("a\tb\nc\r", r"a\x09b\x0ac\x0d"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x00\x7f\x80\x9f", r"\x00\x7f\x80\x9f"),
        ("\u061c\u200e\u202e\u2066", r"\u061c\u200e\u202e\u2066"),
        ("a\u200b\u200d\u2060\ufeff", r"a\u200b\u200d\u2060\ufeff"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\ud800", r"\ud800"),
        ("\ue000\U0010ffff", r"\ue000\U0010ffff"),
        ("\U000e0041\U000e0100", r"\U000e0041\U000e0100"),
        ("soft\u00adhyphen", r"soft\xadhyphen"),
        ("Grüße, 日本語, ✓ 🙂", "Grüße, 日本語, ✓ 🙂"),
        (r"C:\x1b", r"C:\x1b"),
    ],
)
def test_shows_what_hides_and_leaves_the_rest(raw: str, shown: str) -> None:
    """Characters that steer or hide become ASCII escapes; all others stay."""
    assert safe_text(raw) == shown
