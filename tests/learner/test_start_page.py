"""The start page: what a newcomer finds, what a learner finds the next day, and what stands at the end."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from paths import ROOT
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError
from traitlets.config import Config

from dlcourse import __version__
from dlcourse.checks.catalogue import EXERCISES, NAMES, QUESTIONS
from dlcourse.checks.journal import JOURNAL
from dlcourse.cli import main
from dlcourse.course.commands import lab, progress
from dlcourse.course.folder import Course
from dlcourse.course.learner import map, page, start_page
from dlcourse.course.learner.edition import Edition
from dlcourse.course.learner.own_folder import start
from dlcourse.course.learner.server import is_worth_a_line
from dlcourse.course.learner.standing import standing_of


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A learner's folder with all files that the clone holds."""
    paths = [ROOT / "nbgrader_config.py", *ROOT.glob("lectures/*"), *ROOT.glob("exercises/*/*.ipynb")]
    paths += [ROOT / "docs" / "student.md", ROOT / "docs" / "errata.md"]
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    folder = tmp_path_factory.mktemp("begun") / "mine"
    start(folder, Edition("dlcourse", __version__, files))
    return folder


@pytest.fixture
def course(begun, tmp_path):
    """A learner's folder on its first day."""
    return Course(shutil.copytree(begun, tmp_path / "mine"))


def run_cells(course, path, count=None, days_ago=0):
    """Mark the first `count` cells of code of a notebook as run, or all, and the file as saved some days ago."""
    file = course.root / path
    notebook = json.loads(file.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code[:count], start=1):
        cell["execution_count"] = number
    file.write_text(json.dumps(notebook), encoding="utf-8")
    saved = time.time() - days_ago * 86400
    os.utime(file, (saved, saved))


def checked(course, *results, days_ago=0):
    """Write lines of the journal: (question, status, misconceptions)."""
    when = datetime.fromtimestamp(time.time() - days_ago * 86400, UTC).isoformat(timespec="seconds")
    with course.root.joinpath(JOURNAL).open("a") as file:
        for number, (name, status, met) in enumerate(results):
            points = QUESTIONS[name].points if status == "correct" else 0
            line = {"time": when, "name": name, "status": status, "points": points, "misconceptions": met}
            file.write(json.dumps(line | {"answer": f"{status}{number}"}) + "\n")


def markdown(course):
    return page.to_markdown(standing_of(course))


def cards(text):
    """The cards of a page: (kind, link, title without breaks), in order."""
    found = re.findall(r'<h2>([^<]*)</h2><p><a class="dl-go" href="([^"]*)">(.*?)</a></p>', text)
    return [(kind, unquote(link), title.replace("<br>", " / ")) for kind, link, title in found]


# The first day


def test_a_newcomer_is_sent_to_the_first_lecture(course):
    (card,) = cards(markdown(course))
    assert card == ("Begin here", "lectures/00_start_here.ipynb", "Lecture 00 · Start here")


def test_a_newcomer_reads_how_long_the_course_takes(course):
    minutes = {"lectures": [], "exercises": []}
    for kind, found in minutes.items():
        for file in course.root.joinpath(kind).rglob("*.ipynb"):
            first = "".join(json.loads(file.read_text(encoding="utf-8"))["cells"][0]["source"])
            found += [int(n) for n in re.findall(r"\*\*Time:\*\* about\s(\d+)", first)]
    assert {kind: len(found) for kind, found in minutes.items()} == {"lectures": len(NAMES), "exercises": len(NAMES)}
    hours = [round(sum(found) / 60) for found in minutes.values()]
    assert f"about {hours[0]} hours of reading and {hours[1]} hours of exercises" in markdown(course)


def test_opening_and_saving_a_notebook_begins_nothing(course):
    file = course.root / "lectures" / "03_multilayer_perceptron.ipynb"
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"]["version"] = "3.13.1"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    assert standing_of(course).is_new


# The next day


def test_a_lecture_that_was_left_goes_on_in_its_section(course):
    run_cells(course, "lectures/04_forward_propagation.ipynb", 3, days_ago=3)
    run_cells(course, "lectures/07_backpropagation.ipynb", 4, days_ago=1)
    first, second = cards(markdown(course))
    assert first[0] == "You stopped in the lecture"
    assert first[1].startswith("lectures/07_backpropagation.ipynb#heading=")
    assert second[0] == "The next question"
    assert second[2] == "Exercise 07 · Backpropagation / 1. Two paths"


def test_the_section_is_that_of_the_cell_that_was_run_last(course):
    path = "lectures/07_backpropagation.ipynb"
    run_cells(course, path)
    file = course.root / path
    notebook = json.loads(file.read_text(encoding="utf-8"))
    heading, last = "", None
    for cell in notebook["cells"]:
        heading = (re.findall(r"^##+ (.+)$", "".join(cell["source"]), re.MULTILINE) or [heading])[-1]
        if cell["cell_type"] == "code" and heading.startswith("Two paths"):
            cell["execution_count"], last = 900, heading
    file.write_text(json.dumps(notebook), encoding="utf-8")
    assert standing_of(course).place.section == last


def test_after_a_lecture_comes_its_exercise_and_then_the_next_lecture(course):
    run_cells(course, "lectures/01_perceptron.ipynb")
    assert [card[2] for card in cards(markdown(course))] == [
        "Exercise 01 · The perceptron / 1. The score",
        "Lecture 02 · What a mistake costs",
    ]


def test_an_exercise_goes_on_with_its_first_open_question(course):
    checked(course, ("two_path_gradient", "correct", []), ("sigmoid_backward", "incorrect", ["z_for_a"]))
    (card,) = cards(markdown(course))
    assert card[1] == "exercises/07_backpropagation/07_backpropagation.ipynb#heading=2.-Back-through-a-sigmoid"


def test_a_finished_exercise_goes_on_with_the_next_lecture(course):
    run_cells(course, "lectures/07_backpropagation.ipynb", days_ago=2)
    checked(course, *((question.name, "correct", []) for question in EXERCISES["07_backpropagation"]))
    assert [card[0] for card in cards(markdown(course))] == ["The next lecture", "The next question"]
    assert cards(markdown(course))[0][1] == "lectures/08_gradient_descent.ipynb"


def test_the_terminals_next_step_is_the_first_card_of_the_page(course, capsys):
    def step():
        assert main(["progress", "--course", str(course.root)]) == 0
        return capsys.readouterr().out.splitlines()[-1].removeprefix("Next: ")

    assert step() == "lectures/00_start_here.ipynb"
    run_cells(course, "lectures/07_backpropagation.ipynb", 4, days_ago=2)
    assert step() == f"lectures/07_backpropagation.ipynb, “{standing_of(course).place.section}”"
    run_cells(course, "lectures/07_backpropagation.ipynb", days_ago=2)
    assert step() == "two_path_gradient, exercise 07, “1. Two paths”; then dlcourse check 07"
    checked(course, ("two_path_gradient", "correct", []))
    assert step() == "sigmoid_backward, exercise 07, “2. Back through a sigmoid”; then dlcourse check 07"
    checked(course, *((question.name, "correct", []) for question in EXERCISES["07_backpropagation"]))
    assert step() == "lectures/08_gradient_descent.ipynb"
    checked(course, *((question.name, "correct", []) for asked in EXERCISES.values() for question in asked))
    run_cells(course, "lectures/20_going_faster.ipynb")
    assert step() == "every question is answered; dlcourse progress --html shows the map"


def test_what_was_done_last_counts_whether_saved_or_checked(course):
    run_cells(course, "lectures/07_backpropagation.ipynb", 4, days_ago=1)
    checked(course, ("perceptron_score", "incorrect", []), days_ago=2)
    assert standing_of(course).place.topic.name == "07_backpropagation"
    checked(course, (EXERCISES["03_multilayer_perceptron"][0].name, "incorrect", []))
    assert standing_of(course).place.topic.name == "03_multilayer_perceptron"


def test_an_answer_that_was_typed_and_not_run_is_a_place_too(course):
    file = course.notebook("05_loss_functions")
    notebook = json.loads(file.read_text(encoding="utf-8"))
    answer = next(cell for cell in notebook["cells"] if "    raise NotImplementedError" in "".join(cell["source"]))
    answer["source"] = "def mine(): return 1"
    file.write_text(json.dumps(notebook), encoding="utf-8")
    assert standing_of(course).place.section.startswith("1. ")


def test_mistakes_worth_repeating_are_in_words_with_links_to_question_and_section(course):
    checked(course, *[("relu_backward", "incorrect", ["no_gate"])] * 2, ("relu_backward", "correct", []))
    text = markdown(course)
    item = re.search(r"<h2>Worth repeating</h2>\n<ul>\n(<li>.*?</li>)", text)[1]
    assert item.startswith("<li>You passed da on unchanged (met twice, cleared since).")
    links = [unquote(link) for link in re.findall(r'href="([^"]*)"', item)]
    assert links == [
        "exercises/07_backpropagation/07_backpropagation.ipynb#heading=3.-Back-through-a-ReLU",
        f"lectures/07_backpropagation.ipynb#heading={QUESTIONS['relu_backward'].section.replace(' ', '-')}",
    ]


def test_at_the_end_there_is_no_next_question(course):
    checked(course, *((question.name, "correct", []) for name in NAMES for question in EXERCISES[name]))
    text = markdown(course)
    assert "<h1>You have answered every question</h1>" in text
    assert "The next question" not in text


# The page


class Links(HTMLParser):
    """Collects the addresses of a page's links."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append(dict(attrs)["href"])


def test_every_link_leads_to_a_file_and_to_a_heading_in_it(course):
    checked(course, ("relu_backward", "incorrect", ["no_gate"]))
    found = Links(markdown(course)).found
    assert len(found) > len(QUESTIONS)
    for link in found:
        path, _, fragment = unquote(link).partition("#heading=")
        file = course.root / path
        assert file.is_file(), link
        if fragment:
            cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
            text = "\n".join("".join(cell["source"]) for cell in cells)
            headings = [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("##")]
            assert fragment in [heading.replace(" ", "-") for heading in headings], link


def test_every_topic_and_every_question_is_on_the_map(course):
    text = markdown(course)
    for name in NAMES:
        assert f'href="lectures/{name}.ipynb"' in text
        assert f'href="exercises/{name}/{name}.ipynb"' in text
    assert text.count("not attempted") == len(QUESTIONS)


def test_the_parts_of_the_map_begin_with_topics_of_the_course():
    assert set(map.PARTS) <= {name[:2] for name in NAMES}


def test_the_page_is_one_block_that_markdown_does_not_end(course):
    text = markdown(course)
    assert "\n\n" not in text
    assert "$" not in text


def test_what_learners_write_is_escaped(course):
    file = course.notebook("07_backpropagation")
    notebook = json.loads(file.read_text(encoding="utf-8"))
    notebook["cells"].insert(0, {"cell_type": "markdown", "source": "## <script>alert(1)</script>", "metadata": {}})
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    notebook["cells"].insert(1, code | {"execution_count": 99})
    file.write_text(json.dumps(notebook), encoding="utf-8")
    checked(course, ("relu_backward", "incorrect", ["<script>"]), days_ago=1)
    assert "&lt;script&gt;alert" in markdown(course)
    assert "<script" not in markdown(course)


def test_a_notebook_that_cannot_be_read_is_named_on_the_map(course):
    course.root.joinpath("lectures", "05_loss_functions.ipynb").write_text("{", encoding="utf-8")
    assert markdown(course).count("cannot be read: <code>dlcourse doctor</code>") == 1


# The files


def test_a_start_page_of_the_learners_own_stays(course):
    own = course.root / "start.md"
    own.write_text("my notes\n")
    assert start_page.write(course)[0] == "start-page.md"
    assert own.read_text() == "my notes\n"


def test_the_page_is_made_anew_over_its_earlier_version(course):
    start_page.write(course)
    run_cells(course, "lectures/00_start_here.ipynb", 2)
    assert start_page.write(course) == ("start.md", course.root.joinpath("start.md").read_text(encoding="utf-8"))
    assert "You stopped in the lecture" in course.root.joinpath("start.md").read_text(encoding="utf-8")


@pytest.fixture
def opened(monkeypatch):
    """The pages that a command opens in the browser."""
    pages = []
    monkeypatch.setattr(progress.webbrowser, "open", pages.append)
    return pages


def test_progress_writes_the_page_into_the_folder_and_opens_it(course, opened, capsys):
    assert main(["progress", "--html", "--course", str(course.root)]) == 0
    file = course.root / "progress.html"
    assert opened == [file.as_uri()]
    assert capsys.readouterr().out == f"Written: {file}\n"
    assert "Begin here" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--no-browser", "--json"])
def test_progress_opens_no_browser_where_none_is_wanted(course, opened, option, tmp_path):
    assert main(["progress", "--html", str(tmp_path / "map.html"), option, "--course", str(course.root)]) == 0
    assert opened == []
    assert tmp_path.joinpath("map.html").exists()


def test_progress_brings_the_start_page_up_to_date(course):
    assert main(["progress", "--course", str(course.root)]) == 0
    assert course.root.joinpath("start.md").exists()


def test_the_page_alone_links_to_a_running_jupyterlab_and_holds_no_token(course, monkeypatch):
    server = {"url": "http://127.0.0.1:8888/", "token": "secret", "root_dir": str(course.root)}
    monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: [server])
    start_page.write_page(course, course.root / "map.html")
    text = course.root.joinpath("map.html").read_text(encoding="utf-8")
    assert 'href="http://127.0.0.1:8888/lab/tree/lectures/00_start_here.ipynb"' in text
    assert "secret" not in text


def test_without_a_jupyterlab_the_page_alone_has_no_dead_link(course, monkeypatch):
    monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: [])
    start_page.write_page(course, course.root / "map.html")
    text = course.root.joinpath("map.html").read_text(encoding="utf-8")
    assert Links(text).found == []
    assert "dlcourse lab" in text


def test_the_page_alone_has_a_dark_side_without_scripts(course):
    text = page.to_page(standing_of(course), None)
    assert "prefers-color-scheme: dark" in text
    assert "<script" not in text


# JupyterLab, set up for a learner


def jupyterlab_settings(kind):
    """What JupyterLab reads of settings of a kind in the folder that `dlcourse lab` gives it."""
    code = f"""
import json
from pathlib import Path
from jupyter_core.paths import jupyter_config_path
from jupyter_server.services.config.manager import ConfigManager
folders = [str(Path(path, "labconfig")) for path in jupyter_config_path()]
print(json.dumps(ConfigManager(read_config_path=folders).get({kind!r})))
"""
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(lab.LAB / "config")}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


@pytest.mark.parametrize(
    ("error", "is_kept"),
    [(StreamClosedError(), False), (WebSocketClosedError(), False), (ValueError("a fault"), True), (None, True)],
)
def test_the_servers_log_leaves_out_only_that_a_page_was_closed(error, is_kept):
    exc_info = (type(error), error, None) if error else None
    record = logging.LogRecord("ServerApp", logging.ERROR, "web.py", 1, "Uncaught exception GET /", None, exc_info)
    assert is_worth_a_line(record) is is_kept


def test_the_list_of_files_shows_what_a_learner_needs_and_the_rest_still_opens(tmp_path):
    """After a first exercise was handed in there are folders of nbgrader's, too."""
    for name in ("autograded", "exchange", "exercises", "feedback", "lectures", "release", "submitted"):
        tmp_path.joinpath(name).mkdir()
        tmp_path.joinpath(name, "a.html").touch()
    for name in ("gradebook.db", "nbgrader_config.py", "start.md"):
        tmp_path.joinpath(name).touch()
    settings = json.loads((lab.LAB / "config" / "jupyter_server_config.json").read_text(encoding="utf-8"))
    manager = LargeFileManager(root_dir=str(tmp_path), config=Config(settings))
    listed = {entry["name"] for entry in manager.get("")["content"]}
    assert listed == {"exercises", "feedback", "lectures", "start.md"}
    assert manager.get("autograded/a.html")["type"] == "file"


def test_learners_have_no_menus_of_instructors():
    disabled = jupyterlab_settings("page_config")["disabledExtensions"]
    for name in ("formgrader", "create-assignment", "course-list", "validate-assignment", "menu"):
        assert disabled[f"@jupyter/nbgrader:{name}"] is True
    assert "@jupyter/nbgrader:assignment-list" not in disabled


def test_learners_are_asked_for_no_news_and_read_markdown_as_a_page():
    overrides = jupyterlab_settings("default_setting_overrides")
    assert overrides["@jupyterlab/apputils-extension:notification"] == {"checkForUpdates": False, "fetchNews": "false"}
    viewers = overrides["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers["markdown"] == "Markdown Preview"


def test_every_setting_is_one_that_jupyterlab_knows():
    schemas = Path(sys.prefix, "share", "jupyter", "lab", "schemas")
    for plugin, settings in jupyterlab_settings("default_setting_overrides").items():
        package, _, name = plugin.partition(":")
        schema = json.loads(schemas.joinpath(package, f"{name}.json").read_text(encoding="utf-8"))
        assert settings.keys() <= schema["properties"].keys()
