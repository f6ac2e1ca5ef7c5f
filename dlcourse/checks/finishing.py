"""One step to finish, from the notebook: a button on the last card of an exercise, and `done()` in a cell.

The button saves the notebook by JupyterLab itself and then asks the kernel; the kernel alone cannot save it. What is
handed in and graded is always the file, by `dlcourse done` in a process of its own, never what the kernel holds. If the
kernel knows of a run that the file does not have, nothing is handed in.
"""

import html
import json
import os
import subprocess
import sys
from pathlib import Path

from dlcourse._missing_names import find_notebook
from dlcourse.checks import runs
from dlcourse.checks.card import BUTTON, COLOURS, VERMILION, code, shell, show, symbol_of
from dlcourse.checks.catalogue import EXERCISES
from dlcourse.checks.engine.verdict import points_in_words, status_in_words
from dlcourse.checks.journal import find_journal, find_journal_here
from dlcourse.checks.own_questions import names_asked

FINISHED_MIME = "application/vnd.dlcourse.finished+json"  # the page of feedback, for the button to open
ASK = "__import__('importlib').import_module('dlcourse.checks.finishing').done()"  # leaves no name behind
NO_NOTEBOOK = "done: expected the notebook of an exercise in a folder of the course. Received: {}"
IN_A_BROWSER = "done: expected a Python that can run `dlcourse done`. Received: one in a browser; download the notebook"
UNSAVED = (
    "Nothing was handed in: run [{number}] of your cell{which} is not in the file yet. Save the notebook (Ctrl+S), "
    "then hand in again."
)

_right: set[str] = set()  # questions whose last check in this kernel found the answer right


def button(exercise: str, question: str, is_right: bool) -> str:
    """Return the button's HTML for the card of a question; "" for a card that does not finish an exercise.

    The last question's card has it, and the card after which all answers of the exercise are right.
    """
    (_right.add if is_right else _right.discard)(question)
    exercise, names = _exercise_here() or (exercise, [asked.name for asked in EXERCISES.get(exercise, ())])
    if (
        shell() is None
        or sys.platform == "emscripten"
        or not names
        or not (question == names[-1] or _right.issuperset(names))
    ):
        return ""
    return FINISH.replace("NUMBER", exercise[:2]) if find_journal_here() else ""


def _exercise_here():
    """Return the exercise whose folder this is, and the questions that it asks, in order; None if that is not known."""
    journal, here = find_journal_here(), Path.cwd()
    names = names_asked(journal.parent, here.name) if journal and here.parent.name == "exercises" else []
    return (here.name, names) if names else None


def done() -> None:
    """Hand in the exercise as it was saved, grade it, and show the points and where its page of feedback is.

    Raises LookupError outside the notebook of an exercise, and in a browser, where no other program can be run.
    """
    if sys.platform == "emscripten":
        raise LookupError(IN_A_BROWSER)
    notebook = find_notebook(shell().user_ns if shell() else {})
    if notebook is None or find_journal(notebook.parent) is None:
        raise LookupError(NO_NOTEBOOK.format(notebook or Path.cwd()))
    unsaved = runs.not_in_file(notebook)
    if unsaved is not None:
        _say(UNSAVED.format(number=unsaved.number, which=f" `{unsaved.name}`" if unsaved.name else ""))
        return
    print("Handing in and grading: some seconds …", flush=True)
    ended = _command(notebook)
    if ended.returncode not in (0, 1):
        _say(ended.stderr.strip().removeprefix("dlcourse done: ") or f"dlcourse done ended with {ended.returncode}")
        return
    found = json.loads(ended.stdout)
    page = os.path.relpath(found["page"], notebook.parent) if found["page"] else ""
    data = {FINISHED_MIME: {"page": Path(page).as_posix()}} if page else {}
    show(_as_text(found, page), _as_html(found, Path(page).as_posix() if page else ""), data)


def _command(notebook):
    """Run `dlcourse done` on the exercise, and return the process that has ended."""
    options = ["--course", str(notebook.parent), "--json", "--no-browser", "--from-notebook"]
    return subprocess.run(
        [sys.executable, "-m", "dlcourse", "done", notebook.parent.name, *options],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _say(sentence):
    """Show why nothing was handed in."""
    show(sentence, _framed(f'<p style="margin:0">{code(sentence)}</p>', VERMILION), {})


def _headline(found):
    """Return the points in words, or why there are none, and what was judged."""
    handed_in = found["handed_in"]
    points = f"rejected: {found['message']}"
    if found["score"] is not None:
        points = points_in_words(found["score"], found["max_score"])
    what = "Handed in and graded" if "timestamp" in handed_in else "Judged"
    return points, f"{what}: your notebook as it was saved at {handed_in['saved']}."


def _next(found):
    """Return the next step in the words of a notebook, which has a button."""
    return found["next"].replace(f"dlcourse done {found['exercise'][:2]} again", "hand in again")


def _as_text(found, page):
    """Return what came of it as plain text."""
    points, judged = _headline(found)
    rows = [f"  {symbol_of(q['status'])} {q['name']}: {status_in_words(q['status'])}" for q in found["questions"]]
    return "\n".join(
        [points, judged, *rows, *found["notes"], *([f"Page: {page}"] * bool(page)), f"Next: {_next(found)}"]
    )


def _as_html(found, page):
    """Return what came of it as a card, with links to the page and to the next lecture."""
    points, judged = _headline(found)
    is_right = found["score"] is not None and found["score"] == found["max_score"]
    rows = "".join(
        f'<li><span aria-hidden="true">{symbol_of(q["status"])}</span> <code>{html.escape(q["name"])}</code>: '
        f"{status_in_words(q['status'])}, {points_in_words(q['points'], q['max_points'])}</li>"
        for q in found["questions"]
    )
    body = f'<div style="font-weight:600">{html.escape(points)}</div>'
    body += "".join(f'<p style="margin:.3em 0 0">{html.escape(line)}</p>' for line in [judged, *found["notes"]])
    body += f'<ul style="list-style:none;margin:.5em 0 0;padding:0">{rows}</ul>'
    if page:
        body += f'<p style="margin:.5em 0 0"><a href="{html.escape(page)}">Page of feedback</a></p>'
    following = html.escape(_next(found))
    if found["next"].endswith(".ipynb"):
        following = f'<a href="../../{following}">{following}</a>'
    body += f'<p style="margin:.3em 0 0"><b>Next:</b> {following}</p>'
    return _framed(body, COLOURS["correct"] if is_right else VERMILION)


def _framed(body, colour):
    return (
        f'<section aria-label="Handed in" style="border:1px solid {colour};border-left-width:6px;border-radius:4px;'
        "padding:.6em .9em;max-width:46em;line-height:1.45;background:var(--jp-layout-color1,#fff);"
        f'color:var(--jp-content-font-color1,#111)">{body}</section>'
    )


FINISH = (
    f"""<div hidden style="margin:.6em 0 0;max-width:46em"><button type="button" style="{BUTTON};padding:.3em 1em;\
background:transparent;color:inherit;font-size:1em">Hand in and see the feedback</button>
<small style="display:block;margin:.3em 0 0">Saves the notebook, hands in a copy, grades it. In a terminal: \
<code>dlcourse done NUMBER</code></small><div role="status" style="margin:.5em 0 0"></div></div>"""
    """<script>(() => {
const box = document.currentScript.previousElementSibling, button = box.querySelector("button");
const said = box.querySelector("[role=status]"), app = window.jupyterapp;
box.hidden = !app;
let busy = false;
const open = (panel, link) => {
  const path = decodeURIComponent(new URL(link, "http://x/" + panel.context.path).pathname.slice(1));
  return app.commands.execute("docmanager:open", {path});
};
const finish = async panel => {
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) throw new Error("the notebook has no kernel: Kernel → Restart Kernel");
  said.textContent = "Saving …";
  await panel.context.save();
  said.textContent = "Handing in and grading: some seconds …";
  let page;
  const asked = kernel.requestExecute({code: "ASK", store_history: false});
  asked.onIOPub = ({content}) => {
    if (content.data?.["text/html"]) {
      said.innerHTML = content.data["text/html"];
      page = content.data["MIME"]?.page;
    } else if (content.evalue !== undefined) said.textContent = `Stopped: ${content.ename} ${content.evalue}`;
  };
  await asked.done;
  for (const link of said.querySelectorAll("a[href]")) link.onclick = click => {
    click.preventDefault();
    open(panel, link.getAttribute("href"));
  };
  if (page) (await open(panel, page))?.context?.revert();
};
button.onclick = async () => {
  if (busy) return;
  busy = true;
  button.setAttribute("aria-disabled", "true");
  try {
    await finish([...app.shell.widgets("main")].find(one => one.sessionContext && one.node.contains(box)));
  } catch (error) {
    said.textContent = `Nothing was handed in: ${error.message ?? error}`;
  }
  button.removeAttribute("aria-disabled");
  busy = false;
};
})()</script>""".replace("ASK", ASK).replace("MIME", FINISHED_MIME)
)
