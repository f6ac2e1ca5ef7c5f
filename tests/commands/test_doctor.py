"""`dlcourse doctor` finds what is wrong with an installation and says how to fix it."""

import json
import re
import shlex
import sqlite3
import subprocess
import tomllib
from types import SimpleNamespace

import pytest
from course_copy import EXERCISE, ROOT, copy_course, exercise_of, run

from dlcourse.course.commands import doctor, main
from dlcourse.course.commands.doctor import examine_installation
from dlcourse.course.folder import Course
from dlcourse.course.grading.sandbox.tiers import SandboxError
from dlcourse.extras import install_line


@pytest.fixture
def course(tmp_path):
    return Course(copy_course(tmp_path))


def by_subject(folder):
    return {finding.subject: finding for finding in doctor.examine_installation(folder)}


def assert_problem(finding, found, fix):
    assert finding.status == "problem"
    assert found in finding.found
    assert fix in finding.fix


def test_this_installation_is_well():
    done = run("dlcourse", "doctor", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert f"ok       course folder: {ROOT}\n" in done.stdout


def test_the_findings_as_json(course, capsys):
    assert main(["doctor", "--json", "--course", str(course.root)]) == 0
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {"Python", "numpy", "nbgrader", "course folder", "gradebook", "kernel", "disk"} <= {
        finding["subject"] for finding in findings
    }
    assert all(set(finding) == {"subject", "status", "found", "fix"} for finding in findings)


def test_a_problem_is_exit_code_1_with_a_line_that_mends_it(course, capsys):
    exercise_of(course.root).unlink()
    assert main(["doctor", "--course", str(course.root)]) == 1
    out = capsys.readouterr().out
    path = f"exercises/{EXERCISE}/{EXERCISE}.ipynb"
    assert f"problem  exercises: missing: {EXERCISE}\n" in out
    assert f"→ get back what is missing, and nothing else: git checkout -- {path}\n" in out


def test_what_the_doctor_advises_brings_back_the_missing_exercise_and_leaves_begun_work_alone(tmp_path):
    root = copy_course(tmp_path, EXERCISE, "08_gradient_descent")
    for command in ("init -q .", "add --force exercises", "-c user.name=a -c user.email=a@b commit -q -m course"):
        subprocess.run(["git", *command.split()], cwd=root, check=True)
    begun = root / "exercises" / "08_gradient_descent" / "08_gradient_descent.ipynb"
    begun.write_text(begun.read_text(encoding="utf-8").replace("pass", "answer = 42"), encoding="utf-8")
    text = begun.read_text(encoding="utf-8")
    exercise_of(root).unlink()
    command = doctor.exercises(Course(root)).fix.split(": ", 1)[1]
    subprocess.run(shlex.split(command), cwd=root, check=True)
    assert exercise_of(root).exists()
    assert begun.read_text(encoding="utf-8") == text


def test_no_advice_of_the_course_sets_back_files_that_may_hold_work():
    texts = [*ROOT.glob("dlcourse/**/*.py"), *ROOT.glob("docs/*.md"), ROOT / "README.md", ROOT / "Makefile"]
    dangerous = re.compile(r"git (checkout (?!-- \{)|restore|stash|clean|reset)|rm -rf (?!\$\(VENV\))")
    found = [(path.name, match[0]) for path in texts for match in dangerous.finditer(path.read_text(encoding="utf-8"))]
    assert [each for each in found if each != ("doctor.py", "git checkout")] == []


def test_outside_a_course_the_rest_is_still_looked_at(tmp_path):
    findings = by_subject(tmp_path)
    assert_problem(findings["course folder"], "is not in a course folder", "run this in the folder that you cloned")
    assert findings["disk"].status == "ok"


def test_a_damaged_gradebook_is_a_problem(course):
    course.root.joinpath("gradebook.db").write_bytes(b"no database" * 1000)
    assert_problem(next(doctor.settings(course)), "file is not a database", "restore a backup")


def test_a_gradebook_with_a_damaged_page_is_a_problem(course):
    path = course.root / "gradebook.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE marks (name TEXT)")
        connection.executemany("INSERT INTO marks VALUES (?)", [(f"student {i}" * 20,) for i in range(500)])
    connection.close()
    whole = path.read_bytes()
    assert next(doctor.settings(course)).status == "ok"
    path.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])
    assert_problem(next(doctor.settings(course)), "gradebook.db", "restore a backup")


def test_the_settings_are_loaded_once(course):
    with course.root.joinpath("nbgrader_config.py").open("a", encoding="utf-8") as settings:
        settings.write('\nopen(root / "loads", "a").write("x")\n')
    assert {"gradebook", "graded code"} <= set(by_subject(course.root))
    assert course.root.joinpath("loads").read_text() == "x"


def test_settings_that_cannot_be_read_are_one_problem(course):
    course.root.joinpath("nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.root = 1 / 0\n")
    problems = [finding for finding in examine_installation(course.root) if finding.status == "problem"]
    (finding,) = (finding for finding in problems if finding.subject in ("gradebook", "graded code"))
    assert_problem(finding, "its settings cannot be read", "nbgrader_config.py, line 2: ZeroDivisionError")


def test_the_gradebook_is_looked_at_in_a_folder_with_an_odd_name_too(tmp_path):
    folder = tmp_path / "100% #1?"
    folder.mkdir()
    folder.joinpath("gradebook.db").write_bytes(b"no database" * 1000)
    assert_problem(next(doctor.settings(Course(folder))), "file is not a database", "restore a backup")
    assert [path.name for path in tmp_path.iterdir()] == ["100% #1?"]


def test_a_course_without_exercises_is_a_problem(tmp_path):
    assert_problem(doctor.exercises(Course(tmp_path)), "missing: all", "clone the course again")


def test_another_version_than_pinned_is_a_problem(course):
    course.root.joinpath("constraints.txt").write_text("numpy==1.0\nnbgrader==0.1 ; python_version < '3'\n")
    finding = doctor.pinned_versions(course)
    assert_problem(finding, ", pinned 1.0", "make clean-venv setup")
    assert "nbgrader" not in finding.found


def test_a_missing_package_is_a_problem():
    assert_problem(doctor.installed("no_such_package"), "not installed", "make setup")


def test_an_old_python_is_a_problem(monkeypatch):
    old = SimpleNamespace(version_info=(3, 10, 12, "final", 0), executable="/usr/bin/python3")
    monkeypatch.setattr(doctor, "sys", old)
    assert_problem(doctor.python_version(), "3.10.12 at /usr/bin/python3", "install Python 3.11 or later")


def test_a_read_only_folder_is_a_problem(course, monkeypatch):
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: path.name != "exercises")
    assert_problem(doctor.writable(course), f"{course.root / 'exercises'} is read-only", "chmod u+w")


def test_a_kernel_of_another_python_is_a_problem(monkeypatch):
    another = SimpleNamespace(argv=["/opt/other/bin/python", "-m", "ipykernel_launcher"])
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", lambda self, name: another)
    assert_problem(doctor.kernel(), "/opt/other/bin/python, another Python", "ipykernel install --sys-prefix")


def test_a_full_disk_is_a_problem(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    assert_problem(doctor.disk_space(tmp_path), "1 MB free", "free some space")


def test_missing_programs_are_a_problem(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name, path: None)
    assert_problem(doctor.programs(), "jupyter, alembic", "make clean-venv setup")


def test_a_missing_sandbox_is_a_note_and_no_problem(monkeypatch):
    monkeypatch.setattr("dlcourse.course.grading.sandbox.shared.shared_sandbox", no_sandbox)
    found = next(finding for finding in examine_installation(ROOT) if finding.subject == "sandbox")
    assert (found.status, found.found) == ("note", "none: bubblewrap: not installed; landlock: not installed")
    assert "work of others" in found.fix


def test_a_machine_with_the_second_tier_alone_is_well_and_hears_of_both(monkeypatch):
    monkeypatch.setattr(
        "dlcourse.course.grading.sandbox.shared.shared_sandbox",
        lambda tier: no_sandbox(tier) if tier == "bubblewrap" else None,
    )
    finding = doctor.sandbox()
    assert finding.status == "ok"
    assert finding.found == "bubblewrap: not installed; landlock: tried, and nothing got out"


def no_sandbox(tier):
    raise SandboxError(f"{tier}: not installed")


def test_what_is_needed_is_what_the_project_file_says():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.match(r"[\w.-]+", text)[0] for text in project["dependencies"]]
    assert doctor._requirements()[""] == names
    assert {"nbgrader", "latex2mathml"} <= set(names)


def test_missing_extras_are_a_note_with_the_command_that_installs_them(monkeypatch):
    monkeypatch.setattr(doctor, "_is_installed", lambda package: False)
    finding = doctor.extras()
    assert finding.status == "note"
    extras = ("cluster", "cupy", "keras", "numba")
    assert finding.fix == "\n".join(f"{extra}: {install_line(extra)}" for extra in extras)
