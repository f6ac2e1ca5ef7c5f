"""A worker without namespaces has a folder of its own; what it takes of the disk is counted, and its threads are."""

import os

import pytest
from landlock_workers import needs_landlock, working

from dlcourse.course.grading.sandbox.remote import WorkerDiedError

pytestmark = needs_landlock

FULL = {
    "many files": "for n in range(99):\n    open(str(n), 'wb').write(bytes(1 << 20))",
    "files without a name": "kept = [open(str(n), 'wb') for n in range(99)]\nfor n, f in enumerate(kept):\n"
    "    os.remove(str(n))\n    f.write(bytes(1 << 20))\n    f.flush()",
    "files that never had one": "kept = [os.open('.', os.O_TMPFILE | os.O_RDWR) for _ in range(99)]\n"
    "for f in kept:\n    os.write(f, bytes(1 << 20))",
    "files held by their map": "kept = []\nfor n in range(99):\n    with open(str(n), 'w+b') as f:\n"
    "        f.write(bytes(1 << 20))\n        f.flush()\n        kept.append(mmap.mmap(f.fileno(), 4096))\n"
    "    os.remove(str(n))",
    "room that is only reserved": "for n in range(99):\n"
    "    os.posix_fallocate(os.open(str(n), os.O_CREAT | os.O_RDWR), 0, 1 << 20)",
    "empty files": "for n in range(9999):\n    open(str(n), 'w').close()",
    "empty folders": "for n in range(200):\n    os.mkdir(str(n))",
}  # fmt: skip


@pytest.mark.parametrize("source", FULL.values(), ids=FULL)
def test_who_fills_the_disk_is_stopped(source):
    with working(disk_bytes=8 << 20) as worker, pytest.raises(WorkerDiedError, match="files of more than 8 MB in all"):
        worker.run(f"import mmap, os, time\n{source}\ntime.sleep(5)", 1)


HIDDEN = {
    "deep folders": (
        "for _ in range(99):\n    os.mkdir('d')\n    os.chdir('d')",
        "more than 40 folders in each other",
    ),
    "a folder that cannot be listed": (
        "os.mkdir('d', 0o300)\nfor n in '12':\n    open(f'd/{n}', 'wb').write(bytes(40 << 20))",
        "hid what it does|files of more than 64 MB",  # root sees all the same
    ),
    "a long path": ("for _ in range(30):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)", "hid what it does"),
}


@pytest.mark.parametrize(("source", "why"), HIDDEN.values(), ids=HIDDEN)
def test_who_hides_files_is_stopped_and_the_folder_goes(source, why):
    with working() as worker:
        folder = worker.process.folder.path
        with pytest.raises(WorkerDiedError, match=why):
            worker.run(f"import ctypes, os, time\n{source}\ntime.sleep(5)", 1)
        assert not folder.exists()


def test_nobody_hides_himself():
    with working() as worker:
        ran = worker.run(
            "import ctypes\nprint(ctypes.CDLL(None, use_errno=True).prctl(4, 0, 0, 0, 0), ctypes.get_errno())", 1
        )
    assert ran.printed == "-1 1\n"


def test_one_file_has_a_limit_of_its_own():
    with working() as worker:
        error = worker.run("open('large', 'wb').write(bytes(65 << 20))", 1).error
    assert (error["type"], "too large" in error["text"]) == ("OSError", True)


def test_files_in_memory_are_refused():
    with working() as worker:
        error = worker.run("import os\nos.memfd_create('hidden')", 1).error
    assert error["type"] == "PermissionError"


def test_who_starts_too_many_threads_gets_no_more_or_is_stopped():
    threads = "for _ in range(30):\n    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()"
    with working(processes=20) as worker:
        if os.geteuid() == 0:  # its user is its own, so the kernel counts for it alone
            assert "can't start new thread" in worker.run(f"import threading, time\n{threads}", 1).error["text"]
        else:
            with pytest.raises(WorkerDiedError, match="more than 20 threads"):
                worker.run(f"import threading, time\n{threads}\ntime.sleep(5)", 1)
