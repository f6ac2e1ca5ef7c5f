"""`python -m dlcourse.course.site`: run the lectures that have changed, and build the site with Sphinx."""

import argparse
import contextlib
import shutil
import sys
import time
from pathlib import Path

import nbformat

import dlcourse.course.quick_imports  # noqa: F401 - before nbformat
from dlcourse._files import replace
from dlcourse.course.site.executed import ExecutionError, execute, library_key
from dlcourse.course.site.lighter import EXTRA
from dlcourse.course.site.pages import first_view, gathered

HEAVY = 1_500_000  # bytes of a page with its scripts and styles


def main(arguments: list[str] | None = None) -> int:
    """Build the site; exit code 0 if all is well, 1 if Sphinx warns or a page is too heavy, 2 if a lecture fails."""
    parser = argparse.ArgumentParser(prog="python -m dlcourse.course.site", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the course folder (default: this one)")
    parser.add_argument("--to", type=Path, help="where the site is built (default: build/site in the course folder)")
    parser.add_argument("--run", nargs="*", metavar="NN", help="run these lectures alone; the others have no outputs")
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    if not root.joinpath("source").is_dir():
        parser.error(f"{root}: expected a course folder with source/ in it")
    unknown = sorted(set(options.run or ()) - {path.name[:2] for path in _lectures_in(root)})
    if unknown:
        parser.error(f"--run: expected numbers of lectures, such as 07. Received: {', '.join(unknown)}")
    folder = (options.to or root / "build" / "site").resolve()
    try:
        lectures = _with_outputs(root, folder / "executed", options.run)
    except ExecutionError as error:
        print(error, file=sys.stderr)
        return 2
    source, html = folder / "source", folder / "html"
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(source)
    (source / EXTRA).mkdir(parents=True)
    for path, content in gathered(root, lectures):
        replace(source / path, content)
    code = _call_sphinx(root, source, html)
    return _weigh(html) or code


def _lectures_in(root):
    return sorted(root.glob("lectures/*.ipynb"))


def _with_outputs(root, kept, wanted):
    """Return the lectures by name, with outputs if they are `wanted`; say which are run, since that takes a while."""
    library = library_key(root / "dlcourse")
    lectures = {}
    for path in _lectures_in(root):
        if wanted is not None and path.name[:2] not in wanted:
            lectures[path.stem] = nbformat.read(path, as_version=4)
            continue
        begun = time.monotonic()
        lectures[path.stem], is_new = execute(path, kept, library)
        if is_new:
            print(f"run: {path.stem}, {time.monotonic() - begun:.0f} s", flush=True)
    return lectures


def _call_sphinx(root, source, html):
    """Return Sphinx's exit code; its warnings are errors, a link to nowhere among them."""
    from sphinx.cmd.build import main as sphinx

    settings = ["-c", str(root / "docs" / "site"), "-D", f"html_extra_path={source / EXTRA}"]
    return sphinx(["-W", "--keep-going", "-q", *settings, str(source), str(html)])


def _weigh(html):
    """Print where the site is and its heaviest page; name those that are too heavy, and return 1 if there are any."""
    weights = {path: first_view(path) for path in html.rglob("*.html")}
    heaviest = max(weights, key=weights.__getitem__)
    print(f"{html / 'index.html'}: {len(weights)} pages, the heaviest {weights[heaviest] / 1e6:.2f} MB", end=" ")
    print(f"({heaviest.relative_to(html)})")
    heavy = sorted(path for path, weight in weights.items() if weight > HEAVY)
    for path in heavy:
        said = f"{path.relative_to(html)}: expected at most {HEAVY / 1e6:.1f} MB for the first view"
        print(f"{said}. Received: {weights[path] / 1e6:.2f} MB", file=sys.stderr)
    return int(bool(heavy))


if __name__ == "__main__":
    sys.exit(main())
