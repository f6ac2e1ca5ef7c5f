"""`python -m dlcourse.course.authoring`: build the notebooks; with --check, say whether they are up to date."""

import argparse
import sys
from pathlib import Path

import dlcourse.course.quick_imports  # noqa: F401 - before nbformat
from dlcourse.course.authoring.build import EditedExerciseError, build
from dlcourse.course.authoring.release import ReleaseError
from dlcourse.course.authoring.source import SourceError
from dlcourse.course.folder import BACKUPS


def main(arguments: list[str] | None = None) -> int:
    """Build or check; exit code 0 if all is well, 1 if a check finds a difference, 2 for a mistake in a source."""
    parser = argparse.ArgumentParser(prog="python -m dlcourse.course.authoring", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a notebook differs")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the course folder (default: this one)")
    options = parser.parse_args(arguments)
    if not options.root.joinpath("source").is_dir():
        parser.error(f"{options.root}: expected a course folder with source/ in it")
    try:
        changed = build(options.root, options.check)
    except (SourceError, ReleaseError, EditedExerciseError) as error:
        print(error, file=sys.stderr)
        return 2
    for path in changed:
        built = "kept, since somebody had written in it" if path.parts[0] == BACKUPS else "built"
        print(f"{'differs from its source' if options.check else built}: {path}")
    if options.check and changed:
        print("Run `make notebooks` and commit what it builds.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
