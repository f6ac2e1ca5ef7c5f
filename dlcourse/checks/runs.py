"""The run of a cell that defined an answer, and whether that cell has changed since, as a notebook's kernel knows it.

The kernel sees each run with its text and its outcome, but not what is typed and never run; for that the card brings a
few lines of JavaScript, which compare the text in the notebook with the one that was judged.
"""

import inspect
import json
import linecache
import re
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlcourse import _files

MARKER = "_dlcourse_follows_runs"


@dataclass(frozen=True)
class Run:
    """A run of a cell: its number in brackets, the cell, its text, and the exception that stopped it or ""."""

    number: int
    cell: str | None  # None where the notebook does not say
    text: str
    error: str
    time: float = 0.0  # when it ended, in seconds since the epoch


@dataclass(frozen=True)
class JudgedRun:
    """The run that defined the answer under check: its number, its text, and why it is not what the cell now holds."""

    name: str  # of the function
    number: int
    text: str
    stale: list[str]


_runs: dict[int, Run] = {}


def follow(shell: Any) -> None:
    """Note each run of this kernel from now on; a second call does nothing."""
    if shell is None or getattr(shell, MARKER, False) or not hasattr(shell, "events"):
        return
    setattr(shell, MARKER, True)
    shell.events.register("post_run_cell", note)


def note(result: Any) -> None:
    """Keep what IPython says of a run that has ended."""
    number = getattr(result, "execution_count", None)
    if number is None:
        return
    error = result.error_before_exec or result.error_in_exec
    told = "" if error is None else type(error).__name__
    _runs[number] = Run(number, getattr(result.info, "cell_id", None), result.info.raw_cell or "", told, time.time())


def judged(shell: Any, function: Any) -> JudgedRun | None:
    """Return the run that defined `function`; None outside a notebook, and for what no cell has defined."""
    code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", None)
    if shell is None or code is None or not hasattr(shell, "compile"):
        return None
    label = shell.compile.format_code_name(code.co_filename)
    found = re.fullmatch(r"In\[(\d+)\]", label[1]) if label else None
    if found is None:
        return None
    number, name = int(found[1]), code.co_name
    run = _runs.get(number)
    text = run.text if run else "".join(linecache.getlines(code.co_filename))
    return JudgedRun(name, number, text, _why_stale(number, run, name))


def _why_stale(number, run, name):
    """Return a sentence if a later run of the cell has failed, or no longer defines the answer."""
    defines = re.compile(rf"^\s*(async )?def {re.escape(name)}\b", re.MULTILINE)
    cell = run.cell if run else None
    later = [
        other
        for other in _runs.values()
        if other.number > number and (other.cell == cell if cell else defines.search(other.text))
    ]
    if not later:
        return []
    last = max(later, key=lambda other: other.number)
    if last.error:
        return [
            f"Its last run, [{last.number}], stopped with {last.error}, so the function of run [{number}] is judged "
            "here. Fix the cell, run it, then check again."
        ]
    if not defines.search(last.text):
        return [
            f"Its last run, [{last.number}], does not define `{name}`, so the function of run [{number}] is judged "
            "here."
        ]
    return []


@dataclass(frozen=True)
class Unsaved:
    """A run whose text is not in the notebook's file: its number, and the function that it defines or ""."""

    number: int
    name: str


def not_in_file(notebook: Path) -> Unsaved | None:
    """Return a cell's last run, if it ended after the file was saved and the file has another text; else None.

    A text that was edited and saved after its run is in the file, and newer than what the kernel knows. Where kernel or
    file has no ids, as with Colab and old notebooks, it is the last run that defines a function of one of the file's
    cells, if its text stands in none of them.
    """
    try:
        saved = notebook.stat().st_mtime
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        texts = {cell.get("id"): "".join(cell["source"]).rstrip() for cell in cells}
        all_texts = ["".join(cell["source"]).rstrip() for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return None  # whoever hands it in will say what is wrong with it
    by_id, by_name = {}, {}
    for _, run in sorted(_runs.items()):
        if run.cell in texts and run.cell is not None:
            by_id[run.cell] = run
        elif name := _defined_first(run.text):
            by_name[name] = run
    known = {_defined_first(text) for text in all_texts}
    late = [run for cell, run in by_id.items() if texts[cell] != run.text.rstrip()]
    late += [run for name, run in by_name.items() if name in known and run.text.rstrip() not in all_texts]
    found = next((run for run in late if run.time > saved), None)
    return Unsaved(found.number, _defined_first(found.text)) if found else None


def _defined_first(text):
    """Return the first function that a cell's text defines, "" if it defines none."""
    named = re.search(r"^(?:async )?def (\w+)", text, re.MULTILINE)
    return named[1] if named else ""


def notice_of_edits(run: JudgedRun) -> str:
    """Return HTML that says so if the cell's text in the notebook is not the one that was run; hidden until then."""
    if not run.name.isidentifier():
        return ""
    text = json.dumps(run.text.rstrip()).replace("<", "\\u003c")
    return NOTICE.replace("NUMBER", str(run.number)).replace("NAME", run.name).replace("TEXT", text)


NOTICE = """<p hidden role="alert" style="margin:0 0 .4em;padding:.3em .6em;max-width:46em;\
border-left:4px solid #d55e00;background:rgba(128,128,128,.15);color:var(--jp-content-font-color1,#111)">\
<b>Not what your cell holds now.</b> Its text has changed since run [NUMBER], which is judged here. \
Run the cell, then check again.</p><script>(() => {
const notice = document.currentScript.previousElementSibling, cell = notice.closest(".jp-Cell");
const cells = cell ? [...cell.closest(".jp-Notebook").querySelectorAll(".jp-CodeCell")] : [];
for (const other of cells.slice(0, cells.indexOf(cell) + 1).reverse()) {
  const editor = other.querySelector(".cm-content");
  if (!editor || editor.querySelector(".cm-gap, .cm-foldPlaceholder, .cm-widgetBuffer")) continue;
  const text = [...editor.querySelectorAll(".cm-line")].map(line => line.textContent).join("\\n");
  if (!/^(async )?def NAME\\b/m.test(text)) continue;
  notice.hidden = text.trimEnd() === TEXT;
  return;
}
})()</script>"""


# JupyterLab goes to the section before a lecture that was closed has drawn it, and so stays at the top. This asks once
# more, as a second click would, when the heading is there, and a last time when all above it has its height.
LANDING = """<script>(() => {
const link = document.currentScript.previousElementSibling.querySelector("a[href*='#heading=']");
link?.addEventListener("click", click => {
  if (!click.isTrusted) return;
  const name = decodeURIComponent(link.hash.slice("#heading=".length));
  let tries = 100, landings = 0;
  const timer = setInterval(() => {
    const headings = [...document.querySelectorAll("h1, h2, h3, h4")];
    if (headings.some(h => (h.dataset.jupyterId || h.id) === name && h.offsetHeight)) {
      link.click();
      landings += 1;
    }
    if (landings === 2 || --tries === 0) clearInterval(timer);
  }, 400);
});
})()</script>"""


def digest_of_answer(function: Any) -> str:
    """Return a fingerprint of an answer's code, equal for equal code, whatever its comments and its position are."""
    code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", None)
    return _digest_of(code) if code else ""


def digest_in(source: str, name: str) -> str:
    """Return the fingerprint of the function of this name in a cell's text, which does not run, or of the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cell = compile(source, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # with magics, for one
        cell = None
    found = [one for one in cell.co_consts if inspect.iscode(one) and one.co_name == name] if cell else []
    return _digest_of(found[-1]) if found else _files.digest(source)[:16]


def _digest_of(code):
    return _files.digest(_parts_of(code))[:16]


def _parts_of(code):
    """Return what a code object does, as text: instructions, names, constants."""
    constants = [_parts_of(value) if inspect.iscode(value) else _constant(value) for value in code.co_consts]
    return repr((code.co_code, code.co_names, code.co_varnames, code.co_freevars, constants))


def _constant(value):
    """Return a constant as text; a set has no order of its own."""
    return repr(sorted(map(repr, value))) if isinstance(value, frozenset) else repr(value)
