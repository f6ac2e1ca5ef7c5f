"""A hub for one class on one machine: e-mail addresses as logins, a folder for each student, one shared exchange.

It listens to this machine alone. docs/recipes/jupyterhub.md says how to start it, and what to put before it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub provides it

CLASS = Path(os.environ["CLASS_FOLDER"]).resolve()  # the instructor's: solutions, gradebook, exchange
HOMES = Path(os.environ.get("HOMES_FOLDER", "homes")).resolve()  # a folder in it for each student
INSTRUCTORS = set(os.environ["INSTRUCTORS"].split(","))
PORT = int(os.environ.get("HUB_PORT", "8000"))  # and the two above it


def course(*arguments):
    """Run a command of the course and return what it prints."""
    done = subprocess.run([sys.executable, "-m", "dlcourse", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def prepare(spawner):
    """Before somebody's server starts: an instructor works in the class folder, a student in a folder of their own."""
    if spawner.user.name in INSTRUCTORS:
        work_in(spawner, CLASS)
        return
    folder = HOMES / spawner.user.name
    if not folder.exists():
        course("start", str(folder))
    settings = folder / "nbgrader_config.py"
    shared = f'c.Exchange.root = "{CLASS / "exchange"}"\nc.CourseDirectory.student_id = "{spawner.user.name}"\n'
    if shared not in settings.read_text(encoding="utf-8"):
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"\n{shared}")
    work_in(spawner, folder)


def work_in(spawner, folder):
    """Let a server work in a folder, with the settings of nbgrader that lie there."""
    spawner.home_dir = str(folder)
    spawner.environment = spawner.environment | {"JUPYTER_CONFIG_PATH": str(folder)}


c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORT + 1}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"

# Who stands on the roster signs up once, at /hub/signup, with a password of their own; nobody else is let in.
c.JupyterHub.authenticator_class = "native"
c.Authenticator.admin_users = INSTRUCTORS
roster = json.loads(course("roster", "--json", "--course", str(CLASS)))
c.Authenticator.allowed_users = {student["id"] for student in roster["students"]}
c.NativeAuthenticator.check_common_password = True
c.NativeAuthenticator.minimum_password_length = 10
c.NativeAuthenticator.allowed_failed_logins = 5

# All servers are processes of the account that runs the hub: see the page on what that means.
c.JupyterHub.spawner_class = "simple"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]  # of this environment, activated or not
c.Spawner.environment = {"PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}
c.SimpleLocalProcessSpawner.home_dir_template = str(HOMES / "{username}")
c.Spawner.pre_spawn_hook = prepare
c.Spawner.default_url = "/lab"
c.Spawner.args = os.environ.get("SERVER_OPTIONS", "").split()  # such as --allow-root, within a container
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300
