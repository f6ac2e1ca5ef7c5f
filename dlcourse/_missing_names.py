"""A line under a NameError that says which cell of the notebook defines the name: after a restart none has run yet.

The plain message, "name 'check' is not defined", tells a beginner nothing to do. The file `50-dlcourse.ipy` among
IPython's startup files, from a wheel or from `dlcourse lab`, makes each kernel of this environment say more;
`dlcourse.checks` does so too. The card of `_older_course` comes the same way.
"""

import ast
import html
import json
import os
import sys
from pathlib import Path
from typing import Any

MARKER = "_dlcourse_follows_missing_names"
LONGEST = 60  # characters of a cell's first line


def follow() -> None:
    """Add line and card in this kernel from now on; a second call, or one outside IPython, does nothing."""
    loaded = sys.modules.get("IPython")  # which a kernel has loaded, and a command need not
    shell = loaded and loaded.get_ipython()
    if shell is None or getattr(shell, MARKER, False) or not hasattr(shell, "events"):
        return
    setattr(shell, MARKER, True)
    shell.events.register("post_run_cell", lambda result: explain(result, shell.user_ns))
    from dlcourse import _older_course

    _older_course.follow(shell)


def explain(result: Any, names: dict[str, Any]) -> None:
    """Display the line if a run ended in a NameError for a name that another cell of the notebook defines."""
    error = result.error_in_exec
    if type(error) is not NameError or not error.name or error.name in names:
        return
    path = find_notebook(names)
    advice = path and advise(path, error.name, getattr(result.info, "cell_id", None))
    if not advice:
        return
    from IPython.display import display

    words = "".join(
        f"<code>{html.escape(piece)}</code>" if i % 2 else html.escape(piece)
        for i, piece in enumerate(advice.split("`"))
    )
    display({"text/plain": advice, "text/html": CARD.format(words)}, raw=True)


CARD = (
    '<p role="note" style="margin:.5em 0 0;padding:.6em .9em;max-width:46em;line-height:1.45;border:1px solid #d55e00;'
    "border-left-width:6px;border-radius:4px;background:var(--jp-layout-color1,#fff);"
    'color:var(--jp-content-font-color1,#111)">{}</p>'
)


def find_notebook(names: dict[str, Any]) -> Path | None:
    """Return the file of the notebook that this kernel serves, None if that is not known."""
    told = os.environ.get("JPY_SESSION_NAME") or names.get("__vsc_ipynb_file__")
    if isinstance(told, str) and told.endswith(".ipynb") and Path(told).is_file():
        return Path(told)
    here = list(Path.cwd().glob("*.ipynb"))
    return here[0] if len(here) == 1 else None


def advise(notebook: Path, name: str, cell: str | None) -> str:
    """Return which cell to run for `name`, missed by the cell with this id; "" if no other cell defines it."""
    try:
        found = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        cells = [
            (one.get("id"), "".join(one["source"]))
            for one in found
            if one["cell_type"] == "code" and "".join(one["source"]).strip()
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    asking = next((i for i, (own, _) in enumerate(cells) if own == cell and cell), None)
    defining = [i for i, (_, source) in enumerate(cells) if i != asking and name in _defined(source)]
    if not defining:
        return ""
    above = [i for i in defining if asking is None or i < asking]
    index = (above or defining)[-1 if above and asking is not None else 0]
    which = "the first cell of code" if index == 0 else "the cell"
    again = "" if asking is None else ", then this one again"
    return (
        f"`{name}` is not there yet: this kernel has not run the cell that defines it, or that run failed. "
        f"Run {which}, which begins with `{_begins(cells[index][1])}`{again}. "
        "After a restart all cells have to run anew: Run → Run All Above Selected Cell."
    )


def _begins(source):
    """Return the first line of a cell's code, shortened."""
    lines = [line.strip() for line in source.splitlines()]
    line = next((line for line in lines if line and not line.startswith("#")), lines[0])
    line = line.replace("`", "'")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _defined(source):
    """Return the names that a cell defines at its top level; none if it is no Python."""
    plain = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        tree = ast.parse(plain)
    except (SyntaxError, ValueError):
        return set()
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        else:
            names |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names
