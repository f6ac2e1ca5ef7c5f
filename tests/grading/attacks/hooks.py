"""Attacks through the interpreter that runs a student's code: its hooks, frames, types and descriptors, and our frames.

As in corpus.py, each stands in the cell of `relu_backward`, and what it returns is wrong, so it earns nothing. Those of
HOOKS leave the other questions right. Those of SPOILED break the process for good, so that the same student's other
answers may be lost: nobody else's, and each with a message.
"""

WRONG = "def relu_backward(da, z):\n    return da * 0\n"
WORKER = """
import gc, sys
import protocol
worker = next(o for o in gc.get_objects() if type(o).__name__ == 'Worker' and hasattr(o, 'writer'))
to_frame, encode, sent_by = protocol.to_frame, protocol.Encoder.encode, sys.modules['worker']
"""

PROTOCOL = {
    "answers to requests to come": WORKER + WRONG + """
import threading
def write_on():
    for _ in range(2000):
        message = {'kind': 'returned', 'value': ['constant', True], 'error': None, 'number': worker.number + 1}
        worker.writer.write(to_frame(message, []))
        worker.writer.flush()
threading.Thread(target=write_on, daemon=True).start()
""",
    "the request's number as a float": WORKER + WRONG + """
sent_by.to_frame = lambda message, arrays: to_frame(message | {'number': float(message['number'])}, arrays)
""",
    "points in every frame": WORKER + WRONG + """
verdict = {'points': 1.0, 'max_points': 1.0, 'status': 'correct', 'name': 'relu_backward'}
sent_by.to_frame = lambda message, arrays: to_frame(message | verdict | {'verdict': verdict}, arrays)
""",
    "another answer's function by its handle": WORKER + WRONG + """
def encoded(self, value, depth=0):
    return ['handle', 0] if getattr(value, '__name__', '') == 'relu_backward' else encode(self, value, depth)
protocol.Encoder.encode = encoded
""",
    "a handle that nobody has": WORKER + WRONG + """
def encoded(self, value, depth=0):
    return ['handle', 2**31 - 1] if getattr(value, '__name__', '') == 'relu_backward' else encode(self, value, depth)
protocol.Encoder.encode = encoded
""",
    "the grader's functions by their numbers": WORKER + """
def relu_backward(da, z):
    for number in range(64):
        try:
            return worker.callback(number)(da, z)
        except ValueError:
            pass
    return da * 0
""",
    "a frame that comes in drops": """
import os, struct, time
def is_open(number):
    try:
        os.fstat(number)
        return True
    except OSError:
        return False
def relu_backward(da, z):
    pipe = max(filter(is_open, range(3, 64)))
    os.write(pipe, struct.pack('>QQ', 7_000_000, 0))
    while True:
        os.write(pipe, b' ')
        time.sleep(0.05)
""",
    "a pipe that leads nowhere": """
import os
def relu_backward(da, z):
    for number in range(3, 64):
        try:
            os.fstat(number)
        except OSError:
            continue
        os.dup2(os.open('/dev/null', os.O_RDWR), number)
    return da * (z > 0)
""",
    "pipes of one page": """
import fcntl
for number in range(3, 64):
    try:
        fcntl.fcntl(number, 1031, 4096)
    except OSError:
        pass
""" + WRONG,
}  # fmt: skip

INTERPRETER = {
    "a finalizer that writes": """
import os
class Late(list):
    def __del__(self):
        for number in range(3, 64):
            try:
                os.write(number, bytes(16))
            except OSError:
                pass
def relu_backward(da, z):
    Late()
    return da * (z > 0)
""",
    "a finalizer of a weak reference": WORKER + WRONG + """
import weakref
weakref.finalize(relu_backward, lambda: worker.send({'kind': 'returned', 'value': ['constant', True], 'error': None}))
""",
    "a hook of the collector": WRONG + """
import gc, sys
def changed(phase, information):
    frame = sys._getframe()
    while frame:
        if frame.f_code.co_filename.endswith('worker.py'):
            frame.f_locals.update(error=None, value=None, missing=True)
        frame = frame.f_back
gc.callbacks.append(changed)
gc.set_threshold(1, 1, 1)
""",
    "the worker's local variables, through C": """
import ctypes, sys
def relu_backward(da, z):
    frame = sys._getframe(1)
    while frame:
        if 'answer' in frame.f_code.co_varnames:
            frame.f_locals['error'] = None
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
        frame = frame.f_back
    return da * 0
""",
    "a profile function that raises": WRONG + "import sys, threading\nthreading.setprofile(lambda *a: 1 / 0)\nsys.setprofile(lambda *a: 1 / 0)\n",
    "pickles of arrays": WRONG + "import copyreg\ncopyreg.pickle(np.ndarray, lambda a: (exec, ('raise SystemExit',)))\nnp.load = np.save = lambda *a, **k: 1.0\n",
    "an object whose pickle runs": "class P:\n    def __reduce__(self):\n        return exec, ('raise SystemExit',)\n    def __array__(self, *a, **k):\n        raise SystemExit\ndef relu_backward(da, z):\n    return [P(), P()]\n",
    "error handlers of codecs": WRONG + "import codecs\ncodecs.register(lambda name: None)\ncodecs.register_error('strict', lambda error: ('1.0', error.end))\n",
    "numbers that are equal to all": "class N(float):\n    def __sub__(self, other):\n        return 0.0\n    __rsub__ = __eq__ = __le__ = __sub__\n    def hex(self):\n        return '0x0p+0'\ndef relu_backward(da, z):\n    return [[N(0)] * z.shape[1]] * z.shape[0]\n",
    "comparison of floats": WRONG + "import ctypes, gc\nnames = gc.get_referents(float.__dict__)[0]\nnames['__eq__'] = names['__le__'] = names['__sub__'] = lambda *a: True\nctypes.pythonapi.PyType_Modified(ctypes.py_object(float))\n",
    "right and wrong in turns": "calls = []\ndef relu_backward(da, z):\n    calls.append(1)\n    return da * (z > 0) if len(calls) % 2 else da * 0\n",
    "raised when it is watched": "import sys\ndef relu_backward(da, z):\n    if sys.getprofile() or sys.gettrace():\n        raise StopIteration\n    return da * 0\n",
    "a class in the function's place": "class relu_backward:\n    points = max_points = 1.0\n    status = 'correct'\n    def __new__(cls, da, z):\n        return da * 0\n",
}  # fmt: skip

SYSTEM = {
    "a call of the 32-bit system": """
import ctypes, mmap
def relu_backward(da, z):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')  # getpid by int 0x80, past the numbers of the filter
    ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
    return da * (z > 0)
""",
    "a process that cannot be looked into": WRONG + "import ctypes\nctypes.CDLL(None).prctl(4, 0, 0, 0, 0)\n",
}  # fmt: skip

LARGE = {
    "an expression that is too deep for its tree": "x = " + "-" * 5_000 + "1\n" + WRONG,
    "an expression that is too deep for the parser": "x = " + "-" * 100_000 + "1\n" + WRONG,
    "calls of calls": "if False:\n    f" + "()" * 5_000 + "\n" + WRONG,
    "seven megabytes that are no function": "relu_backward = ['x' * 20_000] * 380\n",
    "a list of numbers that is no function": "relu_backward = [0.123456789] * 190_000\n",
    "warnings of 400,000 characters": "import warnings\ncalls = []\ndef relu_backward(da, z):\n    calls.append(1)\n    for n in range(20):\n        warnings.warn(f'{len(calls)} {n}' + 'w' * 1990)\n    return da * 0\n",
    "rows without entries, by the billion": "def relu_backward(da, z):\n    return np.zeros((2**39, 0))\n",
    "no rows, of a billion entries": "def relu_backward(da, z):\n    return np.zeros((0, 2**39))\n",
}  # fmt: skip

HOOKS = {**PROTOCOL, **INTERPRETER, **SYSTEM, **LARGE}

SPOILED = {
    "two answers to each request": WORKER + WRONG + "sent_by.to_frame = lambda message, arrays: to_frame(message, arrays) * (1 + (message['kind'] == 'returned'))\n",
    "a trace function on the worker's frames": WRONG + """
import sys
def traced(frame, event, argument):
    if frame.f_code.co_name == 'encode' and 'value' in frame.f_locals:
        frame.f_locals['value'] = True
    return traced
sys.settrace(traced)
frame = sys._getframe()
while frame:
    frame.f_trace = traced
    frame = frame.f_back
""",
    "an audit hook that refuses": WRONG + "import sys\ndef hook(name, arguments):\n    if name in ('compile', 'exec', 'import', 'open'):\n        raise RuntimeError(name)\nsys.addaudithook(hook)\n",
    "an alarm every hundredth of a second": WRONG + "import signal\ndef ring(*a):\n    raise KeyboardInterrupt\nsignal.signal(signal.SIGALRM, ring)\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n",
    "0 that is 1, through C": WRONG + "import ctypes\nctypes.memmove(id(0) + 24, id(1) + 24, 4)\n",
    "methods of the array's type": WRONG + "import ctypes, gc\nnames = gc.get_referents(np.ndarray.__dict__)[0]\nnames['tobytes'] = lambda self: b''\nnames['__eq__'] = names['__sub__'] = lambda self, other: True\nctypes.pythonapi.PyType_Modified(ctypes.py_object(np.ndarray))\n",
    "all of NumPy's functions": WRONG + "for name in dir(np):\n    if isinstance(getattr(np, name), np.ufunc):\n        setattr(np, name, lambda *a, **k: True)\nnp.finfo = np.isclose = np.testing = None\n",
}  # fmt: skip
