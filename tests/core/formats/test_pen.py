import click
import pytest

from picketline.core.formats.pen import Pen, columns


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("é", 1), ("\uff46", 2), ("🙂", 2)]
)
def test_columns_of_wide_characters(text: str, width: int) -> None:
    """East Asian wide characters and emoji take two columns."""
    assert columns(text) == width


def test_later_lines_stand_deeper() -> None:
    """A wrapped value never starts where a line of the table does."""
    assert Pen(width=40).lines("a " * 20 + "next: b", 12) == [
        "            a a a a a a a a a a a a a a",
        "              a a a a a a next: b",
    ]


def test_a_word_longer_than_a_line_is_broken() -> None:
    """Nothing is lost when it is."""
    lines = Pen(width=40).lines("x" * 100, 2, "head: ")
    assert "".join(lines).replace(" ", "") == "head:" + "x" * 100
    assert max(map(len, lines)) == 40


def test_runs_of_spaces_are_kept_within_a_line() -> None:
    """Two values that differ in spaces do not look the same."""
    assert Pen().lines("a  b", 2) == ["  a  b"]


def test_one_line_is_cut() -> None:
    """The ellipsis counts."""
    assert Pen(width=40).line("x" * 50, "> ") == "> " + "x" * 37 + "…"
    assert Pen(width=40, ascii=True).line("x" * 50, "> ") == "> " + "x" * 35 + "..."
    assert Pen(width=40).line("x" * 38, "> ") == "> " + "x" * 38


def test_clip_counts_what_is_shown() -> None:
    """Escapes count as what they became."""
    assert Pen().clip("\x1b\x1b\x1b", 8) == "\\x1b\\x1…"
    assert Pen().clip("abc", 3) == "abc"


def test_clip_escapes_the_signs_of_the_table() -> None:
    """No reported string can show a check mark, a cross or a separator."""
    assert Pen().clip("✓ clean · ✗", 80) == r"\u2713 clean \xb7 \u2717"


def test_paint_only_adds() -> None:
    """Without colour nothing happens, with it the words stay."""
    assert Pen().paint("word", fg="red") == "word"
    assert click.unstyle(Pen(colour=True).paint("word", fg="red")) == "word"
    assert Pen(colour=True).paint("word", fg="red") != "word"
