"""A class's folder: an excerpt of the course made, brought up to date, proved, handed out; and what it refuses."""

import json
import re
import shutil
import zipfile

import nbformat
import pytest
from course_copy import cell_of, contents, hand_in, run, unsandboxed
from own_class import RELU, SOFTPLUS, TOPIC, plain_exercise
from paths import ROOT

from dlcourse.cli import main
from dlcourse.course.authoring.build import build
from dlcourse.course.class_folder import begin
from dlcourse.course.class_folder.excerpt import excerpt, names_in
from dlcourse.course.folder import OWN, STATE, Course
from dlcourse.course.learner.by_kernel import judge_in_kernel
from dlcourse.course.learner.edition import edition_of_clone
from dlcourse.course.learner.handed_out import PAGES
from dlcourse.course.learner.own_folder import begin as begin_own

KEPT = ("01_perceptron", "03_multilayer_perceptron", "07_backpropagation")
TOPIC_NAME, PLAIN = "21_my_topic", "22_plain"
LINK = re.compile(r"\]\(([\w./-]+\.(?:ipynb|md))(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone of the course with three of its lectures and exercises."""
    root = tmp_path_factory.mktemp("clones") / "clone"
    names = [f"source/{kind}/{name}.py" for kind in ("lectures", "exercises") for name in KEPT]
    for name in (*names, "source/glossary.md", "nbgrader_config.py", "constraints.txt", ".gitignore", *PAGES):
        root.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.fixture(scope="module")
def made(clone, tmp_path_factory):
    """A class with two lectures, as it was made."""
    folder = tmp_path_factory.mktemp("made") / "my-class"
    assert main(["new-class", str(folder), "--lectures", "1,7", "--root", str(clone)]) == 0
    return folder


@pytest.fixture
def root(made, tmp_path):
    """A copy of that class, fresh."""
    return shutil.copytree(made, tmp_path / "my-class")


@pytest.fixture
def with_own(root):
    """The class with a question and an exercise of its own, and one of nbgrader's kind."""
    (root / "questions" / "softplus.py").write_text(SOFTPLUS, encoding="utf-8")
    (root / "questions" / "for_the_exam.py").write_text(SOFTPLUS.replace("softplus", "secret_one"), encoding="utf-8")
    (root / "source" / "exercises" / f"{TOPIC_NAME}.py").write_text(TOPIC, encoding="utf-8")
    (root / "solutions" / PLAIN).mkdir()
    nbformat.write(plain_exercise(), root / "solutions" / PLAIN / f"{PLAIN}.ipynb")
    (root / "solutions" / PLAIN / "table.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return root


@pytest.fixture
def archive(with_own, tmp_path):
    """What its students get."""
    assert main(["hand-out", str(tmp_path / "my-class.zip"), "--course", str(with_own)]) == 0
    return tmp_path / "my-class.zip"


@pytest.fixture
def student(archive, tmp_path):
    """A student's folder, unpacked."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "home")
    return tmp_path / "home" / "my-class"


def solve(folder, exercise, name, source):
    """Write an answer into a notebook of a folder's exercises/."""
    path = folder / "exercises" / exercise / f"{exercise}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell_of(notebook, name).source = source
    nbformat.write(notebook, path)
    return notebook


# Made


def test_a_class_holds_the_lectures_that_were_asked_for_built_and_up_to_date(made):
    assert sorted(path.stem for path in made.glob("lectures/*.ipynb")) == ["01_perceptron", "07_backpropagation"]
    assert Course(made).exercises() == ["01_perceptron", "07_backpropagation"]
    assert build(made, check=True) == []
    assert 'course_id = "my-class"' in (made / "nbgrader_config.py").read_text(encoding="utf-8")
    assert json.loads((made / ".dlcourse" / "class.json").read_text(encoding="utf-8"))["lectures"] == [
        "01_perceptron",
        "07_backpropagation",
    ]


def test_no_link_of_a_class_leads_nowhere(made):
    pages = [*made.glob("lectures/*"), *made.glob("exercises/*/*.ipynb"), *made.glob("docs/*.md"), made / "README.md"]
    links = [(page, target) for page in pages for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [(page.name, target) for page, target in links if not (page.parent / target).is_file()] == []
    assert len(links) > 5


def test_the_table_and_the_glossary_are_those_of_the_lectures_that_are_there(made):
    table = (made / "lectures" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d\d) \|", table, re.MULTILINE) == ["01", "07"]
    glossary = (made / "lectures" / "glossary.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(\[lecture (\d\d)\]", glossary)) == {"01", "07"}


def test_an_exercise_leads_on_to_the_next_lecture_that_the_class_has(made):
    ends = {path.stem: path.read_text(encoding="utf-8") for path in made.glob("exercises/*/*.ipynb")}
    assert "Then go on: [lecture 07](../../lectures/07_backpropagation.ipynb)" in ends["01_perceptron"]
    assert "This was the last exercise" in ends["07_backpropagation"]


def test_with_all_lectures_a_class_has_the_courses_texts_as_they_are():
    lectures, exercises = names_in(ROOT / "source" / "lectures"), names_in(ROOT / "source" / "exercises")
    files = excerpt(ROOT, lectures, exercises, "all-of-it")
    texts = [name for name in files if name.startswith("source/")]
    assert len(texts) == len(lectures) + len(exercises) + 1
    assert [name for name in texts if files[name] != (ROOT / name).read_bytes()] == []


@pytest.mark.parametrize(
    ("options", "lectures", "exercises"),
    [
        (["--lectures", "all"], list(KEPT), list(KEPT)),
        (["--lectures", "01_perceptron, 7"], ["01_perceptron", "07_backpropagation"], ["01_perceptron", KEPT[2]]),
        (["--lectures", "1-3,3,1"], list(KEPT[:2]), list(KEPT[:2])),
        (["--lectures", "1", "--exercises", "3,7"], [KEPT[0]], list(KEPT[1:])),
        (["--lectures", "none", "--exercises", "1"], [], [KEPT[0]]),
        (["--lectures", "1", "--exercises", "none"], [KEPT[0]], []),
    ],
)
def test_lectures_and_exercises_are_chosen_by_numbers_names_and_ranges(options, lectures, exercises, clone, tmp_path):
    about = begin.new_class(tmp_path / "it", clone, *_chosen(options))
    assert (list(about.lectures), list(about.exercises)) == (lectures, exercises)
    assert build(tmp_path / "it", check=True) == []


def _chosen(options):
    found = dict(zip(options[::2], options[1::2], strict=True))
    return found["--lectures"], found.get("--exercises")


def test_name_and_exchange_go_into_the_settings(clone, tmp_path, capsys):
    where, shared = tmp_path / "folder", tmp_path / "shared exchange"
    options = ["--lectures", "1", "--name", "dl-2027", "--exchange", str(shared), "--root", str(clone), "--json"]
    assert main(["new-class", str(where), *options]) == 0
    assert json.loads(capsys.readouterr().out)["class"] == "dl-2027"
    settings = (where / "nbgrader_config.py").read_text(encoding="utf-8")
    assert f"c.Exchange.root = {str(shared)!r}" in settings
    assert 'course_id = "dl-2027"' in settings


# Bad input

REFUSED = {
    "lectures that do not exist": (["--lectures", "1,x,99"], "--lectures: expected numbers, .*'x', '99'"),
    "a range beyond the end": (["--lectures", "5-99"], "'5-99'.* it has 01 to 07"),
    "nothing": (["--lectures", ""], "--lectures: expected numbers"),
    "commas": (["--lectures", ",,"], "--lectures: expected numbers"),
    "neither": (["--lectures", "none"], "expected a lecture or an exercise at least"),
    "nearly a name": (["--lectures", "07_backprop"], r"'07_backprop' \(did you mean 07_backpropagation\?\)"),
    "exercises that do not exist": (["--exercises", "2"], "--exercises: expected .*'2'"),
    "a name with a slash": (["--name", "a/b"], "--name: expected letters, digits"),
    "a name with a quotation mark": (["--name", 'a"b'], "--name: expected letters, digits"),
    "the course's name": (["--name", "dlcourse"], "--name: dlcourse is the whole course"),
    "no clone": (["--root", "/"], "a class is made from a clone of the course.*/ is none"),
}  # fmt: skip


@pytest.mark.parametrize(("options", "line"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_one_line_and_nothing_is_made(options, line, clone, tmp_path, capsys):
    root = [] if "--root" in options else ["--root", str(clone)]
    assert main(["new-class", str(tmp_path / "it"), *options, *root]) == 2
    said = capsys.readouterr().err
    assert re.search(f"^dlcourse new-class: .*{line}", said)
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_empty_a_file_and_a_link_stay_as_they_are(clone, made, tmp_path, capsys):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "full")
    before = contents(tmp_path)
    for name, line in {"full": "is not empty", "file": "is a file or a link", "link": "is a file or a link"}.items():
        assert main(["new-class", str(tmp_path / name), "--lectures", "1", "--root", str(clone)]) == 2
        assert line in capsys.readouterr().err
    assert contents(tmp_path) == before
    assert main(["new-class", str(made), "--lectures", "1", "--root", str(clone)]) == 2
    assert "dlcourse update --course" in capsys.readouterr().err


def test_an_empty_folder_and_one_in_a_new_folder_are_taken(clone, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new/within"):
        assert main(["new-class", str(tmp_path / name), "--lectures", "1", "--root", str(clone)]) == 0
        assert build(tmp_path / name, check=True) == []


def test_a_class_is_no_clone_to_make_another_from(made, tmp_path, capsys):
    assert main(["new-class", str(tmp_path / "it"), "--lectures", "1", "--root", str(made)]) == 2
    assert "a class is made from a clone" in capsys.readouterr().err


# Up to date


@pytest.fixture
def newer(clone, root, tmp_path, monkeypatch):
    """A clone that is newer, which stands in where the one that the class was made from is gone."""
    later = shutil.copytree(clone, tmp_path / "clone")
    for kind in ("lectures", "exercises"):
        path = later / "source" / kind / "01_perceptron.py"
        path.write_text(path.read_text(encoding="utf-8").replace('"""\n', '"""\nNewer.\n\n', 1), encoding="utf-8")
    monkeypatch.setattr(begin, "clone_here", lambda: later)
    record = root / ".dlcourse" / "class.json"
    record.write_text(record.read_text(encoding="utf-8").replace(str(clone), str(clone / "gone")), encoding="utf-8")
    return later


def text_of(root, name):
    return (root / name).read_text(encoding="utf-8")


def test_an_update_brings_newer_texts_and_keeps_what_is_the_classs_own(with_own, newer, capsys):
    (with_own / "nbgrader_config.py").write_text(
        text_of(with_own, "nbgrader_config.py") + "c.x = 1\n", encoding="utf-8"
    )
    exercise, lecture = "source/exercises/01_perceptron.py", "source/lectures/01_perceptron.py"
    changed = text_of(with_own, exercise).replace('"""\n', '"""\nA line of mine.\n\n', 1)
    (with_own / exercise).write_text(changed, encoding="utf-8")
    build(with_own)
    own = {
        name: data for name, data in contents(with_own).items() if name.startswith(("questions/", "nbgrader_config"))
    }
    assert main(["update", "--check", "--course", str(with_own)]) == 0
    assert "A newer course is here: 2 files" in capsys.readouterr().out
    assert main(["update", "--course", str(with_own)]) == 0
    said = capsys.readouterr().out
    assert "changed by you: yours stays, and the course's newer one is 01_perceptron.py.from-the-course" in said
    assert "Newer." in text_of(with_own, lecture)
    assert "Newer." in text_of(with_own, "lectures/01_perceptron.ipynb")
    assert text_of(with_own, exercise) == changed
    assert "Newer." in text_of(with_own, f"{exercise}.from-the-course")
    assert own.items() <= contents(with_own).items()
    assert [path.parent.name for path in build(with_own, check=True)] == [PLAIN]  # which no text makes
    assert main(["update", "--course", str(with_own)]) == 0
    assert "Up to date" in capsys.readouterr().out


def test_without_any_clone_an_update_is_one_line_and_doctor_goes_on(root, newer, monkeypatch, capsys):
    monkeypatch.setattr(begin, "clone_here", lambda: None)
    assert main(["update", "--course", str(root)]) == 2
    assert re.fullmatch(r"dlcourse update: .* was made from .*, which is no clone .*\n", capsys.readouterr().err)
    main(["doctor", "--json", "--course", str(root)])
    findings = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert findings["class"]["found"].endswith("no newer ones can be had")


def test_an_update_whose_texts_cannot_be_built_changes_nothing(root, newer, capsys):
    path = newer / "source" / "lectures" / "01_perceptron.py"
    path.write_text(text_of(newer, "source/lectures/01_perceptron.py") + "\n# %% nonsense\nx = 1\n", encoding="utf-8")
    before = contents(root)
    assert main(["update", "--course", str(root)]) == 2
    assert "01_perceptron.py:" in capsys.readouterr().err
    assert contents(root) == before


def test_a_lecture_that_the_course_has_no_more_stays_and_a_missing_text_comes_back(root, newer, capsys):
    (newer / "source" / "lectures" / "07_backpropagation.py").unlink()
    (root / "source" / "exercises" / "07_backpropagation.py").unlink()
    assert main(["update", "--course", str(root)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"source/lectures/07_backpropagation\.py:\n  no longer in the course; your copy stays", said)
    assert re.search(r"source/exercises/07_backpropagation\.py:\n  was missing: a fresh copy", said)
    assert (root / "source" / "lectures" / "07_backpropagation.py").is_file()


def test_a_damaged_record_of_the_class_is_one_line(root, capsys):
    (root / ".dlcourse" / "class.json").write_text("{", encoding="utf-8")
    assert main(["update", "--course", str(root)]) == 2
    assert re.fullmatch(r"dlcourse update: \.dlcourse/class\.json is damaged: .*\n", capsys.readouterr().err)


# Handed out


def test_students_get_no_solution_no_text_and_only_the_questions_that_are_asked(archive, with_own):
    with zipfile.ZipFile(archive) as packed:
        names = [name.removeprefix("my-class/") for name in packed.namelist()]
        texts = "\n".join(packed.read(name).decode() for name in packed.namelist())
    assert not [name for name in names if "solutions" in name or "source" in name or "class.json" in name]
    assert "BEGIN SOLUTION" not in texts
    assert "return np.logaddexp(0, z)" not in texts
    assert "assert twice(4) == 8" not in texts
    questions = [name for name in names if "questions" in name]
    assert questions == [".dlcourse/questions/softplus.py"]
    assert f"exercises/{PLAIN}/table.csv" in names
    shown = [name for name in names if not name.startswith(".dlcourse/")]
    assert not [name for name in shown if "question" in name]


def test_the_same_class_is_the_same_archive_and_another_file_is_not_replaced(archive, with_own, tmp_path, capsys):
    before = archive.read_bytes()
    assert main(["hand-out", str(archive), "--course", str(with_own)]) == 0
    assert archive.read_bytes() == before
    other = tmp_path / "other.zip"
    other.write_bytes(b"mine")
    capsys.readouterr()
    assert main(["hand-out", str(other), "--course", str(with_own)]) == 2
    assert "is there and no earlier archive of my-class" in capsys.readouterr().err
    assert other.read_bytes() == b"mine"
    assert main(["hand-out", str(tmp_path / "my-class.tar"), "--course", str(with_own)]) == 2
    assert "expected a file that ends in .zip" in capsys.readouterr().err


def test_nothing_is_handed_out_while_a_question_that_is_asked_cannot_be(with_own, tmp_path, capsys):
    build(with_own)
    (with_own / "questions" / "softplus.py").write_text("import nothing_like_it\n" + SOFTPLUS, encoding="utf-8")
    assert main(["hand-out", str(tmp_path / "it.zip"), "--course", str(with_own)]) == 2
    assert "questions/softplus.py:1: ModuleNotFoundError" in capsys.readouterr().err
    assert not (tmp_path / "it.zip").exists()


def test_only_a_class_is_handed_out(tmp_path, clone, capsys):
    (clone / "solutions").mkdir(exist_ok=True)
    assert main(["hand-out", str(tmp_path / "it.zip"), "--course", str(clone)]) == 2
    assert "is no class's folder" in capsys.readouterr().err


def test_every_command_of_a_student_works_in_what_is_handed_out(student, tmp_path):
    solve(student, TOPIC_NAME, "softplus", RELU)
    solve(student, PLAIN, "twice", "def twice(x):\n    return 2 * x")

    def command(*arguments):
        return run("dlcourse", *arguments, cwd=student)

    checked = json.loads(command("check", "21", "--json").stdout)
    assert [(q["name"], q["points"], q["misconceptions"]) for q in checked["questions"]] == [("softplus", 0, ["relu"])]
    plain = json.loads(command("check", "22", "--json").stdout)
    assert [(q["name"], q["points"], q["status"]) for q in plain["questions"]] == [
        ("twice_of_three", 1, "correct"),
        ("twice_of_four", 0, "by hand"),
    ]
    assert re.search(r"^21_my_topic .* 0/2   1 met, 0 cleared$", command("progress").stdout, re.MULTILINE)
    assert command("submit", "21", "--student", "ada").stdout.startswith("Submitted 21_my_topic as ada")
    done = json.loads(command("done", "21", "--no-browser", "--json", "--student", "ada").stdout)
    assert (done["score"], done["max_score"]) == (0, 2)
    findings = {one["subject"]: one for one in json.loads(command("doctor", "--json").stdout)["findings"]}
    assert findings["own questions"] == {"subject": "own questions", "status": "ok", "found": "softplus", "fix": ""}
    assert findings["your folder"]["status"] == "ok"
    reset = command("reset", "21")
    assert "is as the course handed it out" in reset.stdout, reset.stderr
    again = command("update")
    assert (again.returncode, again.stderr) == (
        2,
        f"dlcourse update: {student} belongs to a class, whose newer edition your instructor has: dlcourse update "
        "--from FILE\n",
    )


def test_where_there_is_no_grader_a_kernel_finds_the_questions_of_the_class(student):
    solve(student, TOPIC_NAME, "softplus", RELU)
    result, _ = judge_in_kernel(Course(student), TOPIC_NAME)
    assert [(one.name, one.points, one.misconceptions) for one in result.questions] == [("softplus", 0, ["relu"])]


def test_an_archive_brings_a_students_folder_up_to_date_with_its_questions(student, with_own, archive, capsys):
    solve(student, TOPIC_NAME, "softplus", RELU)
    more = SOFTPLUS.replace("What is the largest number in float64?", "What is e^1000 in float64?")
    (with_own / "questions" / "softplus.py").write_text(more, encoding="utf-8")
    text = TOPIC.replace("## 1. Softplus", "## 1. Softplus, smooth")
    (with_own / "source" / "exercises" / f"{TOPIC_NAME}.py").write_text(text, encoding="utf-8")
    assert main(["hand-out", str(archive), "--course", str(with_own)]) == 0
    assert main(["update", "--from", str(archive), "--course", str(student)]) == 0
    capsys.readouterr()
    notebook = nbformat.read(student / "exercises" / TOPIC_NAME / f"{TOPIC_NAME}.ipynb", as_version=4)
    assert cell_of(notebook, "softplus").source == RELU
    assert any("Softplus, smooth" in cell.source for cell in notebook.cells)
    assert "e^1000" in text_of(student, ".dlcourse/questions/softplus.py")
    (with_own / "questions" / "softplus.py").write_text(SOFTPLUS, encoding="utf-8")
    assert main(["hand-out", str(archive), "--course", str(with_own)]) == 0
    assert main(["update", "--check", "--course", str(student)]) == 0  # the archive is known by now
    assert "A newer course is here: 1 file" in capsys.readouterr().out
    assert main(["update", "--course", str(student)]) == 0
    assert text_of(student, ".dlcourse/questions/softplus.py") == SOFTPLUS


def test_a_folder_is_begun_from_an_archive_and_one_that_lost_its_hidden_files_is_taken_over(archive, tmp_path, capsys):
    mine = tmp_path / "mine"
    assert main(["start", str(mine), "--from", str(archive)]) == 0
    solve(mine, TOPIC_NAME, "softplus", RELU)
    shutil.rmtree(mine / ".dlcourse")
    assert main(["start", str(mine)]) == 2
    assert "holds the course 'my-class', and the one installed is 'dlcourse'" in capsys.readouterr().err
    assert main(["start", str(mine), "--from", str(archive)]) == 0
    notebook = nbformat.read(mine / "exercises" / TOPIC_NAME / f"{TOPIC_NAME}.ipynb", as_version=4)
    assert cell_of(notebook, "softplus").source == RELU
    assert (mine / ".dlcourse" / "questions" / "softplus.py").is_file()


def bad_archives(archive, tmp_path):
    """Files that are no archive of a class, with a part of what is said of each."""
    tmp_path.joinpath("text.zip").write_text("hello", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with zipfile.ZipFile(tmp_path / "up.zip", "w") as packed:
        packed.writestr(f"it/{STATE}", '{"course": "it", "version": "1", "fingerprint": "x"}')
        packed.writestr("it/.dlcourse/../../evil.ipynb", "{}")
    tmp_path.joinpath("cut.zip").write_bytes(archive.read_bytes()[:-200])
    return {
        "text.zip": "cannot be read as a zip archive",
        "empty.zip": "is no edition of a class",
        "up.zip": "does not belong to an edition",
        "cut.zip": "cannot be read as a zip archive",
        "missing.zip": "is not there",
    }


def test_what_is_no_archive_of_a_class_is_one_line_and_changes_nothing(archive, student, tmp_path, capsys):
    for name, line in bad_archives(archive, tmp_path).items():
        before = contents(student)
        assert main(["update", "--from", str(tmp_path / name), "--course", str(student)]) == 2
        said = capsys.readouterr().err
        assert line in said
        assert len(said.splitlines()) == 1
        assert main(["start", str(tmp_path / "new"), "--from", str(tmp_path / name)]) == 2
        assert not (tmp_path / "new").exists()
        assert contents(student) == before
        capsys.readouterr()


def test_the_archive_of_another_class_is_refused(student, clone, tmp_path, capsys):
    other = tmp_path / "other"
    assert main(["new-class", str(other), "--lectures", "1", "--root", str(clone)]) == 0
    assert main(["hand-out", str(tmp_path / "other.zip"), "--course", str(other)]) == 0
    capsys.readouterr()
    assert main(["update", "--from", str(tmp_path / "other.zip"), "--course", str(student)]) == 2
    assert re.search(r"holds the course 'my-class', and the one in .*other\.zip is 'other'", capsys.readouterr().err)


def test_a_students_folder_has_nothing_that_prove_finds_fault_with(student, capsys):
    assert main(["prove", "--course", str(student), "--json", "--workers", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["faults"], [one["name"] for one in found["per_question"]]) == ([], ["softplus"])


# The instructor's side


def test_the_instructors_own_folder_within_a_class_follows_the_class(with_own, capsys):
    build(with_own)
    own = with_own / OWN
    begin_own(own, edition_of_clone(with_own), with_own)
    assert [path.name for path in (own / ".dlcourse" / "questions").iterdir()] == ["softplus.py"]
    assert main(["update", "--check", "--course", str(own)]) == 0
    assert "Up to date" in capsys.readouterr().out
    text = TOPIC.replace("## 1. Softplus", "## 1. Softplus, smooth")
    (with_own / "source" / "exercises" / f"{TOPIC_NAME}.py").write_text(text, encoding="utf-8")
    build(with_own)
    assert main(["update", "--course", str(own)]) == 0
    assert "Softplus, smooth" in text_of(own, f"exercises/{TOPIC_NAME}/{TOPIC_NAME}.ipynb")


def test_with_a_wheel_a_class_needs_the_name_of_a_clone(clone, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(begin, "clone_here", lambda: None)
    command = ["new-class", str(tmp_path / "it"), "--lectures", "1", "--course", str(tmp_path)]
    assert main(command) == 2
    assert re.search(r"a class is made from a clone .*: go to a clone, or name it with --root", capsys.readouterr().err)
    assert main([*command, "--root", str(clone)]) == 0


def test_a_class_grades_its_own_question_and_tests_of_nbgraders_kind_alike(with_own, student):
    build(with_own)
    for name, twice in {"ada": "def twice(x):\n    return 2 * x", "bob": "def twice(x):\n    return 6"}.items():
        hand_in(with_own, name, solve(student, PLAIN, "twice", twice), PLAIN)
    hand_in(with_own, "ada", solve(student, TOPIC_NAME, "softplus", RELU.replace("maximum", "logaddexp")), TOPIC_NAME)
    for exercise, marks in (("22", {"ada": 2, "bob": 1}), ("21", {"ada": 2})):
        done = run("dlcourse", "grade", exercise, "--json", *unsandboxed(), cwd=with_own)
        assert done.returncode == 0, done.stderr
        assert {one["student"]: one["score"] for one in json.loads(done.stdout)["submissions"]} == marks


def test_doctor_knows_a_class_and_what_is_wrong_with_its_questions(with_own, capsys):
    build(with_own)
    main(["doctor", "--json", "--course", str(with_own)])
    findings = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert findings["class"]["found"].startswith("my-class: 2 lectures and 2 exercises of the course")
    assert findings["own questions"] == {
        "subject": "own questions",
        "status": "ok",
        "found": "secret_one, softplus",
        "fix": "",
    }
    (with_own / "questions" / "softplus.py").write_text("x = \n", encoding="utf-8")
    assert main(["doctor", "--json", "--course", str(with_own)]) == 1
    findings = {one["subject"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert findings["own questions"]["status"] == "problem"
    assert "questions/softplus.py:1: SyntaxError" in findings["own questions"]["found"]


def test_doctor_in_a_students_edition_looks_at_its_dates_and_questions(with_own, tmp_path, capsys):
    (with_own / "dates.csv").write_text("exercise,due,time_zone\n21,2030-01-31 12:00,UTC\n")
    assert main(["hand-out", str(tmp_path / "my-class.zip"), "--course", str(with_own)]) == 0
    with zipfile.ZipFile(tmp_path / "my-class.zip") as packed:
        packed.extractall(tmp_path / "home")
    student = tmp_path / "home" / "my-class"

    def found():
        capsys.readouterr()
        main(["doctor", "--json", "--course", str(student)])
        return {one["subject"]: one for one in json.loads(capsys.readouterr().out)["findings"]}

    findings = found()
    assert findings["own questions"]["found"] == "softplus"
    assert "roster" not in findings
    shutil.rmtree(student / ".dlcourse" / "questions")
    finding = found()["own questions"]
    assert (finding["status"], finding["found"]) == (
        "problem",
        f"{TOPIC_NAME}: no question is called 'softplus'",
    )
    assert "dlcourse update brings back what is missing; else tell whoever runs the class" in finding["fix"]
    (student / "dates.csv").write_text("exercise,due,time_zone\n21,tomorrow,UTC\n")
    finding = found()["dates"]
    assert finding["status"] == "problem"
    assert "row 2, column 'due'" in finding["found"]
    assert "tell whoever runs the class" in finding["fix"]
