import os
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from picketline.cli.picosentry.init import TEMPLATE, command
from picketline.core.errors import SettingsError
from picketline.packages import project_settings
from picketline.packages.project_settings import NAMES, Written


def run(*argv: object) -> tuple[int, str]:
    """The exit code, and all that is said."""
    done = CliRunner().invoke(command, [str(word) for word in argv], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return int(done.return_value), done.output


def test_what_it_writes_loads(tmp_path: Path) -> None:
    """Nothing is asked for yet, and nothing has to be told."""
    assert run(tmp_path) == (0, f"wrote {tmp_path}/.picosentry.yml\n")
    found = project_settings.load(tmp_path, {})
    assert found is not None
    assert found.written == Written()
    assert found.effective(trusted=False).not_applied == ()


def test_every_key_is_shown(tmp_path: Path) -> None:
    """And with the comment signs taken away the file is right too."""
    text = re.sub(r"(?m)^# (?=[a-z_]+:|  )", "", TEMPLATE)
    values = yaml.safe_load(text)
    assert values.keys() == set(Written.__struct_fields__) - set(project_settings.NEVER)
    (tmp_path / NAMES[0]).write_text(text)
    rules = {each: object() for each in re.findall(r"L2-[A-Z]+-\d{3}", TEMPLATE)}
    found = project_settings.load(tmp_path, rules)  # type: ignore[arg-type]  # ids are all it asks here
    assert found is not None
    assert [each.reason for each in found.written.ignore if not isinstance(each, str)]


def test_the_target_is_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless another is named."""
    monkeypatch.chdir(tmp_path)
    assert run() == (0, "wrote .picosentry.yml\n")
    assert (tmp_path / ".picosentry.yml").stat().st_mode & 0o111 == 0


@pytest.mark.parametrize("name", NAMES)
def test_what_is_there_stays(tmp_path: Path, name: str) -> None:
    """With exit 1 and the way to replace it; --force does."""
    path = tmp_path / name
    path.write_text("version: 1\n")
    code, said = run(tmp_path)
    assert (code, path.read_text()) == (1, "version: 1\n")
    assert said == f"picosentry: {path} is there already; --force replaces it\n"
    assert run(tmp_path, "--force") == (0, f"wrote {path}\n")
    assert path.read_text() == TEMPLATE
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208  # names are all it asks


@pytest.mark.parametrize("target", ["victim", "gone"])
def test_never_through_a_link(tmp_path: Path, target: str) -> None:
    """A link counts as a file; --force replaces the link and leaves what it names."""
    (tmp_path / "victim").write_text("precious")
    path = tmp_path / ".picosentry.yml"
    path.symlink_to(target)
    assert run(tmp_path)[0] == 1
    assert path.is_symlink()
    assert run(tmp_path, "--force")[0] == 0
    assert not path.is_symlink()
    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "gone").exists()


def test_both_names(tmp_path: Path) -> None:
    """Which of them is meant is not guessed."""
    for name in NAMES:
        (tmp_path / name).write_text("")
    with pytest.raises(SettingsError, match="keep one"):
        run(tmp_path, "--force")


def test_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows the same and writes nothing."""
    monkeypatch.chdir(tmp_path)
    assert run("--print") == (0, TEMPLATE)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Is named, with the system's reason."""
    folder = tmp_path / ("x" * 200)
    folder.mkdir()
    (folder / ".picosentry.yml").mkdir()
    with pytest.raises(SettingsError, match=r"\.picosentry\.yml: "):
        run(folder, "--force")
    assert [each.name for each in folder.iterdir()] == [".picosentry.yml"]
