"""The parts of the suite: which contenders meet at which task."""

import json
import subprocess
import sys

from race.contest import compete
from race.figures import COPIES, KEPT, NUMBA, PRODUCTS, REFERENCE, result
from race.machine import cores
from race.process import FOLDER, ContenderError, Entry, Process
from race.tasks import MAIN, name_of, training_tasks

TORCH = "pip install torch"
LISTS = "Python lists"

TRAINING = (
    Entry(REFERENCE, "ours", "Training"),
    Entry(KEPT, "ours", "TrainingInKeptArrays"),
    Entry(NUMBA, "ours", "TrainingWithNumba"),
    Entry("PyTorch eager", "pytorch", "Eager", TORCH),
    Entry("PyTorch compiled, fused", "pytorch", "Compiled", TORCH),
    Entry("JAX jitted step", "jaxed", "JittedStep"),
    Entry("Keras on JAX", "keras_fit", "Fit"),
    Entry("scikit-learn", "scikit_learn", "Classifier"),
    Entry(PRODUCTS, "limits", "MatrixProducts"),
)
STEPS = (
    Entry(REFERENCE, "steps", "Step"),
    Entry(KEPT, "steps", "StepInKeptArrays"),
    Entry(NUMBA, "steps", "StepWithNumba"),
    Entry(PRODUCTS, "steps", "Products"),
)
ADAM = (
    Entry(REFERENCE, "adam", "Step"),
    Entry(KEPT, "adam", "StepInKeptArrays"),
    Entry(NUMBA, "adam", "StepWithNumba"),
    Entry("PyTorch foreach", "pytorch_alone", "AdamForeach", TORCH),
    Entry("PyTorch fused", "pytorch_alone", "AdamFused", TORCH),
    *(Entry(name, "limits", make) for name, make in zip(COPIES, ("Copy", "Triad", "InPlace"), strict=True)),
)
NINE_NUMBERS = (
    Entry(REFERENCE, "rows", "BatchesOfOne"),
    Entry(NUMBA, "rows", "ByHandWithNumba"),
    Entry(LISTS, "rows", "Lists"),
    Entry("nine Python numbers", "rows", "ByHand"),
    Entry("micrograd", "micrograd_rows", "NineNumbers"),
    Entry("PyTorch eager", "pytorch_alone", "NineNumbers", TORCH),
    Entry("JAX scan", "jaxed", "NineNumbers"),
)
TRICK = (
    Entry(REFERENCE, "rows", "TrickInNumPy"),
    Entry(NUMBA, "rows", "TrickInNumba"),
    Entry("bare Python", "rows", "TrickInPython"),
    Entry("scikit-learn", "scikit_learn", "Trick"),
)
EVERY_PARAMETER = (
    Entry(REFERENCE, "checked", "EveryParameter"),
    Entry("PyTorch gradcheck", "pytorch_alone", "GradientCheck", TORCH),
)
DIRECTIONS = (
    Entry(REFERENCE, "checked", "Directions"),
    Entry("PyTorch gradcheck", "pytorch_alone", "GradientCheckByDirections", TORCH),
)
IMPORTS = (
    Entry("numpy", "imports", "Import"),
    Entry("dlcourse", "imports", "Dlcourse"),
    Entry("dlcourse.accel.numba", "imports", "DlcourseWithNumba"),
    Entry("jax", "imports", "Jax"),
    Entry("sklearn", "imports", "ScikitLearn"),
    Entry("torch", "imports", "Torch", TORCH),
    Entry("keras", "imports", "Keras"),
)
FIRST_FITS = (
    Entry("compiling", "imports", "FirstFitCompiling"),
    Entry("compiled before", "imports", "FirstFit"),
)


def measured(part, name, entries, task, threads, rounds):
    """One task of a part."""
    return result(part, name, task, *compete(entries, task, threads, rounds, name))


def training(options):
    """Whole epochs of each network."""
    entries = [entry for entry in TRAINING if not (options.quick and "compiled" in entry.name)]
    for task in training_tasks(options.quick):
        if options.match in name_of(task):
            yield measured("training", name_of(task), entries, task, options.threads, options.rounds)


def step(options):
    """What a step of ours spends on each of its parts, by batch."""
    for task in training_tasks(options.quick):
        if task["sizes"] == list(MAIN) and (task["dtype"], task["optimizer"]) == ("float32", "adam"):
            yield measured("step", name_of(task), STEPS, task, options.threads, options.rounds)


def optimizer(options):
    """Adam alone."""
    task = {"parameters": 10**6 if options.quick else 10**7}
    yield measured(
        "optimizer", f"Adam on {task['parameters']:,} numbers", ADAM, task, options.threads, 3 * options.rounds
    )


def rows(options):
    """What is done one row at a time; one thread, as there is nothing to share."""
    yield measured("rows", "nine numbers, row by row", NINE_NUMBERS, {}, [1], options.rounds)
    yield measured("rows", "perceptron trick", TRICK, {}, [1], options.rounds)


def gradcheck(options):
    """Gradient checks of 10,554 parameters."""
    yield measured("gradcheck", "every parameter", EVERY_PARAMETER, {}, options.threads, options.rounds)
    yield measured("gradcheck", "random directions", DIRECTIONS, {}, options.threads, 3 * options.rounds)


def imports(options):
    """Processor time of imports, and what the first call costs where Numba compiles."""
    yield measured("imports", "import", IMPORTS, {}, [cores()], options.rounds if options.quick else 15)
    yield measured("imports", "first fit with Numba", FIRST_FITS, {}, [cores()], options.rounds)


def memory(options):
    """Peak memory of a process that trains for an epoch: megabytes before it and after, without the rows themselves."""
    task = training_tasks(options.quick)[1]
    peaks, left_out = {}, {}
    for entry in TRAINING:
        if entry.name == PRODUCTS:
            continue
        process = Process(entry, cores())
        try:
            process.ask("set_up", task | {"threads": cores()})
            before = process.ask("memory")
            process.ask("round")
            peaks[entry.name] = [
                round((peak - 4 * MAIN[0] * task["rows"]) / 2**20) for peak in (before, process.ask("memory"))
            ]
        except ContenderError as error:
            left_out[entry.name] = str(error)
        finally:
            process.close()
    yield {
        "part": "memory",
        "name": name_of(task),
        "task": task,
        "megabytes": peaks,
        "left_out": left_out,
        "doubts": [],
    }


def gpu(options):
    """What benchmarks/gpu.py measures, where there is a GPU."""
    command = [sys.executable, str(FOLDER / "gpu.py"), "--json", *(["--quick"] if options.quick else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = {"part": "gpu", "name": "on a GPU", "task": {}, "left_out": {}, "doubts": []}
    try:
        found["figures"] = json.loads(done.stdout)
    except ValueError:
        lines = (done.stderr or done.stdout).strip().splitlines()
        found["left_out"]["GPU"] = lines[-1] if lines else f"{command[1]} ended with code {done.returncode}"
    yield found


PARTS = {part.__name__: part for part in (training, step, optimizer, rows, gradcheck, imports, memory, gpu)}
