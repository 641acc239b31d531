"""Answers the bench's requests: a line of JSON in, a line of JSON out. See answerer.js."""

import json
import sys
import time
from pathlib import Path

import numpy as np


class Task:
    """What the bench laid out in its folder: images (n, 784) in [0, 1], labels, batches, weights."""

    def __init__(self, folder):
        self.folder = Path(folder)
        task = json.loads((self.folder / "task.json").read_text())
        self.batch_size = task["batchSize"]
        self.networks = task["networks"]
        self.problems = task["problems"]
        rows = np.fromfile(self.folder / "rows.u32", np.uint32)
        self.rows = rows.astype(np.int64).reshape(-1, self.batch_size)
        self.train = self._read("train")
        self.test = self._read("test")

    def weights(self, network, moment):
        """W1, b1, W2, b2, … one after another; `moment` is "initial" or "trained"."""
        return np.fromfile(self.folder / f"{network}-{moment}.f32", np.float32)

    def _read(self, part):
        images = np.fromfile(self.folder / f"{part}-images", np.uint8)[16:].reshape(-1, 784)
        labels = np.fromfile(self.folder / f"{part}-labels", np.uint8)[8:]
        return images.astype(np.float32) / np.float32(255), labels.astype(np.int64)


def views(flat, widths):
    """[(W1, b1), (W2, b2), …] over a flat array."""
    layers = []
    end = 0
    for inputs, units in zip(widths, widths[1:]):
        weight = flat[end : end + inputs * units].reshape(inputs, units)
        end += inputs * units
        layers.append((weight, flat[end : end + units]))
        end += units
    return layers


def serve(about, trainer, evaluator):
    """
    `trainer(task, problem)` gives a function of a batch's rows that makes one step and returns its loss,
    `evaluator(task, network)` one that returns how many test images are right.
    """
    task = Task(sys.argv[1])
    trainers = {}
    evaluators = {}
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "problem" in request:
            name = request["problem"]
            if name not in trainers:
                trainers[name] = trainer(task, task.problems[name])
            step = trainers[name]
            batches = list(task.rows[request["first"] : request["first"] + request["steps"]])
            start = time.perf_counter()
            losses = [step(rows) for rows in batches]
            milliseconds = (time.perf_counter() - start) * 1000
            answer = {"milliseconds": milliseconds, "losses": losses}
        else:
            name = request["network"]
            if name not in evaluators:
                evaluators[name] = evaluator(task, name)
            evaluate = evaluators[name]
            start = time.perf_counter()
            for _ in range(request["times"]):
                correct = evaluate()
            answer = {"milliseconds": (time.perf_counter() - start) * 1000, "correct": correct}
        print(json.dumps(answer), flush=True)


def fastest(candidates):
    """The fastest of several functions that do the same; each runs three times, and the best counts."""

    def best(function):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
        return min(times)

    return min(candidates, key=best)
