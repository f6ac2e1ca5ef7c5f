"""The command `dlcourse`: what students and instructors do in a terminal.

Exit codes: 0 all is well; 1 it ran and found something wrong (a wrong answer, a rejected submission, a problem);
2 it could not run (an unknown exercise, a broken notebook, wrong arguments).
"""

import argparse
import getpass
import json
import os
import sys
from pathlib import Path

import dlcourse.quick_imports  # noqa: F401 - before nbformat
from dlcourse.course import Course, CourseError, require_student_id


def main(arguments=None):
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except CourseError as error:
        print(f"dlcourse {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader, say `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        from dlcourse.grading.faults import told

        line = told(error)
        if line is None:
            raise
        print(f"dlcourse {options.command}: {line}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"dlcourse {options.command}: stopped; what was finished is kept", file=sys.stderr)
        return 130


def parser():
    """All commands with their arguments."""
    top = argparse.ArgumentParser(prog="dlcourse", description="The deep learning course in a terminal.")
    top.add_argument("--version", action="version", version=version())
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--course", type=Path, default=Path.cwd(), metavar="DIR", help="the course folder (default: here)"
    )
    prints = argparse.ArgumentParser(add_help=False)
    prints.add_argument("--json", action="store_true", help="print the result as one JSON object")
    on_exercise = argparse.ArgumentParser(add_help=False)
    on_exercise.add_argument("exercise", help="number or name: 07 or 07_backpropagation")
    for_students = argparse.ArgumentParser(add_help=False)
    for_students.add_argument("--student", action="append", metavar="ID", help="only this student (may be repeated)")

    def add(name, run, text, *parents):
        command = commands.add_parser(name, help=text, description=text, parents=[*parents, everywhere])
        command.set_defaults(run=run)
        return command

    lab = add("lab", run_lab, "Open JupyterLab on the lectures.")
    lab.add_argument("jupyter", nargs="*", metavar="OPTION", help="options for JupyterLab, after --")
    add("doctor", run_doctor, "Say what is wrong with the installation, and how to mend it.", prints)
    add("check", run_check, "Run your exercise and say which answers are right.", on_exercise, prints)
    checks = add("checks", run_checks, "Prove the checks: with wrong answers, right ones, small random bugs.", prints)
    checks.add_argument("exercise", nargs="*", help="numbers or names (default: all exercises)")
    checks.add_argument("--report", action="store_true", help="one line for each question (default: one in all)")
    checks.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes to use")
    progress = add("progress", run_progress, "Show what you have done, and what to repeat next.", prints)
    progress.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")
    submit = add("submit", run_submit, "Hand in your exercise: a copy, yours stays as it is.", on_exercise, prints)
    submit.add_argument("--student", default=None, metavar="ID", help="hand in under this id (default: your user name)")
    grade = add("grade", run_grade, "Grade all that was submitted.", on_exercise, for_students, prints)
    walls = grade.add_mutually_exclusive_group()
    walls.add_argument(
        "--sandbox",
        choices=("auto", "bubblewrap", "landlock", "none"),
        default="auto",
        help="the walls around students' code (default: auto, the best that this machine builds)",
    )
    walls.add_argument(
        "--unsandboxed",
        action="store_const",
        const="none",
        dest="sandbox",
        help="run students' code without a sandbox, with your rights",
    )
    grade.epilog = "First collects what was handed in on the exchange. Students' code runs in a sandbox."
    add_cluster(grade.add_argument_group("on a cluster", CLUSTER))
    add(
        "feedback", run_feedback, "Write a page of feedback for each graded student.", on_exercise, for_students, prints
    )
    insights = add("insights", run_insights, "Show what a class got wrong, from what was graded.", on_exercise, prints)
    insights.add_argument("--html", type=Path, metavar="FILE", help="write a page instead")
    return top


CLUSTER = """Let the workers of a dask.distributed scheduler judge; the gradebook is written here. Each worker builds
its own sandbox; without one it judges only with --unsandboxed. docs/instructor.md says how to start them."""


def add_cluster(group):
    """The options that say where a cluster is, and how to speak to it."""
    group.add_argument("--cluster", metavar="ADDRESS", help="tls://HOST:PORT, or tcp://127.0.0.1:PORT on this machine")
    group.add_argument("--tls-ca", type=Path, metavar="FILE", help="certificate that signed the cluster's own")
    group.add_argument("--tls-cert", type=Path, metavar="FILE", help="certificate to show the scheduler")
    group.add_argument("--tls-key", type=Path, metavar="FILE", help="its key (default for all: dask's configuration)")


def version():
    """The package's version."""
    from dlcourse import __version__

    return f"dlcourse {__version__}"


def run_lab(options):
    """dlcourse lab."""
    from dlcourse.lab import start_lab

    return start_lab(Course.find(options.course), options.jupyter)


def run_doctor(options):
    """dlcourse doctor."""
    from dlcourse.doctor import examine_installation

    findings = list(examine_installation(options.course))
    if options.json:
        print(json.dumps({"findings": [vars(finding) for finding in findings]}, indent=1))
    else:
        for finding in findings:
            print(f"{finding.status:<8} {finding.subject}: {finding.found}")
            if finding.mend:
                print(f"{'':<8} → {finding.mend}")
    return int(any(finding.status == "problem" for finding in findings))


def run_check(options):
    """dlcourse check."""
    from dlcourse.grading.grade import check_notebook
    from dlcourse.grading.results import to_text

    course = Course.find(options.course)
    result = check_notebook(course, course.exercise(options.exercise))
    print(json.dumps(result.to_dict(), indent=1, ensure_ascii=False) if options.json else to_text(result))
    return int(any(question.status not in ("correct", "by hand") for question in result.questions))


def run_checks(options):
    """dlcourse checks."""
    from dlcourse.checks.catalogue import EXERCISES
    from dlcourse.checks.proof.report import in_all, report, to_text

    names = [one for wanted in options.exercise for one in EXERCISES if wanted.zfill(2) in (one, one[:2])]
    if len(names) < len(options.exercise):
        raise CourseError(f"no such exercise: {' '.join(options.exercise)}; there are: {', '.join(EXERCISES)}")
    names = names or list(EXERCISES)
    total = sum(len(EXERCISES[name]) for name in names)
    reports = list(with_progress(report(names, options.workers), total, "proving"))
    if options.json:
        print(json.dumps(in_all(reports), indent=1, ensure_ascii=False))
    else:
        text = to_text(reports)
        print(text if options.report else text.splitlines()[-1])
    return int(not all(one.is_sound for one in reports))


def run_progress(options):
    """dlcourse progress."""
    from dlcourse.progress import progress_of, to_html, to_text

    progress = progress_of(Course.find(options.course))
    if options.html:
        options.html.write_text(to_html(progress), encoding="utf-8")
        print(f"Written: {options.html}", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(progress.to_dict(), indent=1, ensure_ascii=False))
    elif not options.html:
        print(to_text(progress))
    return 0


def own_id():
    """The id under which one hands in."""
    return os.environ.get("JUPYTERHUB_USER") or getpass.getuser()


def run_submit(options):
    """dlcourse submit."""
    from dlcourse.grading.exchange import submit

    course = Course.find(options.course)
    student = options.student or own_id()
    receipt = submit(course, course.exercise(options.exercise), student)
    if options.json:
        print(json.dumps(receipt, indent=1))
    else:
        print(f"Submitted {receipt['exercise']} as {receipt['student']}, {receipt['timestamp']}.")
        print(f"Your notebook stays where it is. Next: dlcourse grade {options.exercise}")
    return 0


def run_grade(options):
    """dlcourse grade."""
    from dlcourse.grading.exchange import collect
    from dlcourse.grading.grade import grade_at
    from dlcourse.grading.results import to_text

    course = Course.find(options.course)
    name = course.exercise(options.exercise)
    for line in collect(course, name):
        print(f"dlcourse grade: {line}", file=sys.stderr)
    students = chosen(options.student, course.students(name))
    if not students:
        raise CourseError(
            f"nothing to grade: expected submitted/STUDENT/{name}/{name}.ipynb, or run dlcourse submit first"
        )
    results = []
    place = place_to_grade(options, students)
    if place.tiers == {"none"}:
        whose = "the rights of the cluster's workers" if options.cluster else "your rights"
        print(f"dlcourse grade: no sandbox: the code runs with {whose}", file=sys.stderr)
    for result in with_progress(grade_at(place, course, name, students), len(students), "grading"):
        results.append(result)
        if not options.json:
            print(to_text(result), flush=True)
    if options.json:
        print(json.dumps({"submissions": [result.to_dict() for result in results]}, indent=1, ensure_ascii=False))
    return int(any(result.status != "graded" for result in results))


def place_to_grade(options, students):
    """Where to judge these students' work: in processes here, or on the cluster that was asked for."""
    if options.cluster is None:
        from dlcourse.grading.grade import choose_sandbox
        from dlcourse.grading.pool import Pool

        return Pool(choose_sandbox(students, own_id(), options.sandbox), len(students))
    try:
        from dlcourse.grading.cluster import Cluster, security_of
    except ImportError as error:
        raise CourseError(str(error)) from None
    security = None
    if options.tls_ca or options.tls_cert or options.tls_key:
        security = security_of(options.tls_ca, options.tls_cert, options.tls_key)
    return Cluster(options.cluster, security, options.sandbox)


def run_feedback(options):
    """dlcourse feedback."""
    from dlcourse.grading.feedback import write_feedback

    course = Course.find(options.course)
    name = course.exercise(options.exercise)
    students = chosen(options.student, course.students(name, "autograded"))
    if not students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {options.exercise} first")
    pages = []
    for page in with_progress(write_feedback(course, name, students), len(students), "writing"):
        pages.append(page)
        if not options.json:
            where = page["path"] and os.path.relpath(page["path"])
            print("  ".join(filter(None, [page["student"], where, page["message"]])), flush=True)
    if options.json:
        print(json.dumps({"feedback": pages}, indent=1))
    return int(any(page["path"] is None for page in pages))


def run_insights(options):
    """dlcourse insights."""
    from dlcourse.grading.insights import insights_into, to_html, to_text

    course = Course.find(options.course)
    insights = insights_into(course, course.exercise(options.exercise))
    if not insights.students:
        raise CourseError(f"nobody is graded yet: run dlcourse grade {options.exercise} first")
    if options.html:
        options.html.write_text(to_html(insights), encoding="utf-8")
        print(f"Written: {options.html}", file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(insights.to_dict(), indent=1, ensure_ascii=False))
    elif not options.html:
        print(to_text(insights))
    return 0


def chosen(wanted, present):
    """The students asked for, all of those present without a wish; raises CourseError for one who is not there."""
    if wanted is None:
        return present
    for student in wanted:
        if require_student_id(student) not in present:
            raise CourseError(f"no submission of {student!r}; there are: {', '.join(present) or 'none'}")
    return wanted


def with_progress(items, total, word):
    """The items, with a bar on standard error where somebody watches."""
    from tqdm import tqdm

    return tqdm(items, total=total, desc=word, disable=not sys.stderr.isatty(), leave=False)


if __name__ == "__main__":
    sys.exit(main())
