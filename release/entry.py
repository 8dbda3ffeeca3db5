"""What the single-file executable runs: the command it is called by, or else picket.

PyInstaller's loader leaves variables for its own in the environment. Programs that picket
starts, ssh before all, must not see them: they would load the libraries packed in here.
"""

import os
import sys
from pathlib import Path


def restore() -> None:
    """Make the environment what it was before the loader came."""
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    elif sys.platform == "linux":
        os.environ.pop("LD_LIBRARY_PATH", None)


def run(called: str) -> None:
    """Run the console script of that name; picket if there is none.

    `turned` is what --verify-determinism starts.
    """
    if called == "turned":
        from picketline.cli.picosentry.turned import main as turned  # noqa: PLC0415  # as below

        turned()
    if called != "picket":
        from importlib import metadata  # noqa: PLC0415  # costs as much as all else

        for script in metadata.distribution("picketline").entry_points:
            if script.name == called:
                script.load()()
    from picketline.cli.picket import main  # noqa: PLC0415  # one command needs one door

    main()


if __name__ == "__main__":
    restore()
    run(Path(sys.argv[0]).name.partition("-")[0])
