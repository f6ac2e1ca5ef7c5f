"""An excerpt of the course for a class: the texts of some lectures and exercises, and the pages that go with them.

A link to what the class does not have becomes plain text. The same excerpt of the same course has the same bytes, so
that an update can tell the course's changes from the class's own.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dlcourse.course.authoring.glossary import bolds_in, read_glossary
from dlcourse.course.authoring.source import SourceError, read_source
from dlcourse.course.folder import CourseError, did_you_mean
from dlcourse.course.learner.handed_out import CONFIG, PAGES
from dlcourse.course.terminal import visible

LINK = re.compile(r"\[([^\][]+)\]\(([\w./-]+\.(?:ipynb|md))(#[^)\s]*)?\)")
ROW = re.compile(r"^\| (\d\d) \|.*\n", re.MULTILINE)  # of a lecture in the table of all
GLOSSARY = "source/glossary.md"
ALONE = ("constraints.txt", ".gitignore")  # taken as they are, if the course has them
COURSE_ID = re.compile(r'^c\.CourseDirectory\.course_id = ".*"$', re.MULTILINE)
EXCHANGE = re.compile(r"^c\.Exchange\.root = .*$", re.MULTILINE)


def names_in(folder: Path) -> list[str]:
    """Return the names of the sources in a folder, in order."""
    return sorted(path.stem for path in folder.glob("[0-9][0-9]_*.py"))


def chosen(option: str, wanted: str, names: Sequence[str]) -> list[str]:
    """Return the names that a text such as "1,3,5-8" stands for, in the course's order; "all", and "none", are words.

    Raises CourseError, with all parts that stand for nothing.
    """
    if wanted.strip() == "none":
        return []
    found, unknown = set(), []
    for part in filter(None, (part.strip() for part in wanted.split(","))):
        matching = _matching(part, names)
        unknown += [] if matching else [part]
        found |= set(matching)
    if unknown or not (found or wanted.strip(", ")):
        which = ", ".join(f"'{visible(part)}'{did_you_mean(part, list(names))}" for part in unknown)
        there = f"{names[0][:2]} to {names[-1][:2]}" if names else "none"
        raise CourseError(
            f"{option}: expected numbers, names or ranges, such as 1,3,5-8, or all. Received: {which or repr(wanted)}, "
            f"of which the course has nothing; it has {there}"
        )
    return [name for name in names if name in found]


def _matching(part, names):
    """Return the names that one part of a list stands for."""
    if part == "all":
        return list(names)
    if span := re.fullmatch(r"(\d{1,2})\s*-\s*(\d{1,2})", part):
        first, last = (end.zfill(2) for end in span.groups())
        both_exist = {first, last} <= {name[:2] for name in names}
        return [name for name in names if both_exist and first <= name[:2] <= last]
    return [name for name in names if part == name or (part.isdecimal() and part.zfill(2) == name[:2])]


def excerpt(
    course: Path, lectures: Iterable[str], exercises: Iterable[str], name: str, exchange: Path | None = None
) -> dict[str, bytes]:
    """Return the files of a class called `name`, by their paths in its folder; the notebooks are built from them.

    Raises CourseError if the course has a source or a page no more.
    """
    lectures, exercises = list(lectures), list(exercises)
    sources = [f"source/lectures/{each}.py" for each in lectures] + [
        f"source/exercises/{each}.py" for each in exercises
    ]
    texts = {path: _read(course, path) for path in sources}
    texts |= {page: _read(course, page) for page in PAGES if course.joinpath(page).is_file()}
    texts.pop("lectures/glossary.md", None)  # it is built
    glossary = _glossary(course, lectures)
    texts |= {GLOSSARY: glossary} if glossary else {}
    if "lectures/README.md" in texts:
        texts["lectures/README.md"] = _table(texts["lectures/README.md"], lectures)
    there = _built_from(texts)
    texts = {path: _linked(text, _place_of(path), there) for path, text in texts.items()}
    texts |= {each: _read(course, each) for each in ALONE if course.joinpath(each).is_file()}
    texts[CONFIG] = _settings(_read(course, CONFIG), name, exchange)
    return {path: text.encode() for path, text in texts.items()}


def _read(course, path):
    try:
        return course.joinpath(path).read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"{course / path} cannot be read ({error.strerror}): is {course} a clone of the course?"
        ) from None


def _glossary(course, lectures):
    """Return the glossary's entries of the terms that these lectures introduce, "" if there is none."""
    source = course / GLOSSARY
    if not source.is_file():
        return ""
    try:
        bold = {one.form for name in lectures for one in _bolds(course, name)}
        kept = {entry.line for entry in read_glossary(source) if entry.forms & bold}
    except SourceError as error:
        raise CourseError(str(error)) from None
    blocks, line = [], 1
    for block in source.read_text(encoding="utf-8").rstrip("\n").split("\n\n"):
        blocks += [block] if line in kept else []
        line += block.count("\n") + 2
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _bolds(course, name):
    return bolds_in(name, read_source(course / "source" / "lectures" / f"{name}.py"))


def _table(page, lectures):
    """Return the page of all lectures with the rows of some; what follows the table is about the whole course."""
    numbers = {name[:2] for name in lectures}
    rows = [row[0] for row in ROW.finditer(page) if row[1] in numbers]
    heading = re.search(r"^\|.*\n\|[-|: ]+\|\n", page, re.MULTILINE)
    return "# The lectures\n\nTo be read and run in order.\n\n" + (heading[0] if heading else "") + "".join(rows)


def _built_from(texts: Mapping[str, str]) -> set[str]:
    """Return the paths that there are once the notebooks are built."""
    there = set()
    for path in texts:
        kind, name = path.split("/")[-2:] if path.startswith("source/") else ("", "")
        stem = name.removesuffix(".py")
        built = {"lectures": f"lectures/{stem}.ipynb", "exercises": f"exercises/{stem}/{stem}.ipynb"}
        there.add("lectures/glossary.md" if path == GLOSSARY else built.get(kind, path))
    return there


def _place_of(path):
    """Return the folder from which the links of a source are read, once it is built."""
    if path.startswith("source/exercises/"):
        return f"exercises/{posixpath.basename(path).removesuffix('.py')}"
    return "lectures" if path.startswith("source/") else posixpath.dirname(path)


def _linked(text, place, there):
    """Return a text in which a link that leads nowhere is its words alone."""

    def kept(link: re.Match[str]) -> str:
        return link[0] if posixpath.normpath(posixpath.join(place, link[2])) in there else link[1]

    return LINK.sub(kept, text)


def _settings(text, name, exchange):
    """Return nbgrader_config.py with the class's name and, if it is given, the exchange's folder."""
    text = COURSE_ID.sub(lambda _: f'c.CourseDirectory.course_id = "{name}"', text)
    if exchange is not None:
        text = EXCHANGE.sub(lambda _: f"c.Exchange.root = {str(exchange)!r}", text)
    return text
