"""Attacks on the grader: code that a student might put into the cell of `relu_backward`, or into a cell of their own.

Whatever it tries, `relu_backward` earns what its returned values deserve, which is nothing, and every other question is
graded as if nothing had happened. `{wrong}` stands for a wrong answer that goes on living after the attack.
"""

WRONG = "def relu_backward(da, z):\n    return da * 0\n"
SEARCH = """
import os, sys
def search(*but):  # nor in what never ends, nor in /lib, which is /usr/lib once more
    for folder, folders, files in os.walk('/'):
        folders[:] = [f for f in folders if os.path.join(folder, f) not in ('/proc', '/sys', '/lib', *but)]
        yield from (os.path.join(folder, f) for f in files)
"""
LOOK = SEARCH + "paths = [*search(sys.prefix, sys.base_prefix)]\n"  # nbgrader itself comes with a course

SAME_PROCESS = {
    "patch allclose": "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\n",
    "patch numpy.testing": "import numpy.testing as t\nt.assert_allclose = t.assert_array_equal = lambda *a, **k: None\n",
    "patch abs and max": "import numpy as np\nnp.abs = np.max = np.maximum = lambda *a, **k: 0.0\n",
    "replace check": "def check(*a, **k):\n    return 1.0\n",
    "replace check in its module": "import dlcourse.checks as c\nc.check = c.examine = lambda *a, **k: 1.0\n",
    "replace builtins": "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.any = lambda x: False\n",
    "replace the reference": "import dlcourse.activations as a\nfor n in dir(a):\n    setattr(a, n, lambda *x: 0)\n",
    "plant modules": "import sys, types\nfor n in list(sys.modules):\n    if 'check' in n:\n        sys.modules[n] = types.ModuleType(n)\n",
    "an import hook": "import sys\nclass F:\n    def find_spec(self, name, path, target=None):\n        raise ImportError\nsys.meta_path.insert(0, F())\n",
    "a trace function": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\n",
    "displayhook": "import sys\nsys.displayhook = lambda v: print(1.0)\n",
    "displayhook called": "import sys\nsys.displayhook(1.0)\n",
    "an AST transformer": "import ast\ntry:\n    class T(ast.NodeTransformer):\n        def visit_Assert(self, node):\n            return None\n    get_ipython().ast_transformers.append(T())\nexcept Exception:\n    pass\n",
    "an input transformer": "try:\n    get_ipython().input_transformers_post.append(lambda lines: ['1.0'])\nexcept Exception:\n    pass\n",
    "replace do_execute": "try:\n    get_ipython().kernel.do_execute = lambda *a, **k: {'status': 'ok'}\nexcept Exception:\n    pass\n",
    "replace the compiler": "import builtins\nbuiltins.compile = lambda *a, **k: (_ for _ in ()).throw(SystemExit)\n",
    "replace the shell": "import shell\nshell.readable = lambda source: '1.0'\nshell.Cells.run = lambda *a, **k: None\n",
    "excepthook": "import sys\nsys.excepthook = lambda *a: None\n",
    "atexit": "import atexit, os\natexit.register(lambda: os.write(1, b'1.0'))\n",
    "a thread that patches later": "import threading, time\ndef late():\n    time.sleep(0.05)\n    import numpy as np\n    np.array = lambda *a, **k: None\nthreading.Thread(target=late, daemon=True).start()\n",
    "a signal handler": "import signal\nfor n in (signal.SIGTERM, signal.SIGALRM, signal.SIGPIPE):\n    signal.signal(n, lambda *a: None)\n",
    "an audit hook": "import sys\nsys.addaudithook(lambda *a: None)\n",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')\n",
    "float errors as errors": "import numpy as np\nnp.seterr(all='raise')\n",
    "replace the worker": "import __main__, sys, gc\nfor o in gc.get_objects():\n    if type(o).__name__ == 'Worker':\n        o.call = lambda *a: None\n",
    "replace the encoder": "import protocol\nprotocol.Encoder.encode = lambda self, v, d=0: ['constant', True]\n",
    "replace json": "import json\njson.dumps = lambda *a, **k: '{\"kind\": \"returned\"}'\n",
    "replace struct": "import protocol\nprotocol.LENGTHS = None\n",
}  # fmt: skip

RETURNS = {
    "an object that equals everything": "class E:\n    def __eq__(self, o):\n        return True\n    def __array__(self, *a, **k):\n        return None\ndef relu_backward(da, z):\n    return E()\n",
    "an array that lies": "import numpy as np\nclass A(np.ndarray):\n    def __array_ufunc__(self, *a, **k):\n        return 0.0\n    def __eq__(self, o):\n        return True\ndef relu_backward(da, z):\n    return np.zeros(z.shape).view(A)\n",
    "object dtype": "import numpy as np\nclass E:\n    def __eq__(self, o):\n        return True\n    def __sub__(self, o):\n        return 0\ndef relu_backward(da, z):\n    return np.full(z.shape, E(), dtype=object)\n",
    "a masked array": "import numpy as np\ndef relu_backward(da, z):\n    return np.ma.masked_all(z.shape)\n",
    "NaN": "import numpy as np\ndef relu_backward(da, z):\n    return np.full(z.shape, np.nan)\n",
    "infinity": "import numpy as np\ndef relu_backward(da, z):\n    return np.full(z.shape, np.inf)\n",
    "a huge declared shape": "import numpy as np\ndef relu_backward(da, z):\n    return np.broadcast_to(np.float64(1), (10**6, 10**6))\n",
    "a broadcast view": "import numpy as np\ndef relu_backward(da, z):\n    return np.broadcast_to(np.float64(0), z.shape)\n",
    "its input": "def relu_backward(da, z):\n    return da\n",
    "the input, changed": "def relu_backward(da, z):\n    da[:] = 0\n    return da\n",
    "the input with its flags changed": "def relu_backward(da, z):\n    da.setflags(write=False)\n    return da\n",
    "the input, resized": "def relu_backward(da, z):\n    da.resize((1, 1), refcheck=False)\n    return da\n",
    "a generator": "def relu_backward(da, z):\n    yield 1\n",
    "an endless generator": "def relu_backward(da, z):\n    while True:\n        yield 1.0\n",
    "a list in itself": "def relu_backward(da, z):\n    x = []\n    x.append(x)\n    return x\n",
    "a deep list": "def relu_backward(da, z):\n    x = []\n    for _ in range(10**5):\n        x = [x]\n    return x\n",
    "a long text": "def relu_backward(da, z):\n    return 'x' * 10**7\n",
    "a huge number": "def relu_backward(da, z):\n    return 10**100000\n",
    "the verdict": "def relu_backward(da, z):\n    return {'name': 'relu_backward', 'points': 1.0, 'max_points': 1.0, 'status': 'correct'}\n",
    "the right type's name": "class ndarray:\n    pass\ndef relu_backward(da, z):\n    return ndarray()\n",
    "an exception that lies": "class E(NotImplementedError):\n    def __str__(self):\n        raise SystemExit\ndef relu_backward(da, z):\n    raise E\n",
    "an exception named as ours": "class WorkerDiedError(BaseException):\n    pass\ndef relu_backward(da, z):\n    raise WorkerDiedError\n",
    "pickle": "import pickle, os\nclass P:\n    def __reduce__(self):\n        return os.system, ('touch /tmp/pwned',)\ndef relu_backward(da, z):\n    return pickle.dumps(P())\n",
    "complex numbers": "def relu_backward(da, z):\n    return da * (z > 0) + 1j\n",
}  # fmt: skip

SECRETS = {
    "the catalogue": "from dlcourse.checks.catalogue import find_question\nrelu_backward = find_question('relu_backward').reference\n",
    "the catalogue by path": SEARCH + "for p in search():\n    if p.endswith('/activation_backward.py'):\n        exec(open(p).read())\n        relu_backward = sigmoid_backward\n",
    "frames": "import sys\ndef relu_backward(da, z):\n    f = sys._getframe()\n    while f:\n        for v in list(f.f_locals.values()):\n            if getattr(v, 'name', '') == 'relu_backward' and hasattr(v, 'reference'):\n                return v.reference(da, z)\n        f = f.f_back\n    return da * 0\n",
    "gc": "import gc\ndef relu_backward(da, z):\n    for o in gc.get_objects():\n        if type(o).__name__ == 'Question':\n            return o.reference(da, z)\n    return da * 0\n",
    "the parent's memory": "import os\ndef relu_backward(da, z):\n    open(f'/proc/{os.getppid()}/mem', 'rb').read(1)\n    return da * (z > 0)\n",
    "the parent's environment": "import os\ndef relu_backward(da, z):\n    open(f'/proc/{os.getppid()}/environ', 'rb').read()\n    return da * (z > 0)\n",
    "the solution notebook": LOOK + "def relu_backward(da, z):\n    assert any('/solutions/' in p and p.endswith('.ipynb') for p in paths)\n    return da * (z > 0)\n",
    "the gradebook": LOOK + "def relu_backward(da, z):\n    assert any(p.endswith('/gradebook.db') for p in paths)\n    return da * (z > 0)\n",
    "variables of the environment": "import os\ndef relu_backward(da, z):\n    assert any('DLCOURSE' in k or 'TOKEN' in k or 'SSH' in k for k in os.environ)\n    return da * (z > 0)\n",
    "tracing": "import ctypes, os\ndef relu_backward(da, z):\n    assert ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0\n    return da * (z > 0)\n",
    "a process's pipes": "import os\ndef relu_backward(da, z):\n    for p in os.listdir('/proc'):\n        if p.isdigit() and int(p) != os.getpid():\n            os.open(f'/proc/{p}/fd/0', os.O_RDONLY)\n            return da * (z > 0)\n    return da * 0\n",
    "In and Out": "def relu_backward(da, z):\n    return In[-1](da, z)\n",
}  # fmt: skip

FILES = {
    "write into the course": "def relu_backward(da, z):\n    import os\n    from dlcourse import activations\n    open(activations.__file__, 'w').write('')\n    return da * (z > 0)\n",
    "write into Python": "def relu_backward(da, z):\n    import numpy, os\n    open(os.path.join(os.path.dirname(numpy.__file__), 'pwned.py'), 'w').write('')\n    return da * (z > 0)\n",
    "change the gradebook": LOOK + "def relu_backward(da, z):\n    import sqlite3\n    [book] = [p for p in paths if p.endswith('/gradebook.db')]\n    sqlite3.connect(book).execute('UPDATE grade SET auto_score = 100')\n    return da * (z > 0)\n",
    "delete another student's work": LOOK + "def relu_backward(da, z):\n    for p in [p for p in paths if '/submitted/' in p] or [1 / 0]:\n        os.remove(p)\n    return da * (z > 0)\n",
    "read another student's work": LOOK + "def relu_backward(da, z):\n    assert open([p for p in paths if '/submitted/' in p and p.endswith('.ipynb')][0]).read()\n    return da * (z > 0)\n",
    "a start-up file": "def relu_backward(da, z):\n    import os\n    os.makedirs('/root/.ipython/profile_default/startup')\n    return da * (z > 0)\n",
    "a module beside the notebook": "open('numpy.py', 'w').write('raise SystemExit')\nimport sys\nsys.path.insert(0, '.')\n",
    "the temporary folder": "import os\nos.symlink('/etc/passwd', 'link')\ndef relu_backward(da, z):\n    open('link').read()\n    return da * (z > 0)\n",
    "set a bit": "def relu_backward(da, z):\n    import dlcourse, os\n    os.chmod(os.path.dirname(dlcourse.__file__), 0o777)\n    return da * (z > 0)\n",
    "become root": "def relu_backward(da, z):\n    import os\n    os.setuid(0)\n    return da * (z > 0)\n",
    "mount": "def relu_backward(da, z):\n    import ctypes\n    assert ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, b'') == 0\n    return da * (z > 0)\n",
    "a namespace": "def relu_backward(da, z):\n    import ctypes\n    assert ctypes.CDLL(None).unshare(0x10000000) == 0\n    return da * (z > 0)\n",
    "the network": "def relu_backward(da, z):\n    import socket\n    socket.create_connection(('1.1.1.1', 53), 1)\n    return da * (z > 0)\n",
    "a device": "def relu_backward(da, z):\n    open('/dev/mem', 'rb').read(1)\n    return da * (z > 0)\n",
}  # fmt: skip

RESOURCES = {
    "an endless loop": "def relu_backward(da, z):\n    while True:\n        pass\n",
    "an endless loop that swallows": "def relu_backward(da, z):\n    while True:\n        try:\n            while True:\n                pass\n        except BaseException:\n            pass\n",
    "sleep": "def relu_backward(da, z):\n    import time\n    time.sleep(1000)\n",
    "memory": "def relu_backward(da, z):\n    return [bytearray(1 << 30) for _ in range(64)]\n",
    "processes": "def relu_backward(da, z):\n    import os\n    while True:\n        try:\n            os.fork()\n        except OSError:\n            pass\n",
    "threads": "def relu_backward(da, z):\n    import threading, time\n    for _ in range(100000):\n        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n    return da * 0\n",
    "threads of BLAS": "import os\nos.environ['OPENBLAS_NUM_THREADS'] = os.environ['OMP_NUM_THREADS'] = '4096'\ndef relu_backward(da, z):\n    import numpy as np\n    while True:\n        np.ones((2000, 2000)) @ np.ones((2000, 2000))\n",
    "a full disk": "def relu_backward(da, z):\n    n = 0\n    while True:\n        n += 1\n        open(str(n), 'wb').write(bytes(1 << 24))\n",
    "open files": "def relu_backward(da, z):\n    kept = []\n    while True:\n        kept.append(open('/dev/null'))\n",
    "a long line": "def relu_backward(da, z):\n    print('x' * (1 << 26))\n    return da * 0\n",
    "many lines": "def relu_backward(da, z):\n    while True:\n        print('x')\n",
    "exit": "def relu_backward(da, z):\n    import sys\n    sys.exit(0)\n",
    "os._exit": "def relu_backward(da, z):\n    import os\n    os._exit(0)\n",
    "quit": "def relu_backward(da, z):\n    quit()\n",
    "a segmentation fault": "def relu_backward(da, z):\n    import ctypes\n    ctypes.string_at(0)\n",
    "kill": "def relu_backward(da, z):\n    import os, signal\n    os.kill(0, signal.SIGKILL)\n",
    "kill all": "def relu_backward(da, z):\n    import os, signal\n    os.kill(-1, signal.SIGKILL)\n",
    "stop oneself": "def relu_backward(da, z):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGSTOP)\n",
    "recursion": "def relu_backward(da, z):\n    return relu_backward(da, z)\n",
    "recursion without a limit": "import sys\nsys.setrecursionlimit(10**9)\ndef relu_backward(da, z):\n    return relu_backward(da, z)\n",
    "input": "def relu_backward(da, z):\n    return float(input())\n",
    "a daemon": "def relu_backward(da, z):\n    import os, time\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            time.sleep(1000)\n        os._exit(0)\n    return da * 0\n",
    "a regular expression": "def relu_backward(da, z):\n    import re\n    re.match('(a+)+$', 'a' * 64 + 'b')\n    return da * (z > 0)\n",
    "a huge power": "def relu_backward(da, z):\n    return 9**9**9**9\n",
    "close the pipes": "def relu_backward(da, z):\n    import os\n    for n in range(3, 100):\n        try:\n            os.close(n)\n        except OSError:\n            pass\n    return da * (z > 0)\n",
    "noise on the pipes": "def relu_backward(da, z):\n    import os\n    for n in range(3, 100):\n        try:\n            os.write(n, b'\\xff' * 100)\n        except OSError:\n            pass\n    return da * (z > 0)\n",
    "a forged frame": "def relu_backward(da, z):\n    import os, struct\n    b = b'{\"kind\": \"returned\", \"value\": [\"constant\", null], \"error\": null, \"changed\": [], \"points\": 1}'\n    for n in range(3, 100):\n        try:\n            os.write(n, struct.pack('>QQ', len(b), 0) + b)\n        except OSError:\n            pass\n    return da * 0\n",
    "a frame that never ends": "def relu_backward(da, z):\n    import os, struct, time\n    for n in range(3, 100):\n        try:\n            os.write(n, struct.pack('>QQ', 1000, 0))\n        except OSError:\n            pass\n    time.sleep(1000)\n",
    "call back without end": "def relu_backward(da, z):\n    while True:\n        try:\n            numerical_gradient(lambda w: 0.0, z)\n        except Exception:\n            pass\n",
}  # fmt: skip

PLANTED = {  # attacks that go on in the background while a wrong answer is given
    name: code + WRONG for name, code in {**SAME_PROCESS, "a module beside the notebook": FILES.pop("a module beside the notebook")}.items()
}  # fmt: skip

CORPUS = {
    "same process": PLANTED,
    "returned values": RETURNS,
    "secrets": SECRETS,
    "files": FILES,
    "resources": RESOURCES,
}

SELF_HARM = {
    PLANTED[name]
    for name in (
        "patch abs and max",
        "a thread that patches later",
        "float errors as errors",
        "replace the worker",
        "replace the encoder",
        "replace json",
        "replace struct",
        "replace the compiler",
        "replace the shell",
    )
}

ENDLESS = {  # stopped by the time limit
    RESOURCES[name]
    for name in (
        *("an endless loop", "an endless loop that swallows", "sleep", "processes", "threads of BLAS", "many lines"),
        *("stop oneself", "a regular expression", "a huge power", "a frame that never ends", "call back without end"),
    )
}

# Exercises 18 and 19: the question attacked, and what stands in its cell

DESCRIBED = "import numpy as np\ndescribed = ([64], np.zeros((2, 2)), np.zeros((2, 4)))\n"
WRONG_NETWORK = "def build_network(inputs, units, classes):\n    return keras.Sequential([keras.Input((inputs + 1,)), keras.layers.Dense(classes)])\n"
WRONG_SPACE = (
    'def search_space(hp):\n    return {"units": 64, "activation": "relu", "learning_rate": 0.01, "dropout": 0.25}\n'
)
ON_OBJECTS = {
    "the reference of a network": ("build_network", "from dlcourse.checks.catalogue import find_question\nbuild_network = find_question('build_network').reference\n"),
    "the reference of a loss": ("matching_loss", "from dlcourse.checks.catalogue.keras.losses import matching_loss\n"),
    "the reference of a space": ("search_space", "from dlcourse.checks.catalogue import find_question\nsearch_space = find_question('search_space').reference\n"),
    "all references by gc": ("build_network", "import gc\ndef build_network(*arguments):\n    for o in gc.get_objects():\n        if type(o).__name__ == 'Question' and o.name == 'build_network':\n            return o.reference(*arguments)\n"),
    "references by the caller's names": ("compile_network", "import sys\ndef compile_network(*arguments):\n    frame = sys._getframe()\n    while frame:\n        for name in ('compile_network', 'find_question'):\n            found = frame.f_globals.get(name)\n            if found not in (None, compile_network):\n                return found(*arguments)\n        frame = frame.f_back\n"),
    "patch what looks, by its module": ("build_network", "import sys\nfor module in list(sys.modules.values()):\n    for name in list(vars(module)) if 'dlcourse' in str(module) or '__main__' in str(module) else []:\n        if name.lstrip('_').startswith(('look', 'describe', 'require_model')):\n            setattr(module, name, lambda *a: described)\n" + DESCRIBED + WRONG_NETWORK),
    "patch what looks, by frames": ("build_network", DESCRIBED + WRONG_NETWORK.replace("    return", "    import sys\n    frame = sys._getframe()\n    while frame:\n        for name in list(frame.f_globals):\n            if name.lstrip('_').startswith(('look', 'describe', 'require_model')):\n                frame.f_globals[name] = lambda *a: described\n        frame = frame.f_back\n    return")),
    "patch what looks, by gc": ("build_network", DESCRIBED + WRONG_NETWORK.replace("    return", "    import gc\n    for f in gc.get_objects():\n        if getattr(f, '__name__', '').startswith(('look', 'describe')) and hasattr(f, '__code__'):\n            f.__code__ = (lambda *a: ([64], [[32, 2080]], [[0, 0, 0, 0]])).__code__\n    return")),
    "an error that is an answer": ("build_network", "class AnswerError(Exception):\n    pass\ndef build_network(*arguments):\n    raise AnswerError('correct')\n"),
    "no model": ("build_network", "class Model:\n    layers, built, input_shape = [], True, (None, 64)\ndef build_network(*arguments):\n    return Model()\n"),
    "a loss that is whatever one likes": ("matching_loss", "class Any(float):\n    def __eq__(self, other):\n        return True\n    def __sub__(self, other):\n        return 0.0\ndef matching_loss(output, labels):\n    return lambda y_true, y_pred: Any(0)\n"),
    "a question asked and answered oneself": ("search_space", "def search_space(hp):\n    hp._ask = lambda name, arguments, options: (arguments[1] if len(arguments) > 1 else 0, None)\n    hp.Int('units', 16, 128, step=16)\n    return {'units': 16, 'activation': 'relu', 'learning_rate': 1e-4, 'dropout': 0.0}\n"),
    "the plan behind hp": ("search_space", "def search_space(hp):\n    seen = [c.cell_contents for c in hp._ask.__closure__ or ()]\n    recorded = next(o for o in seen if hasattr(o, 'plan'))\n    recorded.spaces.update(units=([16, 128], True, 'linear'))\n" + WRONG_SPACE.split("\n", 1)[1]),
    "hp that keeps all in the grader": ("search_space", "def search_space(hp):\n    for n in range(10**6):\n        hp.Int(f'n{n}', 0, 10**9)\n" + WRONG_SPACE.split("\n", 1)[1]),
    "a network that ends the process": ("build_network", "def build_network(*arguments):\n    import os\n    os._exit(0)\n"),
    "a model whose layers never end": ("build_network", "class Model(keras.Model):\n    @property\n    def layers(self):\n        while True:\n            yield keras.layers.Flatten()\ndef build_network(*arguments):\n    return Model()\n"),
}  # fmt: skip

ENDLESS.add(ON_OBJECTS["a model whose layers never end"][1])

# Numbers that no object has, computed without one: these do earn points, and the page on security says in how many lines.
FORGED = {
    "build_network": """
import numpy as np, worker
worker._sent = lambda source, sent: lambda returned, *more: returned
def build_network(inputs, units, classes):
    sizes = [[units, (inputs + 1) * units], [classes, (units + 1) * classes]]
    return [inputs], np.array(sizes, float), np.array([[0, 0.5, 2, 8], [-1.5, 0.5, 2, 8]])
""",
    "compile_network": """
import numpy as np, worker
worker._sent = lambda source, sent: (lambda *a: a) if source[0].startswith("prepare") else (lambda r, *more: r(*more))
def compile_network(classes, learning_rate, momentum):
    def seen(logits, numbers):
        p = np.exp(logits)
        return 1.0, learning_rate, momentum, 1.0, -np.log(p[np.arange(len(p)), numbers] / p.sum(axis=1)).mean(), 1.0
    return seen
""",
    "matching_loss": """
import numpy as np, worker
worker._sent = lambda source, sent: (lambda *a: a) if source[0].startswith("prepare") else (lambda r, *more: r(*more))
def matching_loss(output, labels):
    def seen(output, labels, y, x):
        p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True) if output == "logits" else x
        return float(-np.log(p[np.arange(len(x)), y if y.ndim == 1 else y.argmax(axis=1)]).mean())
    return seen
""",
}
