"""Both tiers hold for a user without rights as well; as root, the tests try it as somebody else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dlcourse
from dlcourse.course.grading.sandbox import TIERS

ASK = "import json; from dlcourse.course.grading.sandbox.shared import tiers_here; print(json.dumps(tiers_here()))"
# Python in a home that only root can enter: in a view of the files of its own, the test opens it for this one program.
OPEN = """set -e
mount --make-rprivate /
hidden=$1 closed=$2; shift 2
mkdir "$TMPDIR/python"
mount --bind "$hidden" "$TMPDIR/python"
mount -t tmpfs -o mode=755 none "$closed"
mkdir -p "$hidden"
mount --bind "$TMPDIR/python" "$hidden"
exec "$@"
"""


def closed_to_others(path):
    """The folders on the way to a path that only their owner can pass."""
    return [parent for parent in reversed(path.resolve().parents) if not parent.stat().st_mode & 0o001]


def as_nobody(command, folder):
    """The command, run as nobody; None where that cannot be arranged."""
    drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    closed = {prefix: closed_to_others(Path(prefix)) for prefix in (sys.base_prefix, sys.prefix)}
    hidden = [prefix for prefix, folders in closed.items() if folders]
    if not hidden:
        return drop
    if len(hidden) > 1 or shutil.which("unshare") is None:
        return None
    opened = ["unshare", "--mount", "sh", "-c", OPEN, "sh", hidden[0], str(closed[hidden[0]][0]), *drop]
    can = subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    return opened if can else None


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What each tier lacks, as a user without rights finds it, with a copy of the package that all can read."""
    if os.geteuid() != 0:
        pytest.skip("the tests run as a user without rights already")
    folder = tmp_path_factory.mktemp("unprivileged")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)
    shutil.copytree(Path(dlcourse.__file__).parent, folder / "dlcourse", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    command = as_nobody([sys.executable, "-B", "-c", ASK], folder)
    if command is None:
        pytest.skip(f"nobody but root can read Python in {sys.base_prefix}, and it cannot be opened for the test")
    environment = os.environ | {"PYTHONPATH": str(folder), "TMPDIR": str(folder / "tmp"), "HOME": "/nonexistent"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    yield json.loads(done.stdout)
    assert not [path.name for path in (folder / "tmp").glob("dlcourse-*")]


@pytest.mark.parametrize("tier", TIERS)
def test_a_user_without_rights_builds_the_same_tier(found, tier):
    if tier == "bubblewrap" and "does not start" in found[tier]:
        pytest.skip(f"this machine keeps namespaces from users without rights: {found[tier]}")
    assert found[tier] == ""
