"""A class graded on a cluster: the same results as here, whoever dies; and whom the grader does not work with."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys

import nbformat
import pytest
from course_copy import EXERCISE, answers, best_tier, copy_course, run, state_of, unsandboxed
from waiting import within

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
import dask  # noqa: E402

from dlcourse import __version__  # noqa: E402
from dlcourse.course.folder import Course, CourseError  # noqa: E402
from dlcourse.course.grading.batch.cluster import Cluster, security_of  # noqa: E402
from dlcourse.course.grading.batch.grade import grade_with  # noqa: E402
from dlcourse.course.grading.nbgrader.exchange import prepare  # noqa: E402
from dlcourse.extras import install_line  # noqa: E402

CLASS = {
    "ada": {},
    "bob": {"relu_backward": "def relu_backward(da, z):\n    return da.copy()"},
    "cy": {"dense_backward": "import os\ndef dense_backward(x, W, dz):\n    os._exit(1)"},
    "dot": {"sigmoid_backward": "raise NotImplementedError()"},
    "eve": {"relu_backward": "print('working')\ndef relu_backward(da, z):\n    print(1)\n    return da * (z > 0)"},
}
QUIET = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
DEADLY = """
import os, signal
from dlcourse.course.grading.batch import on_worker
from dlcourse.course.grading.judge.judging import judge

def judge_or_die(job):
    if job.student == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return deep() if job.student == "deep" else judge(job)

def deep():
    return deep()

on_worker.judge = judge_or_die
"""
NO_WALLS = """
import dlcourse.course.grading.sandbox.shared as shared
from dlcourse.course.grading.sandbox.tiers import SandboxError

def find_sandbox(library, limits=None, wanted="auto"):
    if wanted == "none":
        return known(library, limits, wanted)
    raise SandboxError("no isolation to be had")

known, shared.find_sandbox = shared.find_sandbox, find_sandbox
shared.forget_sandboxes()
"""
WALLS_AGAIN = """
import dlcourse.course.grading.sandbox.shared as shared

shared.find_sandbox = shared.find_sandbox.__globals__["known"]
shared.forget_sandboxes()
"""


def hand_in(root, student, notebook):
    path = root / "submitted" / student / EXERCISE / f"{EXERCISE}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A course with a class's submissions, some of them not to be read."""
    root = copy_course(tmp_path_factory.mktemp("fresh"))
    for student, changes in CLASS.items():
        hand_in(root, student, answers(root, **changes))
    hand_in(root, "broken", b'{"cells": [')
    root.joinpath("submitted", "missing", EXERCISE).mkdir(parents=True)
    root.joinpath("submitted", "no id", EXERCISE).mkdir(parents=True)
    prepare(Course(root), [EXERCISE])
    return root


@pytest.fixture
def course(fresh, tmp_path):
    """A copy of the course, ungraded."""
    return Course(shutil.copytree(fresh, tmp_path / "course"))


@pytest.fixture(scope="module")
def graded_here(fresh, tmp_path_factory):
    """What grading on this machine prints, and what it leaves."""
    root = shutil.copytree(fresh, tmp_path_factory.mktemp("here") / "course")
    done = run("dlcourse", "grade", "07", "--json", *unsandboxed(), cwd=root)
    assert done.returncode == 1, done.stderr  # not all could be read
    return submissions_in(done), state_of(root)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """A scheduler and two workers, processes of this machine; one submission of a certain student's kills them."""
    preload = tmp_path_factory.mktemp("preload") / "deadly.py"
    preload.write_text(DEADLY, encoding="utf-8")
    with (
        # on a busy machine a worker needs longer to come back than LocalCluster waits for it by default
        dask.config.set(
            {"distributed.worker.preload": [str(preload)], "distributed.deploy.lost-worker-timeout": "300s"}
        ),
        distributed.LocalCluster(n_workers=2, host="127.0.0.1", **QUIET) as cluster,
    ):
        yield cluster


@pytest.fixture
def in_process():
    """Makes clusters whose scheduler and workers live in this process: quick, and good for one thing at a time."""
    made = []

    def make(n_workers=1, **options):
        where = {"protocol": "tcp://", "host": "127.0.0.1"} | options
        cluster = distributed.LocalCluster(n_workers=n_workers, processes=False, **QUIET, **where)
        made.append(cluster)
        return cluster

    yield make
    for cluster in made:
        cluster.close()


def cluster_of(local, connect_timeout=30.0, **options):
    wanted = "none" if best_tier() == "none" else "auto"
    return Cluster(local.scheduler_address, wanted=wanted, connect_timeout=connect_timeout, **options)


def tell(local, code):
    """Run a program on every worker."""
    with distributed.Client(local.scheduler_address, set_as_default=False) as client:
        client.run(exec, code, {})


def submissions_in(done):
    """What a command printed, without its summary."""
    return {"submissions": [without_usage(result) for result in json.loads(done.stdout)["submissions"]]}


def as_json(results):
    return {"submissions": [without_usage(json.loads(json.dumps(result.to_dict()))) for result in results]}


def without_usage(result):
    """A result without the seconds that it took, which are others each time, and the roster's name."""
    return {key: value for key, value in result.items() if key not in ("usage", "name")}


# The same results, whoever dies


def test_a_cluster_gives_the_same_results_bit_for_bit_and_keeps_what_has_not_changed(local, course, graded_here):
    command = ["dlcourse", "grade", "07", "--json", "--cluster", local.scheduler_address, *unsandboxed()]
    done = run(*command, cwd=course.root)
    assert done.returncode == 1, done.stderr
    assert (submissions_in(done), state_of(course.root)) == graded_here
    before = {path: path.stat().st_mtime_ns for path in course.root.glob("autograded/*/*/*.ipynb")}
    with cluster_of(local) as executor:
        submitted, submit = [], executor.submit
        executor.submit = lambda job: submitted.append(job.student) or submit(job)
        results = list(grade_with(executor, course, EXERCISE, course.students(EXERCISE)))
    assert (as_json(results), state_of(course.root)) == graded_here
    assert submitted == ["broken"]  # a refusal is not kept
    assert before == {path: path.stat().st_mtime_ns for path in course.root.glob("autograded/*/*/*.ipynb")}


def test_what_was_graded_here_is_kept_when_a_cluster_grades(local, course):
    run("dlcourse", "grade", "07", *unsandboxed(), "--student", "ada", "--student", "bob", cwd=course.root)
    with cluster_of(local) as executor:
        executor.submit = None
        results = list(grade_with(executor, course, EXERCISE, ["ada", "bob"]))
    assert [(result.status, result.sandbox) for result in results] == [("graded", best_tier())] * 2


def test_whatever_a_worker_fails_with_is_a_fault_without_a_score(local, course):
    hand_in(course.root, "deep", answers(course.root))
    with cluster_of(local) as executor:
        [result] = grade_with(executor, course, EXERCISE, ["deep"])
    assert (result.status, result.score) == ("failed", None)
    assert "the grader failed with RecursionError: maximum recursion depth" in result.message


# Workers that must not be used


def test_another_version_on_a_worker_is_refused_with_both(local):
    tell(local, "import dlcourse; dlcourse.__version__ = '9.9'")
    try:
        with pytest.raises(CourseError, match=rf"has dlcourse 9\.9, this machine {__version__}: results could differ"):
            cluster_of(local)
    finally:
        tell(local, f"import dlcourse; dlcourse.__version__ = {__version__!r}")


@pytest.mark.parametrize("what", ["the text of dlcourse", "NumPy", "Python"])
def test_whatever_else_results_depend_on_must_be_the_same_on_a_worker(local, what):
    tell(local, f"from dlcourse.course.grading.judge.versions import versions; versions()[{what!r}] += '!'")
    try:
        with pytest.raises(CourseError, match=rf"the worker tcp://127\S+ has {what} \S+!, this machine \S+: results"):
            cluster_of(local)
    finally:
        tell(local, "from dlcourse.course.grading.judge.versions import versions; versions.cache_clear()")


def test_a_worker_without_a_sandbox_refuses_unless_it_is_told_to_do_without(local, course):
    tell(local, NO_WALLS)
    try:
        with pytest.raises(CourseError, match=r"the worker tcp://\S+ has no sandbox .*: no isolation to be had\. Fix"):
            Cluster(local.scheduler_address)
        with Cluster(local.scheduler_address, wanted="none") as executor:
            [result] = grade_with(executor, course, EXERCISE, ["ada"])
        assert (result.status, result.sandbox) == ("graded", "none")
        judged = json.loads(course.autograded("ada", EXERCISE).read_bytes())
        assert '"sandbox": "none"' in json.dumps(judged)
    finally:
        tell(local, WALLS_AGAIN)


@pytest.mark.needs_tier("any")
def test_a_worker_that_comes_later_without_a_sandbox_ends_the_batch_and_nothing_is_graded(local, course):
    with cluster_of(local) as executor:
        tell(local, NO_WALLS)
        try:
            with pytest.raises(CourseError, match=r"the worker tcp://\S+ has no sandbox .*: no isolation to be had"):
                list(grade_with(executor, course, EXERCISE, ["ada", "bob"]))
        finally:
            tell(local, WALLS_AGAIN)
    assert not course.root.joinpath("autograded").exists()


# Workers that die: the last for these two, which take a while to come back


def test_a_worker_that_is_killed_midway_costs_nothing(local, course, graded_here):
    with cluster_of(local) as executor:
        results = grade_with(executor, course, EXERCISE, course.students(EXERCISE))
        first = [next(results)]
        busy = next(worker for worker, jobs in executor.client.processing().items() if jobs)
        os.kill(executor.client.run(os.getpid, workers=[busy])[busy], signal.SIGKILL)
        found = as_json(first + list(results))
    assert busy not in local.scheduler.workers
    assert (found, state_of(course.root)) == graded_here


def test_a_submission_that_kills_its_workers_is_the_graders_fault_and_the_others_are_graded(
    local, course, graded_here, monkeypatch
):
    monkeypatch.setattr(local.scheduler, "allowed_failures", 0)
    hand_in(course.root, "deadly", answers(course.root))
    with cluster_of(local) as executor:
        found = as_json(grade_with(executor, course, EXERCISE, course.students(EXERCISE)))["submissions"]
    [deadly] = [result for result in found if result["student"] == "deadly"]
    assert (deadly["status"], deadly["score"]) == ("failed", None)
    assert deadly["message"] == "this submission killed one worker after the other: see the workers' logs"
    found.remove(deadly)
    assert ({"submissions": found}, state_of(course.root)) == graded_here


# Schedulers that do not answer


def test_nobody_there_is_an_error_within_seconds():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(CourseError, match="no dask scheduler answers at tcp://127"):
            Cluster(f"tcp://127.0.0.1:{unused.getsockname()[1]}", connect_timeout=0.5)


def test_somebody_who_says_nothing_is_an_error_within_seconds():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(CourseError, match=f"{address}: the connection is taken, and nothing is said"):
            Cluster(address, connect_timeout=0.5)


def test_a_scheduler_without_workers_is_an_error_that_says_how_to_start_some(in_process):
    cluster = in_process()
    with cluster_of(cluster) as executor:
        cluster.scale(0)
        assert within(lambda: not executor.client.sync(executor.client.scheduler.identity)["workers"])
        executor.connect_timeout = 0.3
        with pytest.raises(CourseError, match="has no workers: start some with `dask worker tcp://127"):
            executor.examine()


def test_a_worker_on_another_machine_without_tls_is_refused_whenever_it_comes(in_process, course, monkeypatch):
    with cluster_of(in_process()) as executor:
        executor.counted = 0.0
        monkeypatch.setattr(
            "dlcourse.course.grading.batch.cluster.is_in_the_open", lambda worker: worker.startswith("tcp://127")
        )
        with pytest.raises(CourseError, match=r"the worker tcp://127\S+ is on another machine and without TLS"):
            list(grade_with(executor, course, EXERCISE, ["ada", "bob"]))


def test_a_batch_whose_workers_are_all_gone_is_given_up_and_what_was_finished_is_kept(in_process, course):
    cluster = in_process()
    with cluster_of(cluster) as executor:
        results = grade_with(executor, course, EXERCISE, ["ada", "bob", "cy", "dot", "eve"])
        assert next(results).status == "graded"
        executor.connect_timeout = 0.3
        cluster.scale(0)
        with pytest.raises(CourseError, match="has no workers left"):
            list(results)
    assert course.autograded("ada", EXERCISE).exists()


def test_a_scheduler_that_goes_midway_ends_the_batch_and_what_was_finished_is_kept(in_process, course):
    cluster = in_process()
    with cluster_of(cluster) as executor:
        results = grade_with(executor, course, EXERCISE, ["ada", "bob", "cy", "dot", "eve"])
        assert next(results).status == "graded"
        executor.connect_timeout = 0.5
        cluster.close()
        with pytest.raises(CourseError, match=r"the scheduler at tcp://\S+ is gone. What was finished is kept"):
            list(results)
    assert course.autograded("ada", EXERCISE).exists()


class Scheduled:
    """A client of a scheduler whose workers have these statuses."""

    def __init__(self, *statuses):
        self.statuses, self.scheduler = statuses, self
        self.identity = None

    def sync(self, *_, **__):
        return {"workers": {f"tcp://127.0.0.1:{n}": {"status": one} for n, one in enumerate(self.statuses, 1)}}


def test_workers_that_are_all_paused_are_told_once_and_not_waited_for_without_end(capsys, monkeypatch):
    """Dask pauses a worker whose memory is nearly full: it finishes what it has, and begins nothing."""
    executor = object.__new__(Cluster)
    executor.address, executor.connect_timeout, executor.paused = "tls://here:1", 1.0, None
    executor.client = Scheduled("paused", "paused")
    executor.count()
    executor.count()
    said = capsys.readouterr().err
    assert said.count("all 2 workers of tls://here:1 are paused") == 1
    assert said.rstrip().endswith("nothing new is judged until one goes on, which is waited for 10 minutes")
    executor.client = Scheduled("paused", "running")
    executor.count()
    assert (executor.paused, executor.workers) == (None, 2)
    executor.client = Scheduled("paused")
    executor.count()
    assert "the worker of tls://here:1 is paused" in capsys.readouterr().err
    monkeypatch.setattr("dlcourse.course.grading.batch.cluster.PAUSED_MOST", 0.0)
    with pytest.raises(CourseError, match=r"have been paused for 0 minutes. What was finished is kept"):
        executor.count()


# TLS


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Two authorities, each with a certificate that it signed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: no certificates to test with")
    folder = tmp_path_factory.mktemp("certificates")
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for name in ("ours", "theirs"):
        sign = ["-CA", f"{name}-ca.pem", "-CAkey", f"{name}-ca-key.pem", "-CAcreateserial", "-out", f"{name}.pem"]
        for command in (
            ["req", "-x509", *new, "-subj", "/CN=authority", "-keyout", f"{name}-ca-key.pem", "-out", f"{name}-ca.pem"],
            ["req", *new, "-subj", "/CN=cluster", "-keyout", f"{name}-key.pem", "-out", f"{name}.csr"],
            ["x509", "-req", "-in", f"{name}.csr", *sign],
        ):
            subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    return folder


def files_of(folder, name):
    return folder / f"{name}-ca.pem", folder / f"{name}.pem", folder / f"{name}-key.pem"


@pytest.fixture
def with_tls(in_process, certificates):
    """A scheduler that speaks TLS alone."""
    ca, certificate, key = map(str, files_of(certificates, "ours"))
    pairs = {f"tls_{role}_{what}": path for role in ("scheduler", "worker", "client")
             for what, path in (("cert", certificate), ("key", key))}  # fmt: skip
    security = distributed.Security(tls_ca_file=ca, require_encryption=True, **pairs)
    return in_process(protocol="tls://", security=security)


def test_a_cluster_with_tls_grades_with_the_certificates_that_are_given(with_tls, certificates, course, graded_here):
    assert with_tls.scheduler_address.startswith("tls://")
    options = zip(("--tls-ca", "--tls-cert", "--tls-key"), files_of(certificates, "ours"), strict=True)
    flags = [str(part) for option in options for part in option]
    done = run(
        "dlcourse", "grade", "07", "--json", "--student", "ada", "--cluster", with_tls.scheduler_address,
        *flags, *unsandboxed(), cwd=course.root,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["submissions"]
    assert [without_usage(result) for result in found] == graded_here[0]["submissions"][:1]


def test_dasks_own_configuration_may_name_the_certificates(with_tls, certificates):
    ca, certificate, key = map(str, files_of(certificates, "ours"))
    named = {"ca-file": ca, "client.cert": certificate, "client.key": key}
    configured = dask.config.set({f"distributed.comm.tls.{name}": path for name, path in named.items()})
    with configured, cluster_of(with_tls) as executor:
        assert executor.tiers == {best_tier()}


def test_certificates_of_another_authority_are_refused(with_tls, certificates):
    with pytest.raises(CourseError, match=r"no dask scheduler answers at tls://\S+: .*certificate"):
        cluster_of(with_tls, security=security_of(*files_of(certificates, "theirs")))


def test_tls_without_certificates_says_which_options_to_give():
    with pytest.raises(CourseError, match="TLS needs certificates: give --tls-ca, --tls-cert and --tls-key"):
        Cluster("tls://127.0.0.1:8786")


def test_a_certificate_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CourseError, match=r"--tls-cert \S+cert\.pem: there is no such file"):
        security_of(None, tmp_path / "cert.pem")


# In a terminal


def test_an_address_over_a_network_without_tls_is_one_line(course):
    done = run("dlcourse", "grade", "07", "--cluster", "tcp://10.0.0.7:8786", cwd=course.root)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("dlcourse grade: --cluster tcp://10.0.0.7:8786: 10.0.0.7 is another machine")


def test_without_dask_one_line_says_which_extra_to_install(course):
    code = "import sys; sys.modules['distributed'] = None; from dlcourse.cli import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["grade", "07", "--cluster", "tcp://127.0.0.1:8786", "--course", str(course.root)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"dlcourse grade: a cluster needs dask.distributed: run `{install_line('cluster')}`\n"
