"""The recipe for JupyterHub: a class signs up, logs in, hands in on one exchange, and is graded."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec

import pytest
from course_copy import EXERCISE, answers, copy_course, unsandboxed
from paths import ROOT
from waiting import within

CONFIG = ROOT / "docs" / "recipes" / "hub" / "jupyterhub_config.py"
ADA, BEN, TEACHER, STRANGER = "ada@uni.edu", "ben@uni.edu", "teacher@uni.edu", "eve@uni.edu"
PASSWORD = "correct horse {}"
BIN = os.path.dirname(sys.executable)
ELSEWHERE = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder != BIN]
# as where the environment of the course is not activated; `make hub` installs the proxy in the first
PROGRAMS = os.pathsep.join([os.path.join(sys.prefix, "node", "node_modules", ".bin"), *ELSEWHERE])
MISSING = [name for name in ("jupyterhub", "nativeauthenticator") if find_spec(name) is None]
MISSING += ["configurable-http-proxy"] if shutil.which("configurable-http-proxy", path=PROGRAMS) is None else []
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
PATIENCE = 300  # seconds until a server must have answered; how fast it is, is not what is tested


def course(*arguments, cwd, module="dlcourse"):
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def free_ports():
    """The first of three ports in a row that nobody listens to."""
    for first in range(18000, 19000, 3):
        try:
            for port in range(first, first + 3):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise OSError("no three free ports in a row")


def until(what):
    """What a function returns as soon as that is true."""
    found = []
    assert within(lambda: found.append(what()) or found[-1], PATIENCE), what
    return found[-1]


def has_come(answer, url, log):
    """Whether a server answers there itself; a start that has failed is said at once, with what the hub wrote."""
    written = log.read_text()
    assert "Unhandled error starting" not in written, written[written.index("Unhandled error starting") :][:3000]
    return answer.url.startswith(url)


class Browser:
    """Somebody's browser: cookies, forms and the tokens in them."""

    def __init__(self, address, name):
        import requests

        self.address, self.name, self.session = address, name, requests.Session()
        self.home = f"{address}/user/{name}"  # "@" is not escaped there

    def token(self, path):
        return next((c.value for c in self.session.cookies if c.name == "_xsrf" and c.path == path), "")

    def post_form(self, page, **fields):
        self.session.get(f"{self.address}/hub/{page}")
        return self.session.post(f"{self.address}/hub/{page}", data={"_xsrf": self.token("/hub/"), **fields})

    def sign_up(self):
        password = PASSWORD.format(self.name)
        return self.post_form(
            "signup", username=self.name, signup_password=password, signup_password_confirmation=password
        )

    def log_in(self, password=None):
        """Log in; True if the hub knows who it is then."""
        self.post_form("login", username=self.name, password=password or PASSWORD.format(self.name))
        return self.session.get(f"{self.address}/hub/home", allow_redirects=False).status_code == 200

    def start(self, log):
        """Start the own server, and wait until it answers."""
        self.session.get(f"{self.address}/hub/spawn")
        until(lambda: has_come(self.session.get(f"{self.home}/api/contents"), f"{self.home}/api", log))
        until(lambda: has_come(self.session.get(f"{self.home}/lab"), f"{self.home}/lab", log))

    def call(self, method, path, **data):
        headers = {"X-XSRFToken": self.token(f"/user/{self.name}/")}
        return self.session.request(method, f"{self.home}/{path}", headers=headers, **data)


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory):
    """A class folder with two students on the roster, and exercise 07 released."""
    root = copy_course(tmp_path_factory.mktemp("class"))
    root.joinpath("students.csv").write_text(f"id,name\n{ADA},Ada Lovelace\n{BEN},Ben\n")
    assert course("roster", "students.csv", "--yes", cwd=root).returncode == 0
    for step in ("generate_assignment", "release_assignment"):
        done = course(step, EXERCISE, cwd=root, module="nbgrader")
        assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def hub(class_folder, tmp_path_factory):
    """The address and the log of the hub, as the recipe starts it."""
    folder, port = tmp_path_factory.mktemp("hub"), free_ports()
    written = folder / "log"
    environment = os.environ | {
        "PATH": PROGRAMS,
        "CLASS_FOLDER": str(class_folder),
        "INSTRUCTORS": TEACHER,
        "HUB_PORT": str(port),
        "SERVER_OPTIONS": "--allow-root" if os.geteuid() == 0 else "",
    }
    with written.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            until(lambda: process.poll() is not None or "JupyterHub is now running" in written.read_text())
            assert process.poll() is None, written.read_text()[-3000:]
            yield f"http://127.0.0.1:{port}", written
        finally:
            process.send_signal(signal.SIGINT)  # it ends its proxy and the servers of all
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_a_class_signs_up_hands_in_on_one_exchange_and_is_graded(hub, class_folder):
    address, log = hub
    ada, ben, teacher, stranger = (Browser(address, name) for name in (ADA, BEN, TEACHER, STRANGER))
    for one in (ada, ben, teacher, stranger):
        one.sign_up()
    assert not stranger.log_in(), "who is not on the roster is let in"
    assert not Browser(address, ADA).log_in("another password"), "a wrong password is let in"
    assert all(one.log_in() for one in (ada, ben, teacher))

    wrong = answers(class_folder, relu_backward="def relu_backward(da, z):\n    return da.copy()")
    for one, notebook in ((ada, answers(class_folder)), (ben, wrong)):
        one.start(log)
        path = f"exercises/{EXERCISE}/{EXERCISE}.ipynb"
        saved = one.call("PUT", f"api/contents/{path}", json={"type": "notebook", "content": notebook})
        assert saved.status_code == 200, saved.text
        handed_in = one.call("POST", "assignments/submit", params={"course_id": "dlcourse", "assignment_id": EXERCISE})
        assert handed_in.json().get("success"), handed_in.text
    assert ben.session.get(f"{ada.home}/api/contents").status_code in (403, 404), "a student opens another's server"

    done = course("grade", "07", *unsandboxed(), cwd=class_folder)
    assert [line for line in done.stdout.splitlines() if line.endswith("points")] == [
        f"{ADA} (Ada Lovelace)  {EXERCISE}  15 of 15 points",
        f"{BEN} (Ben)  {EXERCISE}  14 of 15 points",
    ], done.stdout + done.stderr

    teacher.start(log)
    names = {one["name"] for one in teacher.call("GET", "api/contents").json()["content"]}
    assert {"solutions", "submitted", "gradebook.db"} <= names
