"""The notebooks that are open in a running JupyterLab of this user's: they are saved at any moment."""

import contextlib
import json
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime
from pathlib import Path

TIMEOUT_S = 2.0  # seconds for a server on this machine


def open_notebooks(folder: Path) -> set[str]:
    """Return the notebooks in `folder` that have a kernel in a running JupyterLab, by their paths in it."""
    opened = [path for path, _ in _opened() if path.is_relative_to(folder.resolve())]
    return {path.relative_to(folder.resolve()).as_posix() for path in opened}


def last_use(notebook: Path) -> float | None:
    """Return when the kernel of an open notebook last did something, as seconds since the epoch; None if it is closed.

    A server knows its kernels, not what stands unsaved in a browser; a run that is later than the file is a sign of it.
    """
    times = []
    for path, session in _opened():
        if path == notebook.resolve():
            with contextlib.suppress(KeyError, TypeError, ValueError):
                times.append(datetime.fromisoformat(session["kernel"]["last_activity"]).timestamp())
    return max(times, default=None)


def _opened():
    """Yield each notebook that has a kernel in a running JupyterLab of this user's, with its session."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        root = Path(server.get("root_dir") or "/")
        for session in _sessions(server):
            yield root.joinpath(urllib.parse.unquote(str(session.get("path", "")))).resolve(), session


def _sessions(server):
    """Return the sessions of a server; none if it does not answer: a server that has gone saves nothing."""
    request = urllib.request.Request(
        urllib.parse.urljoin(server["url"], "api/sessions"), headers={"Authorization": f"token {server['token']}"}
    )
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=TIMEOUT_S) as answer:
            found = json.load(answer)
    except (OSError, ValueError):
        return []
    return found if isinstance(found, list) else []
