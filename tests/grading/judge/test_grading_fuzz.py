"""Broken and twisted notebooks, by the hundred: each is refused with a reason or graded, and nothing else happens."""

import copy
import functools
import json
import os

import nbformat
import numpy as np
import pytest
from course_copy import EXERCISE, ROOT, best_tier, solution_of

from dlcourse.checks.catalogue import EXERCISES
from dlcourse.course.grading.judge.grader import grade_notebook, plan
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook
from dlcourse.course.grading.judge.marking import restore, write_outputs
from dlcourse.course.grading.sandbox.limits import Limits
from dlcourse.course.grading.sandbox.shared import shared_sandbox
from dlcourse.course.grading.sandbox.tiers import Sandbox

COUNT = int(os.environ.get("DLCOURSE_FUZZ", "1000"))  # of each kind; more by the variable


@functools.cache
def solution():
    return nbformat.read(solution_of(ROOT), as_version=4)


TEXT = solution_of(ROOT).read_text(encoding="utf-8")
ODD = [
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "x" * 1000,
    "\x00",
    "\ud800",
    "</script>",
    [],
    {},
    [[]],
    {"a": None},
    "check-relu_backward",
]


def twisted_bytes(rng):
    """The file with some bytes changed, cut out, doubled or inserted."""
    data = bytearray(TEXT.encode())
    for _ in range(rng.integers(1, 6)):
        at, length = int(rng.integers(len(data))), int(rng.integers(1, 200))
        piece = rng.integers(0, 256, length, dtype=np.uint8).tobytes()
        kind = rng.integers(4)
        if kind == 0:
            data[at : at + length] = piece
        elif kind == 1:
            del data[at : at + length]
        elif kind == 2:
            data[at:at] = data[at : at + length]
        else:
            data[at:at] = piece
    return bytes(data)


def twisted_json(rng):
    """The notebook with values somewhere in its tree exchanged, deleted, moved or doubled."""
    notebook = json.loads(TEXT)
    for _ in range(rng.integers(1, 5)):
        parent, key = random_place(notebook, rng)
        kind = rng.integers(4)
        if kind == 0:
            parent[key] = copy.deepcopy(ODD[rng.integers(len(ODD))])
        elif kind == 1:
            del parent[key]
        elif kind == 2:
            other, other_key = random_place(notebook, rng)
            parent[key] = copy.deepcopy(other[other_key])
        elif isinstance(parent, list):
            parent.insert(key, copy.deepcopy(parent[key]))
        else:
            parent[f"{key}_"] = parent[key]
    return json.dumps(notebook).encode("utf-8", "surrogatepass")


def random_place(tree, rng):
    """A container somewhere in the tree with one of its keys, deeper ones as likely as shallow ones."""
    while True:
        key = rng.choice(list(tree)) if isinstance(tree, dict) else int(rng.integers(len(tree)))
        key = str(key) if isinstance(tree, dict) else key
        inner = tree[key]
        if not isinstance(inner, dict | list) or not inner or rng.random() < 0.2:
            return tree, key
        tree = inner


def accepted(data, tmp_path):
    """The notebook, where intake takes it; None where it gives a reason to refuse it."""
    path = tmp_path / f"{EXERCISE}.ipynb"
    path.write_bytes(data)
    try:
        return read_notebook(path)
    except IntakeError as error:
        reason = str(error)
    assert len(reason.splitlines()) == 1
    return None


@pytest.mark.parametrize("twist", [twisted_bytes, twisted_json])
def test_intake_refuses_with_one_line_or_gives_a_notebook_that_can_be_restored(twist, tmp_path):
    taken = 0
    for seed in range(COUNT):
        notebook = accepted(twist(np.random.default_rng(seed)), tmp_path)
        if notebook is None:
            continue
        taken += 1
        restored = restore(notebook, solution())
        nbformat.validate(restored)
        graded = [
            cell.metadata.nbgrader.grade_id for cell in restored.cells if "points" in cell.metadata.get("nbgrader", {})
        ]
        assert sorted(graded) == sorted(f"check-{question.name}" for question in EXERCISES[EXERCISE])
        assert plan(solution(), restored)
    assert 0 < taken < COUNT


def test_twisted_notebooks_are_graded_without_a_fault(tmp_path):
    shared = shared_sandbox(best_tier())
    sandbox = Sandbox(shared.tier, shared.library, Limits(seconds=3))
    graded = 0
    for seed in range(1000, 1000 + 20 * COUNT):
        notebook = accepted(twisted_json(np.random.default_rng(seed)), tmp_path)
        if notebook is None:
            continue
        restored = restore(notebook, solution())
        found = grade_notebook(sandbox, solution(), restored, seed)
        assert set(found.verdicts) == {question.name for question in EXERCISES[EXERCISE]}
        assert all(0 <= verdict.points <= verdict.max_points for verdict in found.verdicts.values())
        write_outputs(restored, found)
        nbformat.validate(restored)
        graded += 1
        if graded == COUNT // 10:
            break
    assert graded == COUNT // 10
