"""One step to finish in JupyterLab: the button on the last card, and `dlcourse` in its terminal."""

import http.client
import json
from urllib.parse import urlparse

import pytest
from lab_page import EXERCISE, TOKEN
from waiting import LONG, within

pytestmark = pytest.mark.browser

RIGHT = "def fool_the_judge():\n    numerical = np.array([1.0, 2.0, -3.0])\n    return -numerical, numerical\n"
PLEASE_WAIT = 300_000  # milliseconds


def handed_in(course):
    """The copies on the exchange, oldest first."""
    return [
        json.loads(path.read_text()) for path in sorted(course.glob(f"exchange/dlcourse/inbound/*/{EXERCISE}.ipynb"))
    ]


def source_of(notebook, cell_id):
    return next("".join(cell["source"]) for cell in notebook["cells"] if cell["id"] == cell_id)


def test_the_button_saves_hands_in_grades_and_opens_the_page(lab, course):
    lab.open(f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    lab.run_cell("setup")
    lab.run_cell("fool_the_judge", RIGHT)
    check = lab.run_cell("check-fool_the_judge")
    lab.cell("relu_backward").locator(".cm-content").click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.insert_text("  # typed, and neither run nor saved")
    check = lab.cell("check-fool_the_judge")
    button = check.get_by_role("button", name="Hand in and see the feedback")
    button.focus()
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.context.path.startsWith('feedback/')", timeout=PLEASE_WAIT
    )
    page = lab.page.frame_locator(".jp-HTMLViewer iframe").locator("body")
    page.get_by_text("1 of 15 points").first.wait_for()
    (copy,) = handed_in(course)
    assert source_of(copy, "relu_backward").endswith("  # typed, and neither run nor saved")
    lab.page.evaluate("() => jupyterapp.commands.execute('application:activate-previous-tab')")
    result = lab.cell("check-fool_the_judge").get_by_label("Handed in")
    result.wait_for()
    assert "1 of 15 points" in result.inner_text()
    assert "as it was saved at" in result.inner_text()
    files = [path.name for path in course.glob(f"exercises/{EXERCISE}/*") if path.is_file()]
    assert files == [f"{EXERCISE}.ipynb"]  # the tab says "Exercise 07", and the file has its name
    assert lab.page.locator(".jp-mod-editMode").count() == 0  # Enter pressed the button, not the cell


def test_done_in_a_cell_hands_in_nothing_that_is_not_saved(lab, course):
    """The kernel cannot save: it says so, and after Ctrl+S it goes on."""
    before = len(handed_in(course))
    lab.open(f"exercises/{EXERCISE}/{EXERCISE}.ipynb")
    lab.run_cell("setup")
    lab.run_cell("fool_the_judge", RIGHT + "\n\n# another run")
    lab.page.evaluate(
        """() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute(
            {code: 'import dlcourse.checks; dlcourse.checks.done()', store_history: false}).onIOPub =
            message => { window.said = message.content.data?.['text/plain'] ?? window.said; }"""
    )
    lab.page.wait_for_function("() => window.said?.startsWith('Nothing was handed in: run [')", timeout=PLEASE_WAIT)
    assert "`fool_the_judge` is not in the file yet" in lab.page.evaluate("() => window.said")
    assert len(handed_in(course)) == before
    lab.save()


def test_the_terminal_of_jupyterlab_has_the_commands(lab):
    """Its server has no terminal of its own here, so that it starts a login shell, which sets PATH anew."""
    websocket = pytest.importorskip("websocket")
    address = urlparse(lab.address).netloc
    server = http.client.HTTPConnection(address)
    server.request("POST", "/api/terminals", headers={"Authorization": f"token {TOKEN}"})
    name = json.loads(server.getresponse().read())["name"]
    terminal = websocket.create_connection(f"ws://{address}/terminals/websocket/{name}?token={TOKEN}", timeout=LONG)
    terminal.send(json.dumps(["stdin", "dlcourse --version && echo 'it is' here\r"]))
    said = []

    def is_said():
        kind, *text = json.loads(terminal.recv())
        said.extend(text if kind == "stdout" else [])
        return "it is here" in "".join(said)

    assert within(is_said)
    terminal.close()
    assert "not found" not in "".join(said)
