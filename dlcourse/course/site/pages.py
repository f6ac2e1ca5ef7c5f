"""The pages of the site: what Sphinx reads, laid out as the repository is, so that links between pages hold."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat

import dlcourse
from dlcourse.course.site.lighter import lightened
from dlcourse.course.site.reference import reference_pages

GUIDES = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE")
FETCHED = re.compile(r'<(?:script|link)\b[^>]*?(?:src|href)="([^"#?]+\.(?:js|css))')


def lecture_page(notebook: nbformat.NotebookNode, name: str, files: dict[Path, bytes]) -> str:
    """Return a lecture that was run as the text of a notebook; its long parts are added to `files`."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                data["text/html"] = lightened("".join(data["text/html"]), name, files)
    return nbformat.writes(notebook)


def gathered(root: Path, lectures: Mapping[str, nbformat.NotebookNode]) -> Iterator[tuple[Path, str | bytes]]:
    """Yield each file of the site's source with its place: lectures that were run, exercises, guides, reference."""
    files: dict[Path, bytes] = {}
    for name, notebook in lectures.items():
        yield Path("lectures", f"{name}.ipynb"), lecture_page(notebook, name, files)
    yield from files.items()
    yield (
        Path("lectures/README.md"),
        root.joinpath("lectures/README.md").read_text(encoding="utf-8") + _toctree(lectures),
    )
    yield Path("lectures/glossary.md"), root.joinpath("lectures/glossary.md").read_bytes()
    exercises = sorted(root.glob("exercises/*/*.ipynb"))
    recipes = sorted(root.glob("docs/recipes/*.md"))
    beside = [path for path in sorted(root.glob("docs/recipes/*/*")) if path.is_file()]  # what the recipes link to
    for path in (*exercises, *recipes, *beside, *root.glob("docs/*.md"), *root.glob("docs/*.png")):
        yield path.relative_to(root), path.read_bytes()
    for name in GUIDES:
        yield Path(name), root.joinpath(name).read_bytes()
    for path in root.glob("docs/site/*.md"):
        yield Path(path.name), path.read_bytes()
    yield from reference_pages(dlcourse)
    pages = [path.relative_to(root).with_suffix("") for path in recipes if path.name != "README.md"]
    yield Path("recipes.md"), _list_of("Recipes for instructors", [Path("docs/recipes/README"), *pages])
    yield Path("exercises.md"), _list_of("Exercises", [path.relative_to(root).with_suffix("") for path in exercises])


def _toctree(lectures):
    return "\n```{toctree}\n:hidden:\n\n" + "\n".join([*lectures, "glossary"]) + "\n```\n"


def _list_of(title, pages):
    return f"# {title}\n\n```{{toctree}}\n:maxdepth: 1\n\n" + "\n".join(page.as_posix() for page in pages) + "\n```\n"


def first_view(page: Path) -> int:
    """Return the bytes that a browser needs to show a page: itself, its scripts, its styles."""
    html = page.read_text(encoding="utf-8")
    fetched = {(page.parent / name).resolve() for name in FETCHED.findall(html)}
    return sum(path.stat().st_size for path in {page, *fetched} if path.exists())
