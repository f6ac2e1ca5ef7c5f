"""A card in place of a traceback where an older notebook meets a newer package: it says to run `dlcourse update`.

A learner's folder keeps its notebooks when a newer course is installed, until `dlcourse update` brings the new ones.
Until then a cell of the course's own may call a function that takes other arguments by now, or is gone. If such a cell
ends in an error, and the installed course has its notebook in another form, the card takes the place of the traceback,
which stays under a fold. An error in a cell that the learner has written or changed, also if the course's cell called
it, is left as it is, and so is a package that is missing.
"""

import html
import json
import linecache
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

from dlcourse._missing_names import CARD, find_notebook

HANDED_OUT = ".dlcourse"  # in a learner's folder: the notebooks as they were handed out last
ADVICE = (
    "This notebook is from an older course than the one that is installed, and the cell no longer fits it. Save it and "
    "close it (File → Close and Shut Down Notebook), run `dlcourse update` in a terminal (File → New → Terminal), and "
    "open it again: the update brings the newer notebook and keeps what you wrote."
)


def follow(shell: Any) -> None:
    """Show the card in this shell from now on."""
    before: list[Any] = [None]

    def remember(_: Any) -> None:
        before[0] = getattr(sys, "last_value", None)

    def look(result: Any) -> None:
        shown = getattr(sys, "last_value", None)  # also of an error while the cell's value was displayed
        error = result.error_in_exec or (shown if shown is not before[0] else None)
        explain(error, getattr(result.info, "raw_cell", "") or "", shell.user_ns)

    shell.events.register("pre_run_cell", remember)
    shell.events.register("post_run_cell", look)


def explain(error: BaseException | None, source: str, names: dict[str, Any]) -> None:
    """Display the card in place of an error of the cell with this source, if the cell is of an older course."""
    if not isinstance(error, Exception) or isinstance(error, NameError):  # for a NameError there is another line
        return
    if isinstance(error, ImportError) and not (error.name or "").startswith("dlcourse"):
        return
    notebook = find_notebook(names)
    if notebook is None or not _is_older(notebook, {source.strip(), *_cells_called(error)}):
        return
    from IPython.display import clear_output, display

    lines = "".join(traceback.format_exception(error))
    folded = f"<details><summary>The error</summary><pre>{html.escape(lines)}</pre></details>"
    words = "".join(f"<code>{piece}</code>" if i % 2 else piece for i, piece in enumerate(ADVICE.split("`")))
    clear_output()
    plain = f"{ADVICE}\n\n{traceback.format_exception_only(error)[-1].strip()}"
    display({"text/plain": plain, "text/html": CARD.format(words) + folded}, raw=True)


def _is_older(notebook: Path, cells: set[str]) -> bool:
    """Return True if the installed course has a newer form of a notebook in a learner's folder.

    `cells` are the texts of cells in it that have to be the course's own.
    """
    notebook = notebook.resolve()
    root = next((folder for folder in notebook.parents if folder.joinpath(HANDED_OUT, "course.json").is_file()), None)
    if root is None:
        return False
    name = notebook.relative_to(root).as_posix()
    return cells <= _code_of(root / HANDED_OUT / name) and name in _newer(root)


def _cells_called(error):
    """Return the texts of the cells, beside the one that ran, through whose functions an error came."""
    frames = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    in_cells = [name for name in frames if not Path(name).is_file()]  # IPython keeps the text of each for tracebacks
    return {"".join(linecache.getlines(name)).strip() for name in in_cells[1:] if name != in_cells[0]} - {""}


def _code_of(notebook):
    """Return the code cells of a notebook, each as its text; none if it cannot be read."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return {"".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code"} - {""}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _newer(root):
    """Return the files that the installed course has in a newer form than this folder, as `dlcourse update` sees it."""
    command = [sys.executable, "-m", "dlcourse", "update", "--check", "--json", "--course", str(root)]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)
    return json.loads(ended.stdout)["newer"] if ended.returncode == 0 else []
