"""The library and the checks need nothing but NumPy and Python's own library: no tqdm, no IPython, no threads.

So it is in a browser, where Python is compiled to WebAssembly. It cannot be run here; what it lacks can be taken away.
"""

import json
import subprocess
import sys

import pytest
from course_copy import answers
from paths import ROOT

WITHOUT = """
import json, sys, sysconfig, threading
from importlib.abc import MetaPathFinder

sysconfig.get_config_vars()  # of this system, before it is called another

class NumPyAlone(MetaPathFinder):
    def find_spec(self, name, *_):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("numpy", "dlcourse"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NumPyAlone())
import numpy as np

def no_thread(*_, **__):
    raise RuntimeError("can't start new thread")

threading.Thread.start = no_thread
sys.platform = "emscripten"
"""
LIBRARY = """
import dlcourse as dl
for name in dl.__all__:
    getattr(dl, name)
rng = np.random.default_rng(0)
x, y = dl.load_digits()
losses = {}
for optimizer in (dl.SGD(0.1), dl.SGD(0.1, momentum=0.9), dl.RMSprop(0.01), dl.Adagrad(0.1), dl.Adadelta(1.0),
                  dl.Adam(0.01), dl.AdamW(0.01), dl.Nadam(0.01)):
    layers = [dl.Dense(64, 16, rng), dl.BatchNormalization(16), dl.ReLU(), dl.Dropout(0.1, rng), dl.Dense(16, 10, rng)]
    model = dl.Sequential(layers)
    model.compile(optimizer, dl.SparseCategoricalCrossentropy(from_logits=True), metrics=[dl.accuracy])
    history = model.fit(x[:300], y[:300], epochs=3, batch_size=50, rng=rng, validation_data=(x[300:400], y[300:400]))
    losses[type(optimizer).__name__] = history.history["loss"]
print(json.dumps(losses))
"""
CHECKS = """
from dlcourse.checks import check, examine, failing, find_question, hint
from dlcourse.checks.catalogue import EXERCISES
verdicts = {}
for name, questions in EXERCISES.items():
    for question in questions:
        if not question.requires:
            verdicts[question.name] = examine(question, question.reference).status
            if question.misconceptions:
                wrong = question.misconceptions[0]
                verdicts[question.name + " wrong"] = examine(question, wrong.wrong).status
print(json.dumps(verdicts))
"""


def run(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + code, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("package", ["matplotlib", "IPython", "nbgrader", "jupyterlab", "tqdm", "rich", "nbformat"])
def test_nothing_else_can_be_imported(package):
    code = f"try:\n    import {package}\nexcept ModuleNotFoundError as error:\n    print(error)"
    assert run(code) == f"No module named {package!r}\n"


def test_every_optimizer_trains_a_network_with_a_bar_that_nobody_sees():
    losses = json.loads(run(LIBRARY))
    assert len(losses) == 7  # SGD twice
    assert [name for name, values in losses.items() if values[-1] >= values[0]] == []


def test_every_question_knows_right_from_wrong():
    verdicts = json.loads(run(CHECKS))
    right = {name: status for name, status in verdicts.items() if not name.endswith(" wrong")}
    wrong = {name: status for name, status in verdicts.items() if name.endswith(" wrong")}
    assert len(right) > 100
    assert set(right.values()) == {"correct"}
    assert len(wrong) > 100
    assert "correct" not in wrong.values()


def test_an_exercise_is_done_from_its_first_cell_to_its_last_check():
    notebook = answers(ROOT, relu_backward="def relu_backward(da, z):\n    return da.copy()")
    cells = json.dumps([cell.source for cell in notebook.cells if cell.cell_type == "code"])
    out = run("for source in json.loads(sys.argv[1]):\n    exec(source, globals())", cells)
    assert out.count("✓ Right: ") == 7
    assert "You passed da on unchanged" in out


def test_a_hint_and_a_failing_input_are_shown():
    code = """
from dlcourse.checks import check, failing, hint
def relu_backward(da, z):
    return da.copy()
points = check("relu_backward", relu_backward)
hint("relu_backward")
da, z = failing("relu_backward")
print("differs:", bool((da != da * (z > 0)).any()))
"""
    out = run(code)
    assert out.endswith("differs: True\n")


def test_handing_in_says_that_a_browser_cannot():
    code = """
from dlcourse.checks import done
try:
    done()
except LookupError as error:
    print(error)
"""
    assert "one in a browser" in run(code)


def test_without_tqdm_nothing_is_printed_and_with_it_there_is_a_bar():
    fit = """
rng = np.random.default_rng(0)
model = dl.Sequential([dl.Dense(2, 1, rng)])
model.compile(dl.SGD(0.1), dl.MeanSquaredError())
model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, rng=rng)
"""
    assert run(f"import dlcourse as dl\n{fit}") == ""
    with_it = f"import numpy as np, dlcourse as dl\n{fit}"
    done = subprocess.run([sys.executable, "-c", with_it], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "epoch 2/2: 100%" in done.stderr
