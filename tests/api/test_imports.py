"""Imports point one way: each layer of the package knows only the layers below it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dlcourse

PACKAGE = Path(dlcourse.__file__).parent

# Which layer each module (or folder) of the package belongs to; where a folder has two, the longer name counts.
LAYERS = {
    "reference": "extras _arrays _files _validation _watching activations losses initializers regularizers schedules "
    "averages metrics preprocessing data gradients/numerical gradients/layer classical/nine_parameters",
    "training": "layers optimizers model training gradients classical",
    "accel": "accel",
    "plots": "plots",
    "widgets": "widgets",
    "checks": "checks _missing_names _older_course",
    "course": "course/folder course/handed_in course/terminal course/quick_imports course/__init__",
    "authoring": "course/authoring",
    "inside": "course/grading/inside",
    "grading": "course/grading grading",
    "learner": "course/learner course/progress",
    "class folder": "course/class_folder",
    "site": "course/site",
    "commands": "course/commands cli __main__",
    "package": "__init__",
}

# What each layer may import: layers of the package, and distributions beside Python's own library (None: any).
LIBRARY = {"reference", "training", "package"}
INSIDE = {
    path.stem for path in (PACKAGE / "course" / "grading" / "inside").glob("[!_]*.py")
}  # they lie side by side there
MAY_IMPORT = {
    "reference": ({"reference"}, {"numpy"}),
    "training": ({"reference", "training"}, {"numpy", "tqdm"}),
    "package": ({"reference", "training"}, set()),
    "course": ({"course"}, set()),
    "checks": ({"reference", "checks"}, {"numpy"}),
    "accel": (LIBRARY | {"accel"}, None),
    "plots": (LIBRARY | {"plots"}, None),
    "widgets": (LIBRARY | {"plots", "widgets"}, None),
    "authoring": (LIBRARY | {"plots", "widgets", "course", "checks", "authoring"}, None),
    "inside": (LIBRARY, {"numpy", "IPython", *INSIDE}),
    "grading": (LIBRARY | {"course", "checks", "authoring", "inside", "grading"}, None),
    "learner": (LIBRARY | {"course", "checks", "authoring", "inside", "grading", "learner"}, None),
    "class folder": (LIBRARY | {"course", "checks", "authoring", "learner", "class folder"}, None),
    "site": (LIBRARY | {"plots", "widgets", "course", "checks", "authoring", "inside", "grading", "site"}, None),
    "commands": (set(LAYERS), None),
}

# What a layer may import as well, inside a function, when it is asked for.
MAY_IMPORT_LAZILY = {"checks": {"IPython", "keras"}}

LAYER_OF = {module: layer for layer, modules in LAYERS.items() for module in modules.split()}
FILES = sorted(PACKAGE.rglob("*.py"))


def layer_of(file):
    """The layer of a source file."""
    return layer_of_name(file.relative_to(PACKAGE).with_suffix("").parts)


def layer_of_name(parts):
    """The layer of `dlcourse.` and these parts: the longest beginning that is in the table."""
    beginnings = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((LAYER_OF[name] for name in beginnings if name in LAYER_OF), None)


def imports_of(tree, package):
    """Every (imported name with dots, whether inside a function) of a module in the given package."""
    found = []

    def visit(node, lazily):
        if isinstance(node, ast.Import):
            found.extend((alias.name, lazily) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*parents, *([node.module] if node.module else [])])
            found.extend((f"{origin}.{alias.name}", lazily) for alias in node.names)
        inside = lazily or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree, False)
    return found


def forbidden(layer, imports):
    """Those of the imports that the layer may not have."""
    layers, distributions = MAY_IMPORT[layer]
    wrong = []
    for name, lazily in imports:
        top, *rest = name.split(".")
        if top == "dlcourse":
            allowed = (layer_of_name(rest) or "package") in layers
        elif top in sys.stdlib_module_names or distributions is None:
            allowed = True
        else:
            allowed = top in distributions or (lazily and top in MAY_IMPORT_LAZILY.get(layer, ()))
        if not allowed:
            wrong.append(name)
    return wrong


def test_every_module_has_a_layer():
    lost = [str(file.relative_to(PACKAGE)) for file in FILES if layer_of(file) is None]
    assert not lost, f"these modules are in no layer; name them in LAYERS of {Path(__file__).name}: {lost}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_imports_point_one_way(file):
    layer = layer_of(file)
    if layer is None:
        pytest.skip("in no layer: test_every_module_has_a_layer says so")
    package = ".".join(["dlcourse", *file.relative_to(PACKAGE).parent.parts])
    wrong = forbidden(layer, imports_of(ast.parse(file.read_text(encoding="utf-8")), package))
    assert not wrong, f"{file.name} is in the layer {layer!r}, which may not import {wrong}"


@pytest.mark.parametrize(
    ("layer", "code", "wrong"),
    [
        ("reference", "import numpy as np, math\nfrom dlcourse.activations import relu", []),
        ("reference", "from dlcourse import layers, activations", ["dlcourse.layers"]),
        ("reference", "def f():\n    import matplotlib.pyplot", ["matplotlib.pyplot"]),
        ("reference", "from dlcourse import __version__", ["dlcourse.__version__"]),
        ("reference", "from . import losses\nfrom .checks import engine", ["dlcourse.checks.engine"]),
        ("training", "from tqdm import tqdm\nfrom dlcourse.plots import draw", ["dlcourse.plots.draw"]),
        ("checks", "def f():\n    from IPython.display import HTML", []),
        ("checks", "from IPython.display import HTML", ["IPython.display.HTML"]),
        ("reference", "def f():\n    from dlcourse.accel import numba", ["dlcourse.accel.numba"]),
        ("training", "import dlcourse.accel.numba", ["dlcourse.accel.numba"]),
        ("accel", "import numba, cupy\nfrom dlcourse.classical import nine_parameters, perceptron", []),
        ("accel", "from dlcourse import checks, plots", ["dlcourse.checks", "dlcourse.plots"]),
        ("plots", "import matplotlib\nimport dlcourse.widgets", ["dlcourse.widgets"]),
        ("grading", "import nbgrader\nfrom dlcourse import checks, __version__", []),
    ],
)
def test_the_rules_forbid_what_they_should_and_no_more(layer, code, wrong):
    assert forbidden(layer, imports_of(ast.parse(code), "dlcourse")) == wrong


def test_relative_imports_are_read_from_their_folder():
    tree = ast.parse("from .. import losses\nfrom ..plots import a\nfrom . import b\nfrom .c import d")
    names = [name for name, _ in imports_of(tree, "dlcourse.checks")]
    assert names == ["dlcourse.losses", "dlcourse.plots.a", "dlcourse.checks.b", "dlcourse.checks.c.d"]


def loaded_by(code):
    code = f"import sys; {code}; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


def test_a_name_of_the_library_is_loaded_when_it_is_asked_for():
    assert "dlcourse.model" not in loaded_by("import dlcourse")
    assert "dlcourse.model" in loaded_by("import dlcourse; dlcourse.Sequential")
    assert "dlcourse.model" in loaded_by("from dlcourse import Sequential")
    assert "dlcourse.losses" in loaded_by("import dlcourse; dlcourse.losses")


EARLIER = (
    "plugins.Restore",
    "plugins.Judge",
    "exporter.FeedbackExporter",
    "archives.CheckedExtractor",
    "export.CsvExport",
)


def test_the_names_in_the_nbgrader_config_of_an_earlier_class_are_the_same_classes():
    pairs = [f"get('dlcourse.grading.{name}') is get('dlcourse.course.grading.nbgrader.{name}')" for name in EARLIER]
    loaded_by(f"from traitlets.utils.importstring import import_item as get; assert {' and '.join(pairs)}")


def test_a_name_that_is_not_there_is_an_attribute_error_and_dir_lists_those_that_are():
    with pytest.raises(AttributeError, match="module 'dlcourse' has no attribute 'Danse'"):
        dlcourse.Danse  # noqa: B018
    assert set(dlcourse.__all__) <= set(dir(dlcourse))


def test_a_type_checker_sees_the_names_that_there_are():
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    seen = {
        alias.asname: node.module.removeprefix("dlcourse.")
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == dlcourse.MODULE_OF


@pytest.mark.parametrize("code", ["from dlcourse import *", "import dlcourse.accel"])
def test_importing_the_whole_library_loads_nothing_heavy(code):
    loaded = loaded_by(code)
    assert "dlcourse" in loaded
    heavy = (
        "jupyter",
        "IPython",
        "ipywidgets",
        "ipykernel",
        "matplotlib",
        "nbgrader",
        "nbformat",
        "numba",
        "jax",
        "cupy",
    )
    assert [name for name in loaded if name.startswith(heavy)] == []
