"""Every attack of the corpus costs its own question alone, and nothing but its own question."""

import copy
import dataclasses
import os

import nbformat
import pytest
from corpus import CORPUS, ENDLESS, FORGED, ON_OBJECTS, SELF_HARM
from course_copy import ROOT, best_tier, cell_of, exercise_of, solution_of

from dlcourse.course.grading.judge.grader import grade_notebook
from dlcourse.course.grading.sandbox import TIERS
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox

ON_KERAS = [pytest.param(*attack, id=name) for name, attack in ON_OBJECTS.items()]
ATTACKS = [pytest.param(code, id=f"{kind}: {name}") for kind, corpus in CORPUS.items() for name, code in corpus.items()]
TARGET = "relu_backward"


@pytest.fixture(scope="module")
def solution():
    return nbformat.read(solution_of(ROOT), as_version=4)


@pytest.fixture(scope="module", params=TIERS)
def sandbox(request):
    shared = shared_sandbox(request.param)
    return Sandbox(shared.tier, shared.library, Limits(seconds=4, memory_bytes=2 << 30))


def behind(sandbox, code):
    """The sandbox with less time for what uses all of it.

    Whatever goes on for ever is stopped at the first call; of what spoils its own process, each question waits.
    """
    seconds = 1 if code in SELF_HARM else 1.5 if code in ENDLESS else sandbox.limits.seconds
    return dataclasses.replace(sandbox, limits=dataclasses.replace(sandbox.limits, seconds=seconds))


def attacked(solution, code):
    """The solution with the attack where the answer to TARGET was."""
    notebook = copy.deepcopy(solution)
    cell_of(notebook, TARGET).source = code
    return notebook


@pytest.mark.parametrize("code", ATTACKS)
def test_an_attack_earns_nothing_and_harms_nobody(solution, sandbox, code):
    """One that breaks the process it runs in may cost the same student's other answers, and nothing else."""
    before = ROOT.joinpath("solutions").stat().st_mtime_ns, sorted(os.listdir(ROOT))
    graded = grade_notebook(behind(sandbox, code), solution, attacked(solution, code), seed=1)
    verdict = graded.verdicts[TARGET]
    assert verdict.points == 0, verdict
    assert verdict.message.strip()
    others = {name: v.status for name, v in graded.verdicts.items() if name != TARGET}
    if code not in SELF_HARM:
        assert set(others.values()) == {"correct"}, others
    assert (ROOT.joinpath("solutions").stat().st_mtime_ns, sorted(os.listdir(ROOT))) == before


@pytest.mark.parametrize("code", ATTACKS[::12])
def test_an_attack_in_a_cell_of_its_own_spares_the_other_questions(solution, sandbox, code):
    notebook = attacked(solution, "raise NotImplementedError()")
    notebook.cells.insert(
        2, nbformat.v4.new_code_cell(code + "\ntry:\n    relu_backward(1.0, 1.0)\nexcept Exception:\n    pass")
    )
    graded = grade_notebook(behind(sandbox, code), solution, notebook, seed=1)
    assert graded.verdicts[TARGET].points == 0
    if code not in SELF_HARM:
        assert {name for name, v in graded.verdicts.items() if v.status != "correct"} == {TARGET}


def test_the_untouched_exercise_is_not_attempted(solution, sandbox):
    untouched = nbformat.read(exercise_of(ROOT), as_version=4)
    graded = grade_notebook(sandbox, solution, untouched, seed=1)
    assert {verdict.status for verdict in graded.verdicts.values()} == {"not attempted"}


def exercise_with(question, code):
    """A solution that asks this question and one without Keras, and a submission with the code as its answer."""
    name = "19_keras_tuner" if question == "search_space" else "18_keras"
    kept = "rows_that_chose" if question == "search_space" else "trainable_parameters"
    solution = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    wanted = {"setup", *(f"{before}{asked}" for before in ("", "check-") for asked in (question, kept))}
    solution.cells = [c for c in solution.cells if c.metadata.get("nbgrader", {}).get("grade_id") in wanted]
    submission = copy.deepcopy(solution)
    cell_of(submission, question).source = code
    return kept, solution, submission


@pytest.mark.parametrize(("question", "code"), ON_KERAS)
@pytest.mark.parametrize("tier", TIERS)
def test_an_attack_on_what_is_looked_at_inside_earns_nothing(question, code, tier):
    kept, solution, submission = exercise_with(question, code)
    limits = Limits(seconds=3 if code in ENDLESS else 10)
    graded = grade_notebook(shared_sandbox(tier, True, limits), solution, submission, seed=1)
    assert graded.verdicts[question].points == 0, graded.verdicts[question]
    assert graded.verdicts[question].message.strip()
    assert graded.verdicts[kept].status == "correct"


@pytest.mark.parametrize("question", FORGED)
def test_the_page_says_how_many_lines_forged_numbers_take(question):
    """What is not promised: a student who replaces the worker's modules can send the numbers of a right answer."""
    _, solution, submission = exercise_with(question, FORGED[question])
    graded = grade_notebook(shared_sandbox(best_tier(), True, Limits(seconds=30)), solution, submission, seed=1)
    assert graded.verdicts[question].status == "correct"
    page = " ".join(ROOT.joinpath("docs", "grading-security.md").read_text(encoding="utf-8").split())
    lines = len(FORGED[question].strip().splitlines())
    assert f"{lines} for `{question}`" in page or f"{lines} lines for `{question}`" in page
