"""Grade one submission: from AUTOGRADER/submission to AUTOGRADER/results/results.json, as Gradescope reads it."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BASE = Path(os.environ.get("AUTOGRADER", "/autograder"))
COURSE = BASE / "source" / "course"
OPTIONS = os.environ.get("GRADER_OPTIONS", "").split()  # "--unsandboxed", where the image builds no sandbox
EXERCISE = (BASE / "source" / "exercise.txt").read_text(encoding="utf-8").strip()
PASSED = ("correct", "by hand")


def main() -> None:
    """Write results.json, whatever happens: without it, Gradescope shows its own error."""
    results = BASE / "results" / "results.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(graded(), indent=1), encoding="utf-8")


def graded() -> dict:
    """Return the results; what stops grading becomes 0 points and a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")  # of this submission alone
        shutil.copytree(COURSE, course)
        shutil.copytree(BASE / "submission", Path(folder, "hand-in", "student", EXERCISE))
        taken = said("collect", f"{folder}/hand-in", "--from", "folder", "--exercise", EXERCISE, course=course)
        told = said("grade", EXERCISE, "--json", *OPTIONS, course=course)
    try:
        (one,) = json.loads(told.stdout)["submissions"]
    except (ValueError, KeyError):
        why = taken.stderr if taken.returncode else told.stderr
        return {"score": 0, "output": why.strip(), "stdout_visibility": "hidden"}
    return {"score": one["score"] or 0.0, "output": one["message"], "tests": list(map(as_test, one["questions"]))}


def said(command: str, *arguments: str, course: Path) -> subprocess.CompletedProcess:
    """Run a command of the course."""
    line = ["dlcourse", command, *arguments, "--course", str(course)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def as_test(question: dict) -> dict:
    """Return a question as one of Gradescope's tests."""
    return {
        "name": question["name"],
        "score": question["points"],
        "max_score": question["max_points"],
        "status": "passed" if question["status"] in PASSED else "failed",
        "output": question["message"],
        "visibility": "visible",
    }


if __name__ == "__main__":
    main()
