"""Honest work: right answers in every form that people hand in. Each earns full marks for what is right.

HONEST_ANSWERS stand where the answer to `relu_backward` was, HONEST_CELLS are cells of the student's own, and
HONEST_NOTEBOOKS are whole notebooks, changed by people and by their editors. Each has its expected loss of points: none,
or the names of the questions that were really left out.
"""

import copy

from course_copy import cell_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

RIGHT = "def relu_backward(da, z):\n    return da * (z > 0)\n"

ANSWERS = {
    "a warning": "import warnings\ndef relu_backward(da, z):\n    warnings.warn('this is old')\n    return da * (z > 0)\n",
    "a warning of NumPy's": "import numpy as np\ndef relu_backward(da, z):\n    np.log(np.zeros(1))\n    return da * (z > 0)\n",
    "words on standard error": "import sys\ndef relu_backward(da, z):\n    print('careful', file=sys.stderr)\n    return da * (z > 0)\n",
    "a log": "import logging\nlogging.basicConfig(level=logging.DEBUG)\ndef relu_backward(da, z):\n    logging.debug('z is %s', z)\n    return da * (z > 0)\n",
    "many lines printed": "def relu_backward(da, z):\n    for n in range(20000):\n        print('line', n)\n    return da * (z > 0)\n",
    "a plot": "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.title('a slope')\nplt.show()\n" + RIGHT,
    "a plot in each call": "import matplotlib.pyplot as plt\ndef relu_backward(da, z):\n    plt.figure()\n    plt.imshow(z > 0)\n    plt.show()\n    plt.close('all')\n    return da * (z > 0)\n",
    "a plot saved": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('plot.png')\n" + RIGHT,
    "a magic line": "%matplotlib inline\n" + RIGHT,
    "a magic in the middle": "import numpy as np\n%config InlineBackend.figure_format = 'retina'\n%load_ext autoreload\n%autoreload 2\n" + RIGHT,
    "a shell line": "!ls\n" + RIGHT,
    "what a shell line gives": "files = !ls\nhere = %pwd\n" + RIGHT,
    "an installation": "!pip install numpy\n%pip install scipy\n" + RIGHT,
    "a timed cell": "%%time\n" + RIGHT,
    "a captured cell": "%%capture out\n" + RIGHT,
    "a timed call": RIGHT + "%time x = relu_backward(np.ones(3), np.ones(3))\n%timeit relu_backward(x, x)\n",
    "a magic among lines that begin with a percent sign": "%matplotlib inline\ndef relu_backward(da, z):\n    odd = (7\n        % 2)\n    return odd * da * (z > 0)\n",
    "a magic inside a function": "def relu_backward(da, z):\n    %matplotlib inline\n    return da * (z > 0)\n",
    "a question to IPython": RIGHT + "relu_backward?\nnp.where??\n",
    "magics as nbconvert writes them": "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')\n" + RIGHT,
    "slow, within limits": "import time\ndef relu_backward(da, z):\n    time.sleep(0.05)\n    return da * (z > 0)\n",
    "a slow cell": "import time\ntime.sleep(1.0)\n" + RIGHT,
    "loops": "def relu_backward(da, z):\n    out = da.copy()\n    for i in range(z.shape[0]):\n        for j in range(z.shape[1]):\n            if z[i, j] <= 0:\n                out[i, j] = 0\n    return out\n",
    "SciPy": "from scipy import sparse\ndef relu_backward(da, z):\n    return np.asarray(sparse.csr_matrix(da).multiply(z > 0).todense())\n",
    "scikit-learn": "import sklearn\n" + RIGHT,
    "the standard library": "import collections, itertools, functools, operator, math, random, statistics, dataclasses, re, json, pathlib, tempfile\n" + RIGHT,
    "the course's own library": "from dlcourse.activations import relu, sigmoid\nfrom dlcourse.layers import Dense\n" + RIGHT,
    "type hints": "import numpy as np\nfrom numpy.typing import NDArray\ndef relu_backward(da: NDArray[np.float64], z: 'np.ndarray') -> NDArray:\n    return da * (z > 0)\n",
    "a future import": "from __future__ import annotations\ndef relu_backward(da: Missing, z: Missing) -> Missing:\n    return da * (z > 0)\n",
    "a class with __call__": "class Gate:\n    def __call__(self, da, z):\n        return da * (z > 0)\nrelu_backward = Gate()\n",
    "a method": "class Layer:\n    def backward(self, da, z):\n        return da * (z > 0)\nrelu_backward = Layer().backward\n",
    "a static method": "class Layer:\n    @staticmethod\n    def backward(da, z):\n        return da * (z > 0)\nrelu_backward = Layer.backward\n",
    "a lambda": "relu_backward = lambda da, z: da * (z > 0)\n",
    "functools.partial": "from functools import partial\ndef gate(slope, da, z):\n    return da * np.where(z > 0, 1.0, slope)\nrelu_backward = partial(gate, 0.0)\n",
    "a decorator": "import functools\ndef noted(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n@noted\n" + RIGHT,
    "lru_cache on a helper": "import functools\n@functools.lru_cache\ndef zero():\n    return 0.0\ndef relu_backward(da, z):\n    return np.where(z > 0, da, zero())\n",
    "np.vectorize": "relu_backward = np.vectorize(lambda da, z: da if z > 0 else 0.0)\n",
    "a list returned": "def relu_backward(da, z):\n    return (da * (z > 0)).tolist()\n",
    "float32 returned": "def relu_backward(da, z):\n    return np.float32(da) * (z > 0)\n",
    "a Fortran-ordered array": "def relu_backward(da, z):\n    return np.asfortranarray(da * (z > 0))\n",
    "a view": "def relu_backward(da, z):\n    big = np.zeros((*z.shape, 2))\n    big[..., 0] = da * (z > 0)\n    return big[..., 0]\n",
    "other parameter names": "def relu_backward(upstream, pre_activation):\n    return upstream * (pre_activation > 0)\n",
    "more parameters, with defaults": "def relu_backward(da, z, slope=0.0, *, verbose=False):\n    return da * np.where(z > 0, 1, slope)\n",
    "names in Greek": "def relu_backward(δa, ζ):\n    σ = ζ > 0\n    return δa * σ\n",
    "comments in many languages": "# Ableitung größer als null · 梯度 · производная · 🙂\n" + RIGHT,
    "Windows line ends": RIGHT.replace("\n", "\r\n"),
    "tabs": RIGHT.replace("    ", "\t"),
    "a global helper": "def gate(z):\n    return z > 0\ndef relu_backward(da, z):\n    return da * gate(z)\n",
    "a global constant": "ZERO = 0\ndef relu_backward(da, z):\n    return da * (z > ZERO)\n",
    "a global counter": "calls = 0\ndef relu_backward(da, z):\n    global calls\n    calls += 1\n    return da * (z > 0)\n",
    "recursion": "def relu_backward(da, z):\n    if len(z) > 1:\n        return np.concatenate([relu_backward(da[:1], z[:1]), relu_backward(da[1:], z[1:])])\n    return da * (z > 0)\n",
    "defined twice": "def relu_backward(da, z):\n    return da\n" + RIGHT,
    "a main block": RIGHT + "if __name__ == '__main__':\n    print(relu_backward(np.ones(2), np.ones(2)))\n",
    "own tests": RIGHT + "assert np.allclose(relu_backward(np.ones(2), np.array([1.0, -1.0])), [1, 0])\n",
    "a doctest": RIGHT + "import doctest\ndoctest.testmod()\n",
    "a try": "def relu_backward(da, z):\n    try:\n        return da * (z > 0)\n    except Exception as error:\n        print(error)\n        raise\n",
    "display": "from IPython.display import display, Markdown, HTML\ndisplay(HTML('<b>bold</b>'))\ndisplay(Markdown('*x*'))\n" + RIGHT,
    "a bar of progress": "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)):\n    pass\n" + RIGHT,
    "a seed": "import random\nrandom.seed(0)\nnp.random.seed(0)\n" + RIGHT,
    "print options": "np.set_printoptions(precision=2, suppress=True)\n" + RIGHT,
    "errors of NumPy's silenced": "np.seterr(all='ignore')\n" + RIGHT,
    "a thread pool": "from concurrent.futures import ThreadPoolExecutor\ndef relu_backward(da, z):\n    with ThreadPoolExecutor(2) as pool:\n        return np.array(list(pool.map(lambda pair: pair[0] * (pair[1] > 0), zip(da, z))))\n",
    "a file of their own": "open('notes.txt', 'w').write('x')\nassert open('notes.txt').read() == 'x'\n" + RIGHT,
    "a context manager and a generator": "def rows(da, z):\n    for d, one in zip(da, z):\n        yield d * (one > 0)\ndef relu_backward(da, z):\n    return np.array(list(rows(da, z)))\n",
    "a match statement": "def relu_backward(da, z):\n    match z.ndim:\n        case 2:\n            return da * (z > 0)\n        case _:\n            return np.where(z > 0, da, 0)\n",
    "an await": "import asyncio\nawait asyncio.sleep(0)\n" + RIGHT,
    "an async helper": "import asyncio\nasync def gate(z):\n    return z > 0\nopen_gate = await gate(np.ones(2))\n" + RIGHT,
}  # fmt: skip

CELLS = {
    "a broken cell": "this is no Python",
    "a cell that raises": "1 / 0",
    "a package that is not there": "import google.colab\nfrom google.colab import drive\ndrive.mount('/content/drive')",
    "a cell in another language": "%%bash\necho $HOME | sed 's/a/b/' && ls -la",
    "a cell of HTML": "%%html\n<b>bold</b>",
    "a cell written to a file": "%%writefile helper.py\ndef f(:\n",
    "a hint": "hint('relu_backward')",
    "a check of their own": "check('relu_backward', relu_backward)",
    "an empty cell": "",
    "a comment": "# nothing",
    "a long output": "for n in range(100_000):\n    print(n)",
    "an assertion that fails": "assert 1 == 2",
    "an exit": "exit()",
    "a value that cannot be shown": "class Odd:\n    def __repr__(self):\n        raise ValueError\nOdd()",
    "a widget": "import ipywidgets\nipywidgets.interact(lambda x: x, x=(0, 1))",
    "a cell of the future": "from __future__ import annotations",
}  # fmt: skip


def change(**parts):
    """A notebook's own change, by what becomes of its cells' metadata, its metadata and its format."""

    def changed(notebook):
        for number, cell in enumerate(notebook.cells):
            cell.metadata.update(copy.deepcopy(parts.get("cell", {})))
            if parts.get("without_ids"):
                cell.pop("id", None)
            if "numbered" in parts:
                cell.metadata["id"] = f"{parts['numbered']}{number:010x}"
        notebook.metadata.update(copy.deepcopy(parts.get("metadata", {})))
        for name in parts.get("without", ()):
            notebook.metadata.pop(name, None)
        notebook.nbformat_minor = parts.get("minor", notebook.nbformat_minor)
        return notebook

    return changed


COLAB = {
    "colab": {"provenance": [], "toc_visible": True, "gpuType": "T4", "include_colab_link": True},
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
    "language_info": {"name": "python"},
    "accelerator": "GPU",
    "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}},
}
VS_CODE = {
    "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "version": "3.12.3", "codemirror_mode": {"name": "ipython", "version": 3}},
    "orig_nbformat": 4,
    "vscode": {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb00d14d90e3e16cd6"}},
}
KAGGLE = {
    "kaggle": {"accelerator": "none", "dataSources": [], "isInternetEnabled": True, "language": "python"},
    "papermill": {"duration": 12.3, "exception": None, "version": "2.4.0", "parameters": {}},
}
CONDA = {"kernelspec": {"display_name": "Python [conda env:dl]", "language": "python", "name": "conda-env-dl-py"}}
PYCHARM = {"pycharm": {"name": "#%%\n", "is_executing": False}, "jupyter": {"outputs_hidden": False}}
DEEPNOTE = {"deepnote_notebook_id": "0a1b", "deepnote_execution_queue": [], "deepnote_app_layout": "article"}
EXTENSIONS = {
    "toc": {"base_numbering": 1, "nav_menu": {}, "toc_cell": False},
    "varInspector": {"window_display": False},
    "jupytext": {"formats": "ipynb,py:percent"},
    "ExecuteTime": {"end_time": "2024-01-01T00:00:00", "start_time": "2024-01-01T00:00:00"},
}


def edit(*pairs):
    """Replace the text of cells by name."""

    def edited(notebook):
        for name, source in pairs:
            cell_of(notebook, name).source = source
        return notebook

    return edited


def copied_answer(notebook):
    """An answer copied with its metadata: the first try stays above."""
    place = notebook.cells.index(cell_of(notebook, "relu_backward"))
    first = copy.deepcopy(notebook.cells[place])
    first.source = "def relu_backward(da, z):\n    return da\n"
    notebook.cells.insert(place, first)
    return notebook


def own_notes(notebook):
    """Cells of every kind in between."""
    notebook.cells.insert(1, new_markdown_cell("My *notes*: $\\frac{1}{2}$ and a [link](https://example.org)."))
    notebook.cells.insert(3, new_raw_cell("raw"))
    notebook.cells.append(new_code_cell("x = 1\nx"))
    return notebook


def answers_first(notebook):
    """The cells in another order that runs: what is given, the answers from last to first, then the rest."""
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    rest = [cell for cell in notebook.cells if cell not in answers]
    setup = [cell for cell in rest if cell.cell_type == "code" and not cell.metadata.nbgrader.get("grade")]
    notebook.cells = [*setup, *reversed(answers), *(cell for cell in rest if cell not in setup)]
    return notebook


def without(*names):
    """Cells deleted by name."""

    def deleted(notebook):
        notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in names]
        return notebook

    return deleted


def only_answers(notebook):
    """All prose and all checks deleted."""
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return notebook


def run_before(notebook):
    """Run and saved, with outputs, counts and pictures."""
    for number, cell in enumerate(cell for cell in notebook.cells if cell.cell_type == "code"):
        cell.execution_count = number + 1
        cell.outputs = [
            new_output("stream", name="stderr", text="a warning\n"),
            new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}),
            new_output("execute_result", data={"text/plain": "0.0"}, execution_count=number + 1),
        ]
    return notebook


def in_one_cell(notebook):
    """Every answer in one cell, the others empty."""
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    answers[-1].source = "\n\n".join(cell.source for cell in answers)
    for cell in answers[:-1]:
        cell.source = ""
    return notebook


def split_answer(notebook):
    """A helper in a cell of the student's own, used by the answer."""
    place = notebook.cells.index(cell_of(notebook, "relu_backward"))
    notebook.cells[place].source = "def relu_backward(da, z):\n    return da * gate(z)\n"
    notebook.cells.insert(place, new_code_cell("def gate(z):\n    return z > 0"))
    return notebook


SETUP_WITH_IMPORT = (
    "import numpy as np\nimport math\nfrom scipy import special\nfrom dlcourse.checks import check, hint\n"
)
USES_IMPORT = "def relu_backward(da, z):\n    return da * (z > math.floor(0.5)) * special.expit(1e3)\n"

NOTEBOOKS = {
    "Colab": (change(metadata=COLAB, numbered="Xy", cell={"colab": {"base_uri": "https://localhost:8080/"}, "outputId": "4b2e"}, without_ids=True, minor=0), ()),
    "VS Code": (change(metadata=VS_CODE, cell={"vscode": {"languageId": "python"}, "metadata": {}}), ()),
    "Kaggle": (change(metadata=KAGGLE, cell={"trusted": True, "execution": {"iopub.execute_input": "2024-01-01T00:00:00Z"}}, minor=4, without_ids=True), ()),
    "conda": (change(metadata=CONDA), ()),
    "PyCharm": (change(cell=PYCHARM), ()),
    "Deepnote": (change(metadata=DEEPNOTE, cell={"deepnote_cell_type": "code", "cell_id": "00001", "source_hash": "b6"}), ()),
    "notebook extensions": (change(metadata=EXTENSIONS, cell={"hidden": True, "heading_collapsed": True, "scrolled": False}), ()),
    "slides and tags": (change(cell={"slideshow": {"slide_type": "slide"}, "tags": ["important"], "editable": True}), ()),
    "no kernel": (change(without=("kernelspec", "language_info")), ()),
    "a kernel without a language": (change(metadata={"kernelspec": {"name": "dl", "display_name": "dl"}}), ()),
    "a minor version to come": (change(minor=9), ()),
    "run before": (run_before, ()),
    "notes of their own": (own_notes, ()),
    "another order": (answers_first, ()),
    "a copied answer": (copied_answer, ()),
    "a deleted check": (without("check-relu_backward"), ()),
    "a deleted answer": (without("dense_backward"), ("dense_backward",)),
    "a deleted set-up": (without("setup"), ()),
    "answers alone": (only_answers, ()),
    "an edited check": (edit(("check-relu_backward", "check('relu_backward', my_relu)  # does not work??")), ()),
    "an edited set-up with an import that is needed": (edit(("setup", SETUP_WITH_IMPORT), ("relu_backward", USES_IMPORT)), ()),
    "an edited set-up that is broken": (edit(("setup", "import numpy as np\nimport nump y")), ()),
    "an edited set-up that empties names": (edit(("setup", "np = None\nsigmoid = relu = softmax = None")), ()),
    "everything in one cell": (in_one_cell, ()),
    "a helper in a cell of its own": (split_answer, ()),
    "one answer that does not compile": (edit(("dense_backward", "def dense_backward(x, W, dz:\n    return")), ("dense_backward",)),
    "one answer left out": (edit(("dense_backward", "def dense_backward(x, W, dz):\n    raise NotImplementedError()")), ("dense_backward",)),
    "one answer empty": (edit(("dense_backward", "")), ("dense_backward",)),
    "one answer that never ends": (edit(("dense_backward", "def dense_backward(x, W, dz):\n    while True:\n        pass")), ("dense_backward",)),
    "a mark of Windows in front": (lambda notebook: notebook, ()),
}  # fmt: skip
