"""Python starts as if it were on another system, as far as one can pretend: `DLCOURSE_SYSTEM` is win32 or darwin.

Only the course is deceived. What a module of `dlcourse` imports lacks what that system lacks: modules that cannot be
found, functions and constants that are not there, pipes that `select` does not take, programs that are not installed.
Other packages see the system as it is; they are tested on the others by those who make them. File names, paths and
the console are those of this system, too.
"""

import builtins
import os
import sys
import types
import warnings

NO_MODULES = {
    "win32": {"fcntl", "resource", "pwd", "grp", "termios", "pty", "tty", "syslog", "posix", "readline", "crypt"},
    "darwin": set(),
}
LACKS = {
    "win32": {
        "os": "fork forkpty register_at_fork geteuid getuid getgid getegid getgroups setuid setgid setsid setpgid "
        "getpgid killpg chown lchown mkfifo uname sysconf statvfs wait4 waitid WIFEXITED WNOHANG nice "
        "sched_getaffinity sched_setaffinity O_NONBLOCK O_NOFOLLOW O_DIRECTORY O_CLOEXEC fchmod fchown pread "
        "pwrite sync ttyname tcgetpgrp posix_spawn getloadavg memfd_create pidfd_open set_blocking "
        "get_blocking pipe2 confstr ctermid",
        "signal": "SIGKILL SIGHUP SIGALRM SIGVTALRM SIGCHLD SIGUSR1 SIGUSR2 SIGPIPE SIGQUIT SIGSTOP SIGCONT SIGXCPU "
        "setitimer getitimer ITIMER_REAL ITIMER_VIRTUAL alarm pause pthread_kill pthread_sigmask sigwait",
        "socket": "AF_UNIX SO_PASSCRED SCM_RIGHTS CMSG_SPACE CMSG_LEN send_fds recv_fds",
        "select": "poll epoll kqueue",
        "time": "tzset clock_gettime CLOCK_MONOTONIC",
    },
    "darwin": {
        "os": "sched_getaffinity sched_setaffinity memfd_create pidfd_open setns unshare posix_fallocate",
        "socket": "SO_PASSCRED SO_PEERCRED AF_NETLINK",
        "select": "epoll",
    },
}
NAMES = {"win32": {"os": {"name": "nt"}, "sys": {"platform": "win32"}}, "darwin": {"sys": {"platform": "darwin"}}}
NO_PROGRAMS = {"win32": {"sh", "bash", "rm", "cp", "chmod", "make", "env", "true", "bwrap"}, "darwin": {"bwrap"}}


class Pretended(types.ModuleType):
    """A module with some names missing, others with other values; all else is the module's own."""

    def __init__(self, module, lacks, values):
        super().__init__(module.__name__)
        self.__dict__.update(_module=module, _lacks=lacks, _values=values)

    def __getattr__(self, name):
        if name in self._lacks:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return self._values[name] if name in self._values else getattr(self._module, name)

    def __setattr__(self, name, value):
        setattr(self._module, name, value)


def pretend(system):
    """Deceive what the course imports from now on."""
    real, made = builtins.__import__, {}

    def pretended(name, module):
        if name not in made:
            values = dict(NAMES[system].get(name, {})) | _functions(system, name, module)
            made[name] = Pretended(module, set(LACKS[system].get(name, "").split()), values)
        return made[name]

    def import_as_there(name, globals=None, locals=None, fromlist=(), level=0):
        asks = (globals or {}).get("__name__", "")
        if level or not asks.startswith("dlcourse"):
            return real(name, globals, locals, fromlist, level)
        if name.partition(".")[0] in NO_MODULES[system]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        found = real(name, globals, locals, fromlist, level)
        is_changed = name in LACKS[system] or name in NAMES[system] or name in ("subprocess", "ctypes", "shutil")
        return pretended(name, found) if is_changed else found

    builtins.__import__ = import_as_there
    sys.addaudithook(_without_proc)


def _functions(system, name, module):
    """What behaves otherwise there."""
    if name == "subprocess":
        return {each: _started(system, getattr(module, each)) for each in ("run", "call", "Popen", "check_output")}
    if name == "select" and system == "win32":
        return {"select": _select_of_sockets(module)}
    if name == "ctypes" and system == "win32":
        return {"CDLL": _no_own_library(module)}
    if name == "socket" and system == "darwin":
        return {"socketpair": _no_packets(module)}
    if name == "shutil":
        return {"which": lambda cmd, *a, **k: None if cmd in NO_PROGRAMS[system] else module.which(cmd, *a, **k)}
    return {}


def _started(system, start):
    """A function that starts a program, as on that system."""

    def started(command, *arguments, **options):
        program = os.path.basename(command[0] if isinstance(command, list | tuple) else str(command).split()[0])
        if program in NO_PROGRAMS[system]:
            raise FileNotFoundError(2, "The system cannot find the file specified", program)
        if system == "win32" and (options.get("pass_fds") or options.get("preexec_fn")):
            raise ValueError("pass_fds and preexec_fn are not supported on Windows platforms")
        return start(command, *arguments, **options)

    return started


def _select_of_sockets(module):
    def select(readers, writers, others, *timeout):
        if any(isinstance(each, int) for each in (*readers, *writers, *others)):
            raise OSError(10038, "An operation was attempted on something that is not a socket")
        return module.select(readers, writers, others, *timeout)

    return select


def _no_own_library(module):
    def load(name, *arguments, **options):
        if name is None:
            raise TypeError("argument of type 'NoneType' is not iterable")
        return module.CDLL(name, *arguments, **options)

    return load


def _no_packets(module):
    def socketpair(family=None, kind=module.SOCK_STREAM, *arguments):
        if kind == module.SOCK_SEQPACKET:
            raise OSError(43, "Protocol not supported")
        return module.socketpair(family, kind, *arguments)

    return socketpair


def _without_proc(event, arguments):
    """Only Linux has /proc."""
    if event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith("/proc/"):
        caller = sys._getframe(1)
        while caller and "pathlib" in caller.f_code.co_filename:
            caller = caller.f_back
        if caller and caller.f_globals.get("__name__", "").startswith("dlcourse"):
            raise FileNotFoundError(2, "No such file or directory", str(arguments[0]))


def without_default_encodings():
    """Let no module of the course open a file or a pipe in the encoding that the system happens to have."""
    warnings.filterwarnings("ignore", category=EncodingWarning)  # what others do is theirs
    warnings.filterwarnings("error", category=EncodingWarning, module=r"dlcourse\b")


if os.environ.get("DLCOURSE_SYSTEM"):
    without_default_encodings()
    pretend(os.environ["DLCOURSE_SYSTEM"])
