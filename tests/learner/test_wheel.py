"""A wheel, built from a source distribution as `python -m build` does it, and a learner who has nothing else."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

import nbformat
import pytest
from course_copy import EXERCISE, answers, cell_of
from paths import PACKAGE, ROOT

import dlcourse
from dlcourse.course.learner.handed_out import CONFIG, PAGES

NEEDED = (
    "pyproject.toml",
    "setup.py",
    "MANIFEST.in",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "constraints.txt",
    CONFIG,
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECRET = re.compile(r"BEGIN SOLUTION|END SOLUTION")


def call(*command, cwd, **environment):
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def built(what, folder, into):
    """A distribution that the build backend makes of a folder."""
    code = f"from setuptools import build_meta; print(build_meta.build_{what}({str(into)!r}))"
    done = call("-c", code, cwd=folder)
    assert done[0] == 0, done[2]
    return into / done[1].splitlines()[-1]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """What the build needs of the clone, with the exercises as the last build recorded them."""
    root = tmp_path_factory.mktemp("project")
    for name in NEEDED:
        shutil.copy(ROOT / name, root)
    for name in ("dlcourse", "lectures", "exercises", "docs", "solutions", "source"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    return root


@pytest.fixture(scope="module")
def sdist(project, tmp_path_factory):
    """The source distribution."""
    return built("sdist", project, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    """The wheel that is built from it."""
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return built("wheel", folder / sdist.name.removesuffix(".tar.gz"), folder)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The wheel, installed into an empty folder."""
    target = tmp_path_factory.mktemp("installed")
    done = call(*["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"], target, wheel, cwd=target)
    assert done[0] == 0, done[2]
    return target


@pytest.fixture(scope="module")
def own(installed, tmp_path_factory):
    """A folder begun with the installed course, as the README says."""
    install, start, go, _ = re.search(r"```sh\n(pip install .*?)```", README, flags=re.DOTALL)[1].splitlines()
    assert install == "pip install dlcourse-*.whl"
    home = tmp_path_factory.mktemp("home")
    code, out, err = call("-m", *start.split(), cwd=home, PYTHONPATH=str(installed))
    assert (code, err) == (0, "")
    folder = home / go.removeprefix("cd ")
    assert out.splitlines() == [
        f"{folder.name} holds 21 lectures and 21 exercises; all of it is yours.",
        f"Next: {go}, then dlcourse lab",
    ]
    return folder


def edition():
    """The paths of what the course hands out."""
    notebooks = [*ROOT.glob("lectures/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]
    return {CONFIG, *PAGES, *(path.relative_to(ROOT).as_posix() for path in notebooks)}


def test_a_source_distribution_holds_the_student_edition_and_no_solution(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert edition() <= names
    assert not [name for name in names if name.startswith(("solutions", "source", "tests"))]


def test_a_wheel_holds_the_package_and_the_student_edition_and_no_solution(wheel):
    assert wheel.name == f"dlcourse-{dlcourse.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        leaks = [name for name in names if name.endswith(".ipynb") and SECRET.search(archive.read(name).decode())]
    inside = "dlcourse/edition/"
    assert {name.removeprefix(inside) for name in names if name.startswith(inside)} == edition()
    modules = {f"dlcourse/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*.py")}
    assert modules == {name for name in names if name.endswith(".py") and not name.startswith(inside)}
    of_lab = {f"dlcourse/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.joinpath("_lab").rglob("*.*")}
    assert of_lab
    assert of_lab <= names
    assert leaks == []


def test_wheel_and_source_have_the_due_dates_of_the_class_and_nothing_of_single_students(project, tmp_path):
    table = project / "dates.csv"
    table.write_text("exercise,student,due,extension,time_zone,note\n*,,,,UTC,\n7,,2026-11-30,,,\n7,ada,,3 days,,ill\n")
    try:
        from_clone = built("wheel", project, tmp_path)
        source = built("sdist", project, tmp_path)
        table.write_text("exercise,who,due\n7,ada,2026-11-30\n")
        code = f"from setuptools import build_meta; build_meta.build_{{}}({str(tmp_path)!r})"
        refused = [call("-c", code.format(what), cwd=project) for what in ("wheel", "sdist")]
    finally:
        table.unlink()
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (tmp_path / "again").mkdir()
    from_source = built("wheel", tmp_path / "unpacked" / source.name.removesuffix(".tar.gz"), tmp_path / "again")
    handed_out = b"exercise,due,time_zone\n*,,UTC\n7,2026-11-30,\n"
    assert files_of(from_clone)["dlcourse/edition/dates.csv"] == handed_out
    assert files_of(source)["dates.csv"] == handed_out
    assert files_of(from_source) == files_of(from_clone)
    for exit_code, _, err in refused:
        assert exit_code != 0
        assert "dates.csv: who: no column of it is known: `dlcourse dates` says what is wrong with it" in err


def files_of(distribution):
    """The files of a distribution: their bytes by their names, without the folder that all of a source one lie in."""
    if distribution.suffix == ".whl":
        with zipfile.ZipFile(distribution) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(distribution) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {member.name.partition("/")[2]: archive.extractfile(member).read() for member in members}


def known_to_git(folder):
    """What git tracks in a folder of the clone, or would if somebody added it: nothing that a run left behind."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
    return {name for name in listed if name and (ROOT / name).exists()}


def test_a_wheel_holds_nothing_else(wheel):
    names = files_of(wheel).keys() - {f"dlcourse/edition/{name}" for name in edition()}
    about = f"dlcourse-{dlcourse.__version__}"
    own = {f"{about}.data/data/etc/ipython/startup/50-dlcourse.ipy"}
    assert {name for name in names if not name.startswith(f"{about}.dist-info/")} - own - known_to_git(
        "dlcourse"
    ) == set()


def test_a_source_distribution_holds_nothing_else(sdist):
    made = {"PKG-INFO", "setup.cfg", "exercises/.built.json"}
    names = {name for name in files_of(sdist) if not name.startswith("dlcourse.egg-info/")} - made - {*NEEDED}
    pages = {name for name in known_to_git("docs") if name.startswith("docs/recipes/") or name.endswith(".md")}
    assert names - edition() - pages - known_to_git("dlcourse") == set()
    assert not [
        name for name in files_of(sdist) if name.startswith("dlcourse/edition/")
    ]  # the build of a wheel makes it


def plain(text):
    """A text without white space, and without what the file of a notebook puts between its lines."""
    return re.sub(r'\\n|[\s"\\,]', "", text)


@pytest.fixture(scope="module")
def long_answers():
    """The longer answers of the solutions, and where they stand: what nobody writes twice by chance."""
    found = {}
    for path in ROOT.glob("solutions/*/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for answer in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, flags=re.DOTALL):
                found |= {plain(answer): path.stem} if len(plain(answer)) > 100 else {}
    return found


def test_an_answer_is_found_in_the_file_of_its_solution(long_answers):
    assert len(long_answers) > 20
    for answer, name in long_answers.items():
        assert answer in plain((ROOT / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8")), answer


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_no_answer_stands_outside_the_catalogue_of_checks(kind, request, long_answers):
    leaks = []
    for name, data in files_of(request.getfixturevalue(kind)).items():
        is_text = name.endswith((".py", ".ipynb", ".md", ".json", ".js", ".txt"))
        if is_text and not name.startswith("dlcourse/checks/catalogue/"):
            text = plain(data.decode())
            leaks += [f"{name} holds an answer of {where}" for answer, where in long_answers.items() if answer in text]
    assert leaks == []


def test_the_wheel_says_its_version_and_what_it_needs(wheel):
    files = files_of(wheel)
    (about,) = (data.decode() for name, data in files.items() if name.endswith(".dist-info/METADATA"))
    assert re.search(r"^Version: (.*)$", about, flags=re.MULTILINE)[1] == dlcourse.__version__
    assert re.search(r"^Requires-Python: (.*)$", about, flags=re.MULTILINE)[1] == ">=3.11"
    (kind,) = (data.decode() for name, data in files.items() if name.endswith(".dist-info/WHEEL"))
    assert "Root-Is-Purelib: true" in kind


def test_a_begun_folder_is_what_the_clone_hands_out(own, project, installed):
    assert list(installed.glob("dlcourse/edition/__pycache__/*"))  # what pip compiles does not belong to the course
    found = {path.relative_to(own).as_posix() for path in own.rglob("*") if path.is_file()}
    assert found == edition() | {f".dlcourse/{name}" for name in {*edition(), "course.json"}}
    for name in edition():
        assert own.joinpath(name).read_bytes() == project.joinpath(name).read_bytes(), name


def test_every_link_of_the_folder_leads_to_a_file_in_it(own):
    for path in [*own.glob("lectures/*"), *own.glob("exercises/*/*.ipynb")]:
        for link in re.findall(
            r"\]\((\.\.?/[^)#]+|[\w/]+\.(?:ipynb|md))(?:#[^)]*)?\)", path.read_text(encoding="utf-8")
        ):
            assert path.parent.joinpath(link).exists(), f"{path.name}: {link}"


def test_the_readme_leads_a_newcomer_to_the_first_check(own, installed):
    steps = README.partition("## An exercise, from start to feedback")[2]
    lecture = re.search(r"Read and run \[lecture 07\]\((.*?)\)", steps)[1]
    exercise = own / re.search(r"Open `(.*?)` and fill in", steps)[1]
    (check,) = re.findall(r"^\| `(dlcourse check 07)` \|", steps, flags=re.MULTILINE)
    assert own.joinpath(lecture).exists()
    notebook = nbformat.read(exercise, as_version=4)
    cell_of(notebook, "relu_backward").source = "def relu_backward(da, z):\n    return da.copy()"
    nbformat.write(notebook, exercise)
    code, out, err = call("-m", *check.split(), cwd=own, PYTHONPATH=str(installed))
    assert (code, err) == (1, "")
    assert "You passed da on unchanged" in out


def test_a_learner_with_the_wheel_alone_checks_hands_in_and_stays_up_to_date(own, installed):
    def command(*words):
        return call("-m", "dlcourse", *words, cwd=own / "lectures", PYTHONPATH=str(installed))

    nbformat.write(answers(ROOT), own / "exercises" / EXERCISE / f"{EXERCISE}.ipynb")
    code, out, err = command("check", "07")
    assert (code, err) == (0, "")
    assert out.startswith(f"you  {EXERCISE}  ")
    assert command("submit", "07", "--student", "ada")[0] == 0
    assert command("progress")[0] == 0
    assert command("update") == (0, "Up to date: nothing has changed.\nNext: dlcourse lab\n", "")
    code, out, _ = command("doctor")
    assert f"ok       your folder: {own}\n" in out
    assert "make setup" not in out
    code, out, _ = command("reset", "07")
    assert (code, out.split(" Yours is kept: ")[0]) == (
        0,
        f"exercises/{EXERCISE}/{EXERCISE}.ipynb is as the course handed it out.",
    )


@pytest.mark.parametrize("what", ["answered", "run", "missing"])
def test_work_that_somebody_has_begun_is_not_given_away(project, tmp_path, what):
    path = project / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
    before = path.read_text(encoding="utf-8")
    try:
        if what == "missing":
            path.unlink()
        elif what == "run":
            path.write_text(before.replace('"outputs": []', '"outputs": [{"output_type": "stream"}]', 1))
        else:
            path.write_text(before.replace("raise NotImplementedError()", "return 42", 1))
        code = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
        exit_code, _, err = call("-c", code, cwd=project)
    finally:
        path.write_text(before, encoding="utf-8")
    assert exit_code == 1
    says = (
        f"Missing: {EXERCISE}" if what == "missing" else f"exercises/{EXERCISE}/{EXERCISE}.ipynb was run, or somebody"
    )
    assert says in err.splitlines()[-1]


def test_the_version_stands_in_one_place():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert not re.search(r"^version = \"", project, flags=re.MULTILINE)
    assert f'version: "{dlcourse.__version__}"' in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
