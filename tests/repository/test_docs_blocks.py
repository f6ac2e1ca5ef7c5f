"""Each block of code in README, CONTRIBUTING and docs is run, is a file that is used, or says why it is not run."""

import re
import shlex
from dataclasses import fields
from importlib import import_module

import pytest
from course_copy import EXERCISE, copy_course
from doc_blocks import blocks_in, is_shown
from paths import ROOT

from dlcourse.course.commands import VERBS, _parser
from dlcourse.course.folder import Course
from dlcourse.course.grading.batch.summary import Summary
from dlcourse.course.grading.dates.for_students import HEADINGS
from dlcourse.course.grading.dates.rows import quality
from dlcourse.course.grading.dates.table import dates_in
from dlcourse.course.grading.judge.results import QuestionResult, SubmissionResult
from dlcourse.course.grading.lms.tables import table_of
from dlcourse.course.grading.nbgrader.api import limits_of, load_config
from dlcourse.course.grading.nbgrader.settings import Judge

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
PAGES = [page for page in PAGES if "site" not in page.relative_to(ROOT).parts]
BLOCKS = [block for page in PAGES for block in blocks_in(page)]
FENCES = re.compile(r"^ *```", flags=re.MULTILINE)
INLINE = re.compile(r"`(dlcourse [a-z][^`\n]*)`")


def where(block):
    return f"{block.page.relative_to(ROOT)}:{block.line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_block_of_a_page_is_overlooked(page):
    assert len(FENCES.findall(page.read_text(encoding="utf-8"))) == 2 * len(blocks_in(page))


@pytest.mark.parametrize("block", BLOCKS, ids=where)
def test_a_block_is_run_or_says_why_not(block):
    assert block.kind, f"{where(block)}: a block of {block.language or 'nothing'} that no test runs: see doc_blocks.py"
    assert block.kind == "console" or len(block.about) > 2, f"{where(block)}: the marker says nothing"


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.kind == "tested by"], ids=where)
def test_the_test_that_a_marker_names_is_there(block):
    file, _, name = block.about.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_consoles_are_run_by_the_tests_of_their_pages():
    elsewhere = {block.page.relative_to(ROOT).as_posix() for block in BLOCKS if block.kind == "console"}
    assert {page for page in elsewhere if not page.startswith("docs/recipes/")} == {"README.md"}


def commands():
    """Each command of ours that stands in a page, in a line or in a block."""
    for page in PAGES:
        for text in INLINE.findall(page.read_text(encoding="utf-8")):
            yield page.name, text
        for block in blocks_in(page):
            for line in re.findall(r"^(?:\$ )?(dlcourse [a-z].*)$", block.text, flags=re.MULTILINE):
                if block.language in ("sh", "console"):
                    yield page.name, line


@pytest.mark.parametrize("command", sorted({command for _, command in commands()}))
def test_a_command_of_ours_is_one_with_these_options(command):
    """A name in capitals stands for itself; of "a|b" the first is tried; what follows is the shell's."""
    text = re.split(r"\s#|\s\|\s|\s>|;|&&|…|\s--help", command)[0]
    words = [word if word.startswith("-") else word.split("|")[0] for word in shlex.split(text)][1:]
    assert words[0] in (*VERBS, "checks")
    if len(words) > 1 or words[0] == "roster":
        assert _parser(words).parse_args(words).command == words[0]


def test_the_settings_of_a_page_are_read(tmp_path):
    shown = [block.text for block in BLOCKS if block.language == "python" and block.text.startswith("c.")]
    root = copy_course(tmp_path, EXERCISE, "19_keras_tuner")
    with root.joinpath("nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write("".join(shown))
    config = load_config(Course(root))
    assert config.AssignLatePenalties.plugin_class == "late.APointADay"
    assert config.CourseDirectory.db_url == "postgresql+psycopg://class@db.example.org/marks"
    assert limits_of(Course(root), config, EXERCISE).seconds == 30
    assert "memory_bytes" in Judge(config=config).class_limits


def test_the_table_of_dates_means_what_the_page_says():
    (block,) = [block for block in BLOCKS if block.text.startswith("exercise,student,due")]
    exercises = ["07_backpropagation", "08_gradient_descent"]
    dates = dates_in(table_of("dates.csv", block.text.encode(), quality), exercises)
    shown = {
        (name, student): (str(terms.due), str(terms.closes), str(terms.rule), dates.slip_days(student))
        for name in exercises
        for student in ("zoe", "ada", "grace", "jm")
        if (terms := dates.terms(name, student))
    }
    by_day = "10% of the points earned for each day begun, at most 50% of the points earned"
    once = "20% of the points earned, at most 50% of the points earned"
    assert shown == {
        (exercises[0], "zoe"): ("2026-11-30 22:59:00+00:00", "2026-12-07 22:59:00+00:00", by_day, 2),
        (exercises[0], "ada"): ("2026-12-03 22:59:00+00:00", "2026-12-10 22:59:00+00:00", by_day, 2),
        (exercises[0], "grace"): ("2026-12-01 22:59:00+00:00", "2026-12-08 22:59:00+00:00", by_day, 5),
        (exercises[0], "jm"): ("2026-11-30 22:59:00+00:00", "2026-12-07 22:59:00+00:00", by_day, 2),
        (exercises[1], "zoe"): ("2026-12-07 22:59:00+00:00", "2026-12-12 11:00:00+00:00", once, 2),
        (exercises[1], "ada"): ("2026-12-07 22:59:00+00:00", "2026-12-12 11:00:00+00:00", once, 2),
        (exercises[1], "grace"): ("2026-12-08 22:59:00+00:00", "2026-12-12 11:00:00+00:00", once, 5),
        (exercises[1], "jm"): ("2026-12-14 11:00:00+00:00", "2026-12-14 11:00:00+00:00", once, 2),
    }
    (columns,) = re.findall(r"^\| column \| what it says \|\n(.*?)\n\n", block.page.read_text("utf-8"), re.M | re.S)
    assert re.findall(r"^\| `(\w+)`", columns, flags=re.MULTILINE) == list(HEADINGS)


def test_the_json_of_grading_has_the_names_of_the_page():
    (shown,) = [block.text for block in BLOCKS if block.text.startswith('{"submissions"')]
    names = re.findall(r'"([a-z_]+)"', shown)
    made_of = {field.name for kind in (SubmissionResult, QuestionResult, Summary) for field in fields(kind)}
    used = {"seconds", "longest_call_seconds", "cpu_seconds", "peak_bytes", "sent_bytes", "printed", "near"}
    assert set(names) == made_of | used | {"submissions", "summary", "names_of_missing"}


def test_the_faster_packages_are_imported_as_the_page_says():
    (shown,) = [block.text for block in BLOCKS if block.text.startswith("import dlcourse.accel.numpy as dl")]
    packages = re.findall(r"^import (\S+) as dl", shown, flags=re.MULTILINE)
    assert [import_module(name).Sequential.__name__ for name in packages] == ["Sequential"] * 2


@pytest.mark.parametrize(
    ("printed", "shown", "expected"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\n", False),
        ("a\nx\ny\nb\n", "a\n…\nb\n", True),
        ("a\nb\n", "a\n…\nc\n", False),
        ("took 3 s\n", "took … s\n", True),
        ("took 3 m\n", "took … s\n", False),
    ],
)
def test_what_a_page_shows_is_compared_line_by_line(printed, shown, expected):
    assert is_shown(printed, shown) is expected
