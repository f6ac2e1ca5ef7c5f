"""Build the distributions from a clone of what is committed, and use each as a stranger would, in an empty environment.

    python .ci/dist_check.py [--pythons python3.11 python3.12 python3.13] [--colab | --places]

For each Python that is installed, and for the wheel and the source distribution: a virtual environment with nothing in
it, `pip install` of that one file, and then, from a folder outside the repository, a learner's path: start a folder,
check an exercise untouched and solved, import what lectures import, run a lecture.

With --colab, Jupyter's kernel, NumPy and matplotlib are there already, and the cell of docs/install.md installs the
course beside them, from the clone. With --places, the commands of .devcontainer/ and binder/ are run, each in a clone.

What is built stays in build/dist-check/. The exit code is 0 if all of it worked, 1 if something did not.
"""

import argparse
import ast
import functools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOM = ROOT / "build" / "dist-check"
PYTHONS = ("python3.11", "python3.12", "python3.13")
EXERCISE = "07_backpropagation"
THERE_IN_COLAB = ("numpy>=2.0", "matplotlib", "ipykernel", "ipywidgets", "nbclient", "jupyter-client")
OPTIONAL = {"keras", "keras_tuner", "jax", "numba", "cupy"}  # the course can do without, and says so


class FailedError(Exception):
    """A step that did not do what it should; the text says which, and what it printed."""


def main() -> int:
    """Build, try, and say for each environment whether it works."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pythons", nargs="*", default=PYTHONS, help="programs; default: %(default)s")
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--colab", action="store_true", help="try the course beside packages that are there already")
    other.add_argument("--places", action="store_true", help="run the commands of .devcontainer/ and binder/")
    options = parser.parse_args()
    shutil.rmtree(ROOM, ignore_errors=True)
    clone = cloned(ROOM / "clone")
    distributions = [] if options.colab or options.places else build(clone)
    tried = failed = 0
    for program in options.pythons:
        python = shutil.which(program)
        if python is None or not can_run(python):
            print(f"{program}: not installed, left out", flush=True)
            continue
        tries: dict[str, Callable[[Path], None]] = {
            path.suffix.strip("."): functools.partial(use, python, path, clone) for path in distributions
        }
        if options.colab:
            tries = {"colab": functools.partial(use_in_colab, python, clone)}
        if options.places:
            tries = {
                "devcontainer": functools.partial(use_devcontainer, python),
                "binder": functools.partial(use_binder, python),
            }
        for kind, attempt in tries.items():
            tried += 1
            began = time.monotonic()
            try:
                attempt(ROOM / f"{program}-{kind}")
            except FailedError as error:
                failed += 1
                print(f"{program} {kind}: FAILED {error}", flush=True)
            else:
                print(f"{program} {kind}: works ({time.monotonic() - began:.0f} s)", flush=True)
    return int(failed > 0 or tried == 0)


def build(clone: Path) -> list[Path]:
    """Return the wheel and the source distribution that `python -m build` makes of a clone."""
    builder = empty_environment(sys.executable, ROOM / "builder")
    run([builder, "-m", "pip", "install", "--quiet", "build"], ROOM)
    run([builder, "-m", "build", "--outdir", ROOM / "dist", clone], ROOM)
    made = sorted((ROOM / "dist").iterdir())
    if [path.suffix for path in made] != [".whl", ".gz"]:
        raise FailedError(f"expected a wheel and a source distribution. Received: {', '.join(map(str, made))}")
    print("built:", ", ".join(f"{path.name} ({path.stat().st_size / 1e6:.1f} MB)" for path in made), flush=True)
    return made


def cloned(folder: Path) -> Path:
    """Return a folder with a new clone of what is committed."""
    run(["git", "clone", "--quiet", "--no-local", "--depth", "1", ROOT.as_uri(), folder], ROOT)
    return folder


def use(python: str, distribution: Path, clone: Path, folder: Path) -> None:
    """Install a distribution into an empty environment, and go a learner's path; raises FailedError where it ends."""
    python = empty_environment(python, folder / "environment")
    run([python, "-m", "pip", "install", "--quiet", distribution], folder)
    run([python, "-m", "pip", "check"], folder)
    own = begin(python, folder)
    check(python, own, clone)
    run([python, "-c", "\n".join(imports_of_lectures(own))], own / "lectures")
    run_lecture(python, own / "lectures", own / "lectures" / f"{EXERCISE}.ipynb")


def use_in_colab(python: str, clone: Path, folder: Path) -> None:
    """Run a lecture that lies alone, after the cell of docs/install.md, beside packages that are there already."""
    page = (clone / "docs" / "install.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^%pip install (.*)$", page, flags=re.MULTILINE)
    python = empty_environment(python, folder / "environment")
    run([python, "-m", "pip", "install", "--quiet", *THERE_IN_COLAB], folder)
    before = run([python, "-m", "pip", "freeze"], folder).splitlines()
    run([python, "-m", "pip", "install", *shlex.split(line.replace("git+ADDRESS", shlex.quote(str(clone))))], folder)
    changed = set(before) - set(run([python, "-m", "pip", "freeze"], folder).splitlines())
    if changed:
        raise FailedError(f"packages that were there are changed: {', '.join(sorted(changed))}")
    own = folder / "a lecture alone"
    own.mkdir()
    shutil.copy(clone / "lectures" / f"{EXERCISE}.ipynb", own)
    run_lecture(python, own, own / f"{EXERCISE}.ipynb")


def use_devcontainer(python: str, folder: Path) -> None:
    """Run the command by which a development container is made ready, and look for the Python that it names."""
    clone = cloned(folder)
    about = json.loads((clone / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    run(["sh", "-c", about["postCreateCommand"]], clone, PYTHON=python)
    named = about["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    there = Path(named.replace("${containerWorkspaceFolder}", str(clone)))
    run([there, "-m", "dlcourse", "doctor"], clone)


def use_binder(python: str, folder: Path) -> None:
    """Install what binder/ asks for and run its postBuild, as repo2docker does, from the clone's folder."""
    clone = cloned(folder / "clone")
    there = empty_environment(python, folder / "environment")
    run([there, "-m", "pip", "install", "--quiet", "--requirement", "binder/requirements.txt"], clone)
    run([clone / "binder" / "postBuild"], clone, PATH=f"{there.parent}{os.pathsep}{os.environ['PATH']}")
    if not (clone / "my-course" / "lectures" / "00_start_here.ipynb").exists():
        raise FailedError("postBuild made no my-course/lectures/00_start_here.ipynb")


def begin(python: Path, folder: Path) -> Path:
    """Return a learner's folder, begun by the installed course, which is not that of the repository."""
    where = run([python, "-c", "import dlcourse; print(dlcourse.__file__, dlcourse.__version__)"], folder)
    if not where.startswith(str(folder / "environment")):
        raise FailedError(f"dlcourse was imported from {where}")
    command = str(python.with_name("dlcourse"))
    own = folder / "my course"
    run([command, "start", "my course"], folder)
    run([command, "doctor"], own)
    return own


def check(python: Path, own: Path, clone: Path) -> None:
    """Check the exercise untouched, which must not pass, and with the solution's answers, which must."""
    command = [python.with_name("dlcourse"), "check", "07", "--json"]
    untouched = json.loads(run(command, own, expected=1))
    notebook = f"{EXERCISE}/{EXERCISE}.ipynb"
    shutil.copy(clone / "solutions" / notebook, own / "exercises" / notebook)
    solved = json.loads(run(command, own))
    if (untouched["score"], solved["score"]) != (0, solved["max_score"]):
        raise FailedError(f"check: untouched {untouched['score']}, solved {solved['score']} of {solved['max_score']}")
    run([command[0], "done", "07", "--no-browser"], own)


def imports_of_lectures(own: Path) -> list[str]:
    """Return every import of the lectures' cells, but those of packages that the course can do without."""
    found = set()
    for path in sorted(own.glob("lectures/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in (each for each in cells if each["cell_type"] == "code"):
            for node in ast.walk(ast.parse("".join(cell["source"]).replace("\n%", "\n#%"))):
                if isinstance(node, ast.Import | ast.ImportFrom) and not _modules(node) & OPTIONAL:
                    found.add(ast.unparse(node))
    if len(found) < 20:
        raise FailedError(f"expected the imports of 21 lectures. Received: {sorted(found)}")
    return sorted(found)


def _modules(node):
    """Return the names, and their first parts, that an import statement asks for."""
    names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
    parts = {part for name in names for part in name.split(".")}
    return parts | ({"keras"} if "keras_figures" in parts else set())


def run_lecture(python: Path, folder: Path, lecture: Path) -> None:
    """Run a lecture from top to bottom in the environment's own kernel."""
    code = (
        "import sys, nbformat; from nbclient import NotebookClient; "
        "notebook = nbformat.read(sys.argv[1], as_version=4); "
        "NotebookClient(notebook, timeout=600, kernel_name='python3').execute()"
    )
    run([python, "-c", code, lecture], folder)


def empty_environment(python: str, folder: Path) -> Path:
    """Return the Python of a new virtual environment in which nothing but pip is installed."""
    run([python, "-m", "venv", folder], ROOT)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def can_run(python: str) -> bool:
    """Return True if a program starts: one that only stands for another version may not."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def run(command: list, folder: Path, expected: int = 0, **variables: str) -> str:
    """Return what a command prints, without the variables that lead Python elsewhere; raises FailedError."""
    left_out = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH")
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | variables
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != expected:
        said = (done.stdout + done.stderr).strip()[-1500:]
        raise FailedError(f"{' '.join(words[1:4])}: exit code {done.returncode}, expected {expected}:\n{said}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
