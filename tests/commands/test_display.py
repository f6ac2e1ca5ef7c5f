"""What the commands show: in colour and wrapped on a terminal, the same words as plain text elsewhere."""

import io
import re
from contextlib import redirect_stderr, redirect_stdout

import pytest

from dlcourse.course.commands import display, doctor, main
from dlcourse.course.commands.doctor import Finding
from dlcourse.course.folder import did_you_mean
from dlcourse.course.grading.judge.results import QuestionResult, SubmissionResult, to_text

MESSAGE = "Your db is 1/6 of the expected one, and the batch has 6 rows: you averaged over the rows."
RESULT = SubmissionResult(
    "ada",
    "07_backpropagation",
    3,
    5,
    "graded",
    [
        QuestionResult("relu_backward", 1, 1, "correct", "Right."),
        QuestionResult("dense_backward", 2, 3, "partial", MESSAGE),
        QuestionResult("two_layer_backward", 0, 1, "not attempted", "Nothing yet."),
    ],
)
COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Terminal(io.TextIOWrapper):
    """Standard output that is a terminal."""

    def __init__(self, encoding="utf-8"):
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def isatty(self):
        return True

    def text(self):
        return self.buffer.getvalue().decode(self.encoding)


@pytest.fixture
def terminal(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    return Terminal()


def test_a_terminal_gets_marks_and_colours_in_lines_that_are_broken_between_words(terminal):
    with redirect_stdout(terminal):
        display.print_result(RESULT)
    lines = [COLOUR.sub("", line).rstrip() for line in terminal.text().splitlines()]
    assert lines[:3] == [
        "ada  07_backpropagation  3 of 5 points",
        "  ✓ 1/1 relu_backward: Right",
        "  ◐ 2/3 dense_backward: Partly right",
    ]
    assert lines[-1] == "  – 0/1 two_layer_backward: Not attempted"
    assert max(map(len, lines)) <= 60
    assert " ".join(" ".join(lines[3:-1]).split()) == MESSAGE
    assert COLOUR.search(terminal.text())


def test_an_error_on_a_terminal_is_broken_between_words(terminal, tmp_path):
    with redirect_stderr(terminal):
        assert main(["check", "07", "--course", str(tmp_path)]) == 2
    lines = terminal.text().splitlines()
    assert lines[0].startswith("dlcourse check: ")
    assert len(lines) > 2
    assert " ".join(" ".join(lines).split()).endswith("or begin a folder of your own: dlcourse start my-course")


def test_a_command_to_copy_stays_one_line(terminal):
    command = "python -m pip install " + " ".join(f"'package-{n}>=1'" for n in range(9))
    with redirect_stdout(terminal):
        display.print_line(command, is_copied=True)
        display.print_next(command, is_copied=True)
    assert [COLOUR.sub("", line) for line in terminal.text().splitlines()] == [command, f"Next: {command}"]


def test_no_color_takes_the_colours_and_leaves_the_marks(terminal, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    with redirect_stdout(terminal):
        display.print_result(RESULT)
    assert not re.search(r"\x1b\[[\d;]*3\d", terminal.text())
    assert "✓ 1/1 relu_backward: Right" in COLOUR.sub("", terminal.text())


@pytest.mark.parametrize("kind", ["pipe", "dumb", "cp1252"])
def test_a_pipe_a_dumb_terminal_and_one_that_is_no_utf8_get_the_plain_text(kind, terminal, monkeypatch):
    if kind == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    stream = {"pipe": io.StringIO(), "dumb": terminal, "cp1252": Terminal("cp1252")}[kind]
    with redirect_stdout(stream):
        display.print_result(RESULT)
        display.print_line("a" * 100)
        display.print_next("dlcourse feedback 07")
    shown = stream.getvalue() if kind == "pipe" else stream.text()
    assert shown == f"{to_text(RESULT)}\n{'a' * 100}\nNext: dlcourse feedback 07\n"


def test_what_a_student_wrote_is_neither_obeyed_by_the_terminal_nor_read_as_markup(terminal):
    question = QuestionResult("q", 0, 1, "incorrect", "[red]a\x1b[2Jb[/red] :smile:")
    with redirect_stdout(terminal):
        display.print_result(SubmissionResult("a[b]", "07_backpropagation", 0, 1, "graded", [question]))
    shown = terminal.text()
    assert "\x1b[2J" not in shown
    assert "a[b]" in COLOUR.sub("", shown)
    assert "[red]a" in COLOUR.sub("", shown)
    assert ":smile:" in shown


def test_the_doctors_findings_have_marks_and_the_first_problem_is_the_next_step(terminal, monkeypatch, tmp_path):
    findings = [Finding("numpy", "ok", "2.4"), Finding("disk", "problem", "7 MB free", "free some space")]
    monkeypatch.setattr(doctor, "examine_installation", lambda _: iter(findings))
    with redirect_stdout(terminal):
        assert main(["doctor", "--course", str(tmp_path)]) == 1
    lines = [COLOUR.sub("", line).rstrip() for line in terminal.text().splitlines()]
    assert lines == [
        "  ✓      ok numpy: 2.4",
        "  ✗ problem disk: 7 MB free",
        "         → free some space",
        "Next: disk: free some space",
    ]


# Did you mean


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("backpropagation", " (did you mean 07_backpropagation?)"),
        ("backprop", " (did you mean 06_backprop_by_hand or 07_backpropagation?)"),
        ("Momentom", " (did you mean 15_momentum?)"),
        ("7_backpropagation", " (did you mean 07_backpropagation?)"),
        ("99", ""),
        ("", ""),
        ("something else", ""),
    ],
)
def test_an_exercise_that_is_nearly_named_is_meant(wanted, says):
    assert did_you_mean(wanted, ["06_backprop_by_hand", "07_backpropagation", "15_momentum"]) == says


def test_a_question_in_the_place_of_an_exercise_tells_where_it_stands(course_of_07, capsys):
    assert main(["check", "relu_backwrd", "--course", str(course_of_07)]) == 2
    assert capsys.readouterr().err == (
        "dlcourse check: no exercise 'relu_backwrd' (did you mean the question relu_backward? It stands in exercise "
        "07, 07_backpropagation)\n"
    )


@pytest.fixture
def course_of_07(tmp_path):
    tmp_path.joinpath("nbgrader_config.py").touch()
    folder = tmp_path / "solutions" / "07_backpropagation"
    folder.mkdir(parents=True)
    folder.joinpath("07_backpropagation.ipynb").touch()
    return tmp_path


@pytest.mark.parametrize(("wanted", "meant"), [("chek", "check"), ("grades", "grade"), ("don", "done")])
def test_a_command_that_is_nearly_named_is_meant(wanted, meant, capsys):
    with pytest.raises(SystemExit) as caught:
        main([wanted, "07"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: dlcourse")
    assert f"no command '{wanted}' (did you mean dlcourse {meant}?); there are: lab, start" in said
