"""A class's own questions: the files of its folder questions/, or in a student's edition of .dlcourse/questions/.

They are read as text and run from memory. So a worker of a cluster has them from its job alone, and none lies on a disk
that graded code could read. A file that cannot be imported costs its own questions, and nothing else.
"""

import contextlib
import dataclasses
import functools
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import linecache
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from dlcourse._files import digest
from dlcourse.checks.engine.question import Misconception, Question

FOLDER = "questions"  # of a class, beside its nbgrader_config.py
HIDDEN = ".dlcourse"  # in a student's edition it holds that folder; by course.json in it the edition is known
ASKED_IN_CELL = re.compile(r"""^check\(\s*["'](\w+)""", re.MULTILINE)
ASKED_IN_SOURCE = re.compile(r'^# %% .*\bcheck="(\w+)"', re.MULTILINE)
PLACE = "DLCOURSE_CLASS"  # in the environment of a kernel that runs elsewhere: the folder to look in
PACKAGE = "own_questions_"  # with a digest of the files, the package that they are modules of


@dataclass(frozen=True)
class Files:
    """The files of questions as plain data, which a job can carry: their texts, and where each question is asked."""

    texts: tuple[tuple[str, str], ...] = ()  # (name of the file, its text)
    asked: tuple[tuple[str, str, str], ...] = ()  # (question, exercise, its lecture or "" if there is none)
    unread: tuple[str, ...] = ()  # a line on each file that cannot be read


@dataclass(frozen=True)
class OwnQuestions:
    """The questions of a class's own by name, and what is wrong with their files: one line each."""

    files: Files
    questions: Mapping[str, Question] = field(default_factory=dict)
    file_of: Mapping[str, str] = field(default_factory=dict)  # question → its file
    extended: Mapping[str, Question] = field(default_factory=dict)  # the course's, with the class's own misconceptions
    files_about: Mapping[str, frozenset[str]] = field(default_factory=dict)  # question → files with such misconceptions
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def exercises(self) -> list[str]:
        """Return the exercises that ask a question of these, in the order of their names."""
        return sorted({exercise for name, exercise, _ in self.files.asked if name in self.questions})

    def asked_by(self, exercise: str) -> tuple[Question, ...]:
        """Return the questions that an exercise asks, in its order."""
        names = [name for name, where, _ in self.files.asked if where == exercise]
        return tuple(self.questions[name] for name in dict.fromkeys(names) if name in self.questions)

    def part_for(self, exercises: Sequence[str]) -> Files | None:
        """Return the files that these exercises need, and those that others may import from; None if they need none."""
        there = {*self.questions, *self.extended}
        asked = tuple(each for each in self.files.asked if each[1] in exercises and each[0] in there)
        if not asked:
            return None
        needed = {file for name, _, _ in asked for file in self.files_for(name)}
        others = {file for name in there for file in self.files_for(name)} - needed
        return Files(tuple(each for each in self.files.texts if each[0] not in others), asked)

    def files_for(self, name: str) -> frozenset[str]:
        """Return the files that hold a question, or misconceptions for it."""
        own = frozenset([self.file_of[name]] if name in self.file_of else [])
        return own | self.files_about.get(name, frozenset())

    def version_of(self, question: Question) -> Question:
        """Return a question of the course as this class has it: with misconceptions of its own."""
        return self.extended.get(question.name, question)

    def fault_about(self, name: str) -> str:
        """Return a line on why a question is not there: that on a file that holds its name; "" if none is at fault."""
        texts = dict(self.files.texts)
        lines = [line for line in self.faults if re.search(rf"\b{re.escape(name)}\b", texts.get(_file_in(line), line))]
        return lines[0] if lines else ""


NOTHING = OwnQuestions(Files())
_given: ContextVar[Files | None] = ContextVar("given", default=None)
_place: list[Path] = []  # the folder that a command or a grader named last


def look_in(folder: Path) -> None:
    """Take the questions of the class in which `folder` lies from now on; without this, of that of the working folder.

    A file may stand for its folder.
    """
    _place[:] = [folder.absolute()]


@contextlib.contextmanager
def given(files: Files | None) -> Iterator[None]:
    """In a `with` block, take these questions and no others, whatever lies on the disk."""
    token = _given.set(files or Files())
    try:
        yield
    finally:
        _given.reset(token)


def own_questions(of_the_course: Callable[[str], Question | None]) -> OwnQuestions:
    """Return the questions of this class; one that has the name of a question of the course is left out, with a line.

    They are read anew if a file has changed.
    """
    files = _given.get()
    if files is None:
        root = next(filter(None, map(class_of, _places())), None)
        files = Files() if root is None else files_of(root)
    return _loaded(files, of_the_course) if files.texts or files.unread else NOTHING


def _places():
    """Yield the folders from which a class is looked for."""
    if _place:
        yield _place[0]
        return
    if os.path.isabs(os.environ.get(PLACE, "")):
        yield Path(os.environ[PLACE])
        return
    with contextlib.suppress(OSError):  # the working folder is gone
        yield Path.cwd()
    if os.path.isabs(os.environ.get("PWD", "")):
        yield Path(os.environ["PWD"])  # the name of a folder that is a link


def class_of(folder: Path) -> Path | None:
    """Return the folder of the class or of the student's edition in which `folder` lies; None if it is in none."""
    for candidate in (folder, *folder.parents):
        if candidate.name == HIDDEN:
            continue
        if (candidate / HIDDEN / "course.json").is_file() or (candidate / "nbgrader_config.py").is_file():
            return candidate
    return None


def folder_of(root: Path) -> Path:
    """Return the folder of the questions, in a class or in a student's edition; it need not exist."""
    return root / HIDDEN / FOLDER if (root / HIDDEN / "course.json").is_file() else root / FOLDER


def files_of(root: Path) -> Files:
    """Return the files of a class's questions, and where each question is asked."""
    folder = folder_of(root)
    if not folder.is_dir():
        return Files()
    hidden = folder.parent.name == HIDDEN
    notebooks = (root / HIDDEN if hidden else root).glob("exercises/*/*.ipynb" if hidden else "solutions/*/*.ipynb")
    exercises = [*sorted(root.glob("source/exercises/*.py")), *sorted(notebooks)]
    texts, unread = [], []
    for path in sorted(folder.glob("*.py")):
        if path.is_file():
            try:
                texts.append((path.name, _text_of(path)))
            except (OSError, UnicodeDecodeError) as error:
                unread.append(f"{FOLDER}/{path.name}: expected text in UTF-8. Received: {error}")
    return Files(tuple(texts), tuple(_asked_in(root, exercises)), tuple(unread))


def _asked_in(root, exercises):
    """Yield each question that an exercise asks once, with the exercise and its lecture."""
    found = dict.fromkeys((name, path.stem) for path in exercises for name in _names_asked_in(path))
    for name, exercise in found:
        lectures = (root / "source" / "lectures" / f"{exercise}.py", root / "lectures" / f"{exercise}.ipynb")
        yield name, exercise, exercise if any(path.is_file() for path in lectures) else ""


def names_asked(root: Path, exercise: str) -> list[str]:
    """Return the questions that an exercise of a course folder asks, in order; none if its notebook is not there."""
    is_own = (root / HIDDEN / "course.json").is_file()
    folder = root / HIDDEN / "exercises" if is_own else root / "solutions"
    return list(_names_asked_in(folder / exercise / f"{exercise}.ipynb"))


def _names_asked_in(path):
    """Return the questions that a notebook or a source asks, each once; none if it cannot be read."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return _names_in(path, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=512)
def _names_in(path, _time, _size):
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".py":
            return tuple(dict.fromkeys(ASKED_IN_SOURCE.findall(text)))
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        return tuple(dict.fromkeys(ASKED_IN_CELL.findall("\n".join("".join(cell["source"]) for cell in cells))))
    except (OSError, ValueError, TypeError, KeyError):  # grading and building say what is wrong with it
        return ()


def _text_of(path):
    """Return a file's text, read once as long as it does not change."""
    stat = path.stat()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=512)
def _read(path, _time, _size):
    return path.read_text(encoding="utf-8-sig")


# From text to questions


class _Modules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds and loads the modules of a package that is held in memory."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}  # by the module's full name

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module of ours, else None."""
        if fullname not in self.texts:
            return None
        is_package = "." not in fullname
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=_file_name(fullname), is_package=is_package)
        spec.has_location = not is_package
        return spec

    def get_source(self, fullname: str) -> str:
        """Return the text of a module."""
        return self.texts[fullname]

    def exec_module(self, module: ModuleType) -> None:
        """Run a module's text; its lines stay known, for tracebacks and for wrong answers made by an edit."""
        text, file = self.texts[module.__name__], _file_name(module.__name__)
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(compile(text, file, "exec", dont_inherit=True), module.__dict__)

    def add(self, texts: Sequence[tuple[str, str]]) -> str:
        """Add a package of these files; return its name."""
        package = PACKAGE + digest(repr(texts))[:16]
        self.texts |= {package: ""} | {f"{package}.{_module_name(name)}": text for name, text in texts}
        if self not in sys.meta_path:
            sys.meta_path.append(self)
        return package


_modules = _Modules()


def _module_name(file):
    return file.removesuffix(".py").replace(".", "_")


def _file_name(module):
    """Return the file name of a module in tracebacks: none on a disk has it."""
    return f"<{module}>" if "." not in module else f"{module.replace('.', '/')}.py"


@functools.lru_cache(maxsize=8)
def _loaded(files: Files, of_the_course: Callable[[str], Question | None]) -> OwnQuestions:
    """Return the questions of these files; each file is imported once."""
    package = _modules.add(files.texts)
    found: dict[str, list[tuple[str, Question]]] = {}  # by the question's name, with the files that have it
    seen: set[int] = set()
    faults, remarks = list(files.unread), []
    misconceptions: list[tuple[str, str, Misconception]] = []  # file, question
    for file, _ in files.texts:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = importlib.import_module(f"{package}.{_module_name(file)}")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # it is a program, and may also leave
            faults.append(_where_it_fails(package, file, error))
            continue
        if printed.getvalue().strip():
            remarks.append(f"{FOLDER}/{file}: it prints when it is imported, which nobody sees: take that out")
        for question in _questions_in(module):
            if id(question) not in seen:
                seen.add(id(question))
                found.setdefault(question.name, []).append((file, question))
        for name, misconception in _misconceptions_in(module):
            misconceptions.append((file, name, misconception))
    kept, file_of = {}, {}
    for name, definitions in found.items():
        (file, question), *others = definitions
        known = of_the_course(name)
        if known is not None and known.reference is question.reference:
            continue  # imported from the course
        if known is not None:
            faults.append(f"{place_of(file, question)}: the course has a question {name!r}, and it stands: {RENAME}")
        elif others:
            where = " and ".join(place_of(*each) for each in others)
            faults.append(f"{place_of(file, question)}: the question {name!r} stands in {where}, too: {RENAME}")
        else:
            kept[name], file_of[name] = question, file
    asked = {name: lecture for name, _, lecture in reversed(files.asked)}
    questions = {
        name: dataclasses.replace(question, lecture=question.lecture or asked.get(name, ""))
        for name, question in kept.items()
    }
    extended: dict[str, Question] = {}
    files_about: dict[str, frozenset[str]] = {}
    for file, name, misconception in misconceptions:
        known = questions.get(name) or extended.get(name) or of_the_course(name)
        fault = _fault_of(misconception, name, known)
        if known is None or fault:
            faults.append(f"{FOLDER}/{file}: {fault}")
            continue
        with_it = dataclasses.replace(known, misconceptions=(*known.misconceptions, misconception))
        (questions if name in questions else extended)[name] = with_it
        files_about[name] = files_about.get(name, frozenset()) | {file}
    told = tuple(dict.fromkeys(faults))
    return OwnQuestions(files, questions, file_of, extended, files_about, told, tuple(remarks))


RENAME = "give this one another name, here and in the exercise that asks it"


def _misconceptions_in(module):
    """Yield the misconceptions that a module adds to questions: MISCONCEPTIONS = {"relu_backward": (…, …)}."""
    added = getattr(module, "MISCONCEPTIONS", None)
    for name, several in added.items() if isinstance(added, dict) else ():
        yield from ((str(name), one) for one in (several if isinstance(several, list | tuple) else (several,)))


def _fault_of(misconception, name, question):
    """Return what is wrong with a misconception that is added to a question, "" if nothing is."""
    if question is None:
        return f"MISCONCEPTIONS: there is no question {name!r}"
    if not isinstance(misconception, Misconception):
        return f"MISCONCEPTIONS: {name}: expected Misconception(…). Received: {misconception!r}"
    if misconception.name in {one.name for one in question.misconceptions}:
        return f"{name} has a misconception {misconception.name!r} already: give this one another name"
    if not (misconception.says.strip() and misconception.look.strip()):
        return f"{misconception.name!r}, a mistake in {name}, lacks a sentence: say what it is, and what to look at"
    return ""


def _questions_in(module):
    """Yield the questions of a module, those in a list or a tuple, too."""
    for value in list(vars(module).values()):
        each = value if isinstance(value, list | tuple) else (value,)
        yield from (one for one in each if isinstance(one, Question))


def place_of(file: str, question: Question) -> str:
    """Return file and line of a question's reference."""
    code = question.reference.__code__
    line = f":{code.co_firstlineno}" if code.co_filename.endswith(f"/{_module_name(file)}.py") else ""
    return f"{FOLDER}/{file}{line}"


def where_it_fails(error: BaseException, otherwise: str) -> str:
    """Return one line on an error in a class's own code: file, line, and the error.

    `otherwise` is the place to name if no frame of the error is in a file of the class's.
    """
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    package = next((file.partition("/")[0] for file in files if file.startswith(PACKAGE)), PACKAGE)
    line = _where_it_fails(package, "", error)
    return line.replace(f"{FOLDER}/:", f"{otherwise}:", 1)


def asked_without_question(name: str) -> tuple[str, float] | None:
    """Return the exercise of this class that asks a question of this name, and its points; None if none does."""
    root = next(filter(None, map(class_of, _places())), None)
    if root is None:
        return None
    folder = root / HIDDEN / "exercises" if (root / HIDDEN / "course.json").is_file() else root / "solutions"
    for path in sorted(folder.glob("*/*.ipynb")):
        if name in _names_asked_in(path):
            return path.stem, _points_of(path, name)
    return None


def _points_of(path, name):
    """Return the points of the cell that asks a question, 0 if it has none."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        for cell in json.loads(path.read_text(encoding="utf-8-sig"))["cells"]:
            if name in ASKED_IN_CELL.findall("".join(cell["source"])):
                return float(cell["metadata"]["nbgrader"]["points"])
    return 0.0


def _where_it_fails(package, file, error):
    """Return one line on a file that cannot be imported: file, line, and the error."""
    own = [
        (frame.filename.removeprefix(f"{package}/"), frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(f"{package}/")
    ]
    if isinstance(error, SyntaxError) and (error.filename or "").startswith(f"{package}/"):
        own.append((str(error.filename).removeprefix(f"{package}/"), error.lineno))
    where, line = own[-1] if own else (file, None)
    said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).replace(package, FOLDER).split())
    return f"{FOLDER}/{where}{f':{line}' if line else ''}: {type(error).__name__}{f': {said}' if said else ''}"


def _file_in(line):
    """Return the name of the file that a line on a fault begins with."""
    return line.removeprefix(f"{FOLDER}/").partition(":")[0]
