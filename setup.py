"""What pyproject.toml cannot say: a wheel carries the student edition, lectures and exercises without solutions.

It is copied from what the build of the notebooks made, into the folder `edition` of the package, with the class's due
dates where the clone has some, and without what the table says of single students. A source distribution carries that
part of the table, so that a wheel made of it has the dates, too. Nothing else is imported here than setuptools: a
build runs in an environment that holds nothing more.
"""

import hashlib
import json
import runpy
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist
from setuptools.errors import SetupError

ROOT = Path(__file__).parent
HANDED_OUT = runpy.run_path(str(ROOT / "dlcourse" / "course" / "learner" / "handed_out.py"))
DATES = runpy.run_path(str(ROOT / "dlcourse" / "course" / "grading" / "dates" / "for_students.py"))
PAGES = (HANDED_OUT["CONFIG"], *HANDED_OUT["PAGES"])


class BuildWithEdition(build_py):
    """Copy the package, from scratch, and the student edition into it; a clone that is installed as such needs none."""

    def run(self):
        """Copy."""
        if self.editable_mode:
            super().run()
            return
        notebooks = [*sorted(ROOT.glob("lectures/*.ipynb")), *sorted(ROOT.glob("exercises/*/*.ipynb"))]
        require_fresh(notebooks)
        shutil.rmtree(Path(self.build_lib, "dlcourse"), ignore_errors=True)  # a module of an earlier build stays away
        super().run()
        for path in [*(ROOT / name for name in PAGES), *notebooks]:
            target = Path(self.build_lib, "dlcourse", "edition", path.relative_to(ROOT))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        if ROOT.joinpath(DATES["FILE"]).is_file():
            Path(self.build_lib, "dlcourse", "edition", DATES["FILE"]).write_bytes(due_dates())


class SourceWithDates(sdist):
    """Lay the students' part of the table of due dates into a source distribution, if there is one."""

    def make_release_tree(self, base_dir, files):
        """Lay out the files that are packed."""
        dates = due_dates() if ROOT.joinpath(DATES["FILE"]).is_file() else None
        super().make_release_tree(base_dir, files)
        if dates is not None:
            Path(base_dir, DATES["FILE"]).write_bytes(dates)


def due_dates():
    """Return the table of due dates as students get it; raises SetupError if it cannot be read."""
    try:
        return DATES["for_students"](ROOT.joinpath(DATES["FILE"]).read_bytes())
    except ValueError as error:
        raise SetupError(f"{error}: `dlcourse dates` says what is wrong with it") from None


def require_fresh(notebooks):
    """Raise SetupError if notebooks are missing, or if somebody has worked in one: that is not to be given away."""
    built = json.loads(ROOT.joinpath("exercises", ".built.json").read_text(encoding="utf-8"))
    missing = sorted(built.keys() - {path.stem for path in notebooks if path.parent.parent.name == "exercises"})
    if missing or not notebooks:
        raise SetupError(f"exercises/: expected the notebooks that were built. Missing: {', '.join(missing) or 'all'}")
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        known = built.get(path.stem, {}).get("release") if path.parent.parent.name == "exercises" else None
        sources = json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells])
        if any(cell.get("outputs") for cell in cells) or (
            path.parent.name != "lectures" and hashlib.sha256(sources.encode()).hexdigest() != known
        ):
            raise SetupError(
                f"{path.relative_to(ROOT)} was run, or somebody has worked in it: expected it as it was built. "
                "Move it to another place, then `make notebooks`"
            )


setup(cmdclass={"build_py": BuildWithEdition, "sdist": SourceWithDates})
