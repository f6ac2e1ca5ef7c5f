"""A class folder with a question of its own, and an exercise that asks it."""

import shutil
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook
from paths import ROOT

from dlcourse.course.authoring.build import build

SOFTPLUS = '''"""Softplus, without overflow."""

import numpy as np

from dlcourse.checks.catalogue.edits import edit
from dlcourse.checks.engine.question import Case, Misconception, Question

SECRET = "what only the reference knows"


def softplus(z):
    """log(1 + e^z)."""
    return np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))


def inputs(rng):
    """Some numbers, and some far out."""
    return [Case((rng.normal(size=5),)), Case((np.array([-1000.0, 1000.0]),), why="large numbers")]


SOFTPLUS = Question(
    difficulty="easy",
    minutes=5,
    points=2,
    parts=("a",),
    reference=softplus,
    cases=inputs,
    hints=("What is the largest number in float64?",),
    misconceptions=(
        Misconception(
            "relu",
            edit(softplus, " + np.log1p(np.exp(-abs(z))) → "),
            "Your a is 0 for every negative z: that is ReLU.",
            "Softplus is smooth, and nowhere 0.",
        ),
    ),
)
'''
TOPIC = '''# %% [markdown]
r"""
# 21 · My topic

*2 points, 5 minutes.*

## 1. Softplus

*2 points, easy, 5 minutes.*
"""

# %% given="setup"
import numpy as np

from dlcourse.checks import check


# %% solution="softplus"
def softplus(z):
    """Return log(1 + e^z)."""
    ### BEGIN SOLUTION
    return np.logaddexp(0, z)
    ### END SOLUTION


# %% check="softplus" points=2
check("softplus", softplus)
'''
RIGHT = "import numpy as np\n\ndef softplus(z):\n    return np.logaddexp(0, z)"
RELU = "import numpy as np\n\ndef softplus(z):\n    return np.maximum(z, 0)"
OVERFLOWS = "import numpy as np\n\ndef softplus(z):\n    return np.log(1 + np.exp(z))"


def class_in(root: Path, questions: dict[str, str] | None = None, **exercises: str) -> Path:
    """A class folder without lectures, with these questions and exercises (SOFTPLUS and TOPIC, if none are named)."""
    files = {f"questions/{name}": text for name, text in (questions or {"softplus.py": SOFTPLUS}).items()}
    files |= {f"source/exercises/{name}.py": text for name, text in (exercises or {"21_my_topic": TOPIC}).items()}
    for name, text in files.items():
        root.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        root.joinpath(name).write_text(text, encoding="utf-8")
    for name in ("nbgrader_config.py", "constraints.txt"):
        shutil.copy(ROOT / name, root)
    build(root)
    return root


def plain_exercise():
    """An exercise of nbgrader's kind: an answer, a test, and a hidden one."""
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    cells = [
        _cell("import numpy as np", "setup", locked=True),
        _cell("### BEGIN SOLUTION\ndef twice(x):\n    return 2 * x\n### END SOLUTION", "twice", solution=True),
        _cell("assert twice(3) == 6", "twice_of_three", grade=True, locked=True, points=1),
        _cell(
            "### BEGIN HIDDEN TESTS\nassert twice(4) == 8\n### END HIDDEN TESTS",
            "twice_of_four",
            grade=True,
            locked=True,
            points=1,
        ),
    ]
    return new_notebook(cells=cells, metadata=kernel)


def _cell(source, name, **nbgrader):
    about = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": name}
    return new_code_cell(source, id=name, metadata={"nbgrader": about | nbgrader})
