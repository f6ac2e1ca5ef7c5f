"""Pages of the reference: the public names by subject, each with its signature and its docstring, which is Markdown."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

CODE = re.compile(r"(`+[^`]*`+)")
MARKUP = re.compile(r"([*_<>$\[\]\\])")
SUBJECTS = {
    "layers": "Layers",
    "activations": "Activation functions",
    "losses": "Losses",
    "optimizers": "Optimizers",
    "schedules": "Learning-rate schedules",
    "initializers": "Initializers",
    "regularizers": "Regularizers",
    "model": "The model",
    "training": "Training",
    "metrics": "Metrics",
    "gradients": "Gradients by finite differences",
    "preprocessing": "Preprocessing",
    "averages": "Averages",
    "classical": "Classical models",
    "data": "Data",
}


def reference_pages(package: ModuleType) -> Iterator[tuple[Path, str]]:
    """Yield a page for each subject that has public names in `package`, and their index."""
    names: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for name in package.__all__:
        thing = getattr(package, name)
        module = getattr(thing, "__module__", "")
        if callable(thing) and module.startswith(f"{package.__name__}."):
            names.setdefault(module.split(".")[1], []).append(name)
    written = {subject: found for subject, found in names.items() if found}
    for subject, found in written.items():
        parts = [_entry(package, name) for name in sorted(found, key=str.lower)]
        yield Path("reference", f"{subject}.md"), f"# {SUBJECTS.get(subject, subject)}\n\n" + "\n\n".join(parts) + "\n"
    listed = "\n".join(f"reference/{subject}" for subject in written)
    yield (
        Path("reference.md"),
        f"# Reference\n\nThe public names of `{package.__name__}`, by subject.\n\n```{{toctree}}\n{listed}\n```\n",
    )


def _entry(package, name):
    """Return a name's entry: a class with its public methods, or a function."""
    thing = getattr(package, name)
    kind = "class" if inspect.isclass(thing) else "function"
    members = [
        _directive(4, "method", f"{attribute}{_signature(value)}", "", value, [])
        for attribute, value in _own_methods(thing)
    ]
    return _directive(6, kind, f"{name}{_signature(thing)}", package.__name__, thing, members)


def _own_methods(thing):
    """Yield the public methods that a class defines itself; what it takes from its base is told there."""
    if inspect.isclass(thing):
        for attribute, value in vars(thing).items():
            is_function = inspect.isfunction(value) or isinstance(value, classmethod | staticmethod)
            if is_function and not attribute.startswith("_"):
                yield attribute, getattr(thing, attribute)


def _directive(ticks: int, kind: str, title: str, module: str, thing: Any, members: list[str]) -> str:
    """Return a directive of Sphinx's Python domain in MyST, with the docstring in it."""
    fence = "`" * ticks
    options = [f":module: {module}"] if module else []
    text = as_markdown(inspect.getdoc(thing) or "")
    return "\n".join([f"{fence}{{py:{kind}}} {title}", *options, "", text, "", *members, fence])


def as_markdown(docstring: str) -> str:
    """Return a docstring with the signs of its formulas escaped; code and tables stay."""
    parts = CODE.split(docstring)
    return "".join(part if index % 2 else MARKUP.sub(r"\\\1", part) for index, part in enumerate(parts))


def _signature(thing):
    """Return the signature without annotations: the docstring says what each argument is; "" if there is none."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    plain = [
        parameter.replace(annotation=parameter.empty)
        for name, parameter in signature.parameters.items()
        if name not in ("self", "cls")
    ]
    return re.sub(
        r"<function (\w+) at 0x[0-9a-f]+>",
        r"\1",
        str(signature.replace(parameters=plain, return_annotation=signature.empty)),
    )
