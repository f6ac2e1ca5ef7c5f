"""A person at JupyterLab: a running server on a folder of a learner, and a page with the moves that a person makes."""

import contextlib
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
from course_copy import unsandboxed
from paths import ROOT
from waiting import LONG, within

from dlcourse import __version__
from dlcourse.course.learner.edition import Edition, fingerprint_here
from dlcourse.course.learner.own_folder import start

EXERCISE = "07_backpropagation"
TOKEN = "a-token-for-the-test"
PATIENCE = 150_000  # milliseconds; a slow machine is no mistake


def own_course(folder):
    """A learner's folder with all lectures and one exercise, so that each page has one row to press."""
    paths = [ROOT / "nbgrader_config.py", *ROOT.glob("lectures/*"), *ROOT.glob(f"exercises/{EXERCISE}/*.ipynb")]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    start(folder, Edition("dlcourse", __version__, files, fingerprint_here()))
    if unsandboxed():  # this machine builds no sandbox; the way through the pages is tested all the same
        with folder.joinpath("nbgrader_config.py").open("a") as settings:
            settings.write("\nc.Judge.unsandboxed = True\n")
    return folder


def write_notebook(course, name, source):
    """Write a notebook of one code cell, whose id is the notebook's name."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id=name)], metadata=kernel)
    nbformat.write(notebook, course / f"{name}.ipynb")


@contextlib.contextmanager
def running_lab(course, home, *of_lab):
    """`dlcourse lab` on the course, with an empty home, and these options of its own; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("dlcourse")
    options = ["--no-browser", f"--port={port}", f"--IdentityProvider.token={TOKEN}", "--expose-app-in-browser"]
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JPY"))}
    with open(home / "lab.log", "w") as log:
        server = subprocess.Popen(
            [program, "lab", *of_lab, "--course", course, "--", *options],
            stdout=log,
            stderr=log,
            env=keep | {"HOME": str(home)},
        )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, home / "lab.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(60)  # its kernels first
            except subprocess.TimeoutExpired:  # a request under way when it ends can keep a thread waiting
                server.kill()
                server.wait()
            with socket.socket() as after:  # nothing of it is left running
                assert after.connect_ex(("127.0.0.1", port)) != 0


def wait_until_up(address, server, log):
    """Return when the server answers; fail with its log when it stops or takes too long."""

    def answers():
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(address, timeout=LONG).close()
            return True
        return False

    is_up = within(lambda: server.poll() is not None or answers(), 3 * PATIENCE / 1000)
    assert is_up, f"JupyterLab did not start:\n{log.read_text()[-3000:]}"
    assert server.poll() is None, f"JupyterLab stopped:\n{log.read_text()[-3000:]}"


class LabPage:
    """JupyterLab in a browser."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        page.set_default_timeout(PATIENCE)

    def open(self, notebook):
        """Open a notebook by its path and wait for its kernel."""
        self.page.goto(f"{self.address}/lab/tree/{notebook}?token={TOKEN}&reset")  # no tabs of an earlier visit
        self.page.wait_for_function(
            """notebook => {
              const panel = window.jupyterapp?.shell.currentWidget;
              return panel?.context?.path === notebook && panel.sessionContext?.session?.kernel?.status === 'idle';
            }""",
            arg=notebook,
        )
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")

    def menu(self, *labels):
        """Choose an item from the menus."""
        self.page.locator(".lm-MenuBar-itemLabel").get_by_text(labels[0], exact=True).click()
        for label in labels[1:]:
            self.page.locator(".lm-Menu-itemLabel").get_by_text(label, exact=True).click()

    def wait_for_kernel(self):
        """Wait until everything that was asked of the kernel is done."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(
            """() => {
              const panel = jupyterapp.shell.currentWidget;
              const asked = panel.content.widgets.some(cell => cell.model.executionState === 'running');
              return !asked && panel.sessionContext.session.kernel.status === 'idle';
            }"""
        )

    def scroll_to(self, index):
        """Make a cell the active one and bring it into view; returns it."""
        self.page.evaluate(
            """async index => {
              const notebook = jupyterapp.shell.currentWidget.content;
              notebook.activeCellIndex = index;
              await notebook.scrollToItem(index, 'center');
            }""",
            index,
        )
        active = self.page.locator(".jp-Cell.jp-mod-active")
        active.wait_for()
        return active

    def cell(self, cell_id):
        """Scroll to the cell with this id."""
        ids = self.page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.id)")
        return self.scroll_to(ids.index(cell_id))

    def cell_that_says(self, text):
        """Scroll to the cell whose source is this text."""
        sources = self.page.evaluate(
            "() => jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.sharedModel.getSource())"
        )
        return self.scroll_to(sources.index(text))

    def cells(self):
        """The outputs' kinds of every cell: a list of lists of output types."""
        return self.page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets.map(
                cell => (cell.model.outputs?.toJSON() ?? []).map(output => output.output_type))"""
        )

    def run_cell(self, cell_id, source=None):
        """Click into a cell, type its new source where one is given, run it; returns the cell."""
        cell = self.cell(cell_id)
        cell.locator(".cm-content").click()
        if source is not None:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Control+Enter")
        self.wait_for_kernel()
        return cell

    def save(self):
        """Save and wait until it is saved."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")

    def formgrader(self):
        """The frame that nbgrader's Formgrader lives in."""
        frame = self.page.frame_locator("iframe[src*='formgrader']")
        frame.locator("#main-table tr").first.wait_for()
        return frame
