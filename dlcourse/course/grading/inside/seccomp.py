"""A seccomp filter on system calls, as a program in classic BPF: a worker computes, and needs few of them.

Refused with EPERM: tracing and reading other processes, new namespaces and mounts, keys, loading programs or modules
into the kernel, io_uring, memory without an owner, sockets of other families than Unix and IP, and calls in x86-64's
x32 ABI. A call in another architecture's ABI kills the process.

A worker without namespaces of its own, perhaps run as the grading user, may do less: start no process and no program,
connect to nobody, and touch neither other processes nor anything about files but their contents: Landlock controls
only the latter.
"""

import platform
import struct

# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6]
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # of an argument, the lower half: the machines known are little-endian

LOAD, AND, JUMP_EQUAL, JUMP_ANY_BIT, JUMP_AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x45, 0x35, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, NOT_THERE = 0x00050000 | 1, 0x00050000 | 38  # EPERM; ENOSYS, upon which the C library takes the older call
NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = {  # name: (x86_64, aarch64); None if the architecture lacks it
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "acct": (163, 89),
    "syslog": (103, 116),
    # memory that no limit of a process counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
}
CLONE, CLONE3, SOCKET = (56, 220), (435, 435), (41, 198)
UNIX = 1  # AF_UNIX, the one family that pairs of sockets are made of
FAMILIES = (UNIX, 2, 10)  # of sockets: AF_UNIX, AF_INET, AF_INET6, which lead nowhere without a network
NEWEST = 450  # a process that is alone gets ENOSYS for later system calls

ALONE = {  # refused to a process that is alone
    # processes and programs
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # rights, owners, times and attributes of files, and what happens in folders
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    # sockets but for a pair; messages could carry open files away
    "socket": SOCKET,
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    # memory, semaphores and messages that all processes see
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "semget": (64, 190),
    "semop": (65, 193),
    "semctl": (66, 191),
    "semtimedop": (220, 192),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # other processes
    "tkill": (200, 130),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
}
OWN = {  # for a process that is alone, about itself only: the first argument is its number, or 0
    "kill": (62, 129),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
}
SOCKETPAIR, FCNTL, IOCTL, PRCTL = (53, 199), (72, 25), (16, 29), (157, 167)
NAMES_OF_THREADS = (15, 16, 0x53564D41)  # set, get, and that of memory; not whether it ends with its parent
STREAMS = (0x1, 0x801, 0x80001, 0x80801)  # SOCK_STREAM, with any flags: such a pair reaches nobody else
LOCKS_AND_FLAGS = (*range(8), 36, 37, 38, 1030, 1031, 1032, 1034)  # not who gets a file's signals, no leases on files
TERMINAL_AND_FLAGS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, WINSZ, FIONREAD, FIONBIO, FIO(N)CLEX
NO_TERMINAL = 0x00050000 | 25  # ENOTTY
THREAD = 0x00010400  # CLONE_THREAD and CLONE_FILES


def filter_bytes(machine: str | None = None, alone: int | None = None) -> bytes:
    """Return the filter for this machine, or for a named one; raises OSError if its architecture is unknown.

    `alone` is the PID of a process that sees the machine's other processes, and must not affect them.
    """
    machine = machine or platform.machine()
    if machine not in ARCHITECTURES:
        raise OSError(f"no filter for system calls on {machine}; known are {', '.join(ARCHITECTURES)}")
    column = list(ARCHITECTURES).index(machine)
    program = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    if machine == "x86_64":  # the x32 variant of every call
        program += [(JUMP_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE)]
    program += answer(CLONE3[column], NOT_THERE)
    for numbers in CALLS.values():
        program += answer(numbers[column], REFUSE)
    program += _refuse_other_families(SOCKETPAIR[column])
    program += _only(SOCKET[column], 0, FAMILIES) if alone is None else _alone_rules(column, alone)
    program += [
        (JUMP_EQUAL, 0, 3, CLONE[column]),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def answer(number: int | None, verdict: int) -> list[tuple[int, int, int, int]]:
    """Return rules that answer one call with this verdict; none if the architecture lacks the call."""
    return [] if number is None else [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, verdict)]


def _only(number, argument, values, mask=0xFFFFFFFF, verdict=REFUSE):
    """Return rules that answer one call with `verdict` unless an argument, masked, has one of these values."""
    if number is None:
        return []
    tests = [(JUMP_EQUAL, len(values) - index, 0, value) for index, value in enumerate(values)]
    body = [(LOAD, 0, 0, FIRST_ARGUMENT + 8 * argument), (AND, 0, 0, mask), *tests]
    return [(JUMP_EQUAL, 0, len(body) + 2, number), *body, (RETURN, 0, 0, verdict), (RETURN, 0, 0, ALLOW)]


def _refuse_other_families(number):
    """Return rules that refuse a pair of sockets of any family but Unix, and leave other rules to judge that."""
    return [
        (JUMP_EQUAL, 0, 4, number),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (JUMP_EQUAL, 1, 0, UNIX),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, NUMBER),
    ]


def _alone_rules(column, process):
    """Return the rules for a process that must not affect any other."""
    rules = [(JUMP_AT_LEAST, 0, 1, NEWEST + 1), (RETURN, 0, 0, NOT_THERE)]
    for numbers in ALONE.values():
        rules += answer(numbers[column], REFUSE)
    for numbers in OWN.values():
        rules += _only(numbers[column], 0, (process, 0))
    rules += _only(CLONE[column], 0, (THREAD,), mask=THREAD | NEW_NAMESPACES)
    rules += _only(SOCKETPAIR[column], 1, STREAMS)
    rules += _only(FCNTL[column], 1, LOCKS_AND_FLAGS)
    rules += _only(PRCTL[column], 0, NAMES_OF_THREADS)
    return rules + _only(IOCTL[column], 1, TERMINAL_AND_FLAGS, verdict=NO_TERMINAL)
