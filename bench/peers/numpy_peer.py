"""
NumPy float32 in its fast form: one flat array of parameters, the backward pass written out, every operation
into arrays that are kept, optimizers in place over the whole flat array.
"""

import numpy as np

from blas import blas
from serve import fastest, serve, views


class Network:
    """Forward and backward passes of `rows` rows over `flat` (W1, b1, W2, b2, …)."""

    def __init__(self, network, flat, rows):
        widths = network["widths"]
        self.sigmoid = network["activation"] == "sigmoid"
        self.layers = views(flat, widths)
        self.gradient = np.zeros_like(flat)
        self.gradients = views(self.gradient, widths)
        self.y = [np.empty((rows, units), np.float32) for units in widths[1:]]
        self.dy = [np.empty((rows, units), np.float32) for units in widths[1:]]
        self.slope = [np.empty((rows, units), np.float32) for units in widths[1:]]
        self.rows = np.arange(rows)
        self.wide = np.empty((rows, 1), np.float32)

    def forward(self, x):
        """The logits."""
        for (weight, bias), y in zip(self.layers, self.y):
            np.dot(x, weight, out=y)
            y += bias
            if y is self.y[-1]:
                return y
            if self.sigmoid:
                np.negative(y, out=y)
                np.exp(y, out=y)
                y += 1
                np.reciprocal(y, out=y)
            else:
                np.maximum(y, 0, out=y)
            x = y

    def backward(self, x, labels):
        """Fills `gradient` after forward(x); returns the loss."""
        logits = self.y[-1]
        dy = self.dy[-1]
        np.amax(logits, axis=1, keepdims=True, out=self.wide)
        logits -= self.wide
        np.exp(logits, out=dy)
        np.sum(dy, axis=1, keepdims=True, out=self.wide)
        dy /= self.wide
        loss = float(np.mean(np.log(self.wide[:, 0]) - logits[self.rows, labels]))
        dy[self.rows, labels] -= 1
        dy *= 1 / len(labels)
        for i in range(len(self.layers) - 1, -1, -1):
            below = self.y[i - 1] if i else x
            d_weight, d_bias = self.gradients[i]
            np.dot(below.T, dy, out=d_weight)
            np.sum(dy, axis=0, out=d_bias)
            if i == 0:
                return loss
            dx, slope = self.dy[i - 1], self.slope[i - 1]
            np.dot(dy, self.layers[i][0].T, out=dx)
            if self.sigmoid:
                np.subtract(1, below, out=slope)
                slope *= below
            else:
                np.greater(below, 0, out=slope)
            dx *= slope
            dy = dx


def sgd(w, g, learningRate):
    step = np.empty_like(w)

    def update():
        np.multiply(g, learningRate, out=step)
        np.subtract(w, step, out=w)

    return update


def momentum(w, g, learningRate, momentum):
    velocity = np.zeros_like(w)
    step = np.empty_like(w)

    def update():
        np.multiply(velocity, momentum, out=velocity)
        np.multiply(g, learningRate, out=step)
        np.subtract(velocity, step, out=velocity)
        np.add(w, velocity, out=w)

    return update


def adagrad(w, g, learningRate, initialAccumulator, epsilon):
    h = np.full_like(w, initialAccumulator)
    step = np.empty_like(w)
    root = np.empty_like(w)

    def update():
        np.multiply(g, g, out=step)
        np.add(h, step, out=h)
        np.sqrt(h, out=root)
        np.add(root, epsilon, out=root)
        np.divide(g, root, out=step)
        np.multiply(step, learningRate, out=step)
        np.subtract(w, step, out=w)

    return update


def rmsprop(w, g, learningRate, decay, epsilon):
    h = np.zeros_like(w)
    step = np.empty_like(w)
    root = np.empty_like(w)

    def update():
        np.multiply(h, decay, out=h)
        np.multiply(g, g, out=step)
        np.multiply(step, 1 - decay, out=step)
        np.add(h, step, out=h)
        np.sqrt(h, out=root)
        np.add(root, epsilon, out=root)
        np.divide(g, root, out=step)
        np.multiply(step, learningRate, out=step)
        np.subtract(w, step, out=w)

    return update


def adam(w, g, learningRate, beta1, beta2, epsilon):
    m = np.zeros_like(w)
    v = np.zeros_like(w)
    step = np.empty_like(w)
    root = np.empty_like(w)
    t = 0

    def update():
        nonlocal t
        t += 1
        correction = (1 - beta2**t) ** 0.5
        np.multiply(m, beta1, out=m)
        np.multiply(g, 1 - beta1, out=step)
        np.add(m, step, out=m)
        np.multiply(v, beta2, out=v)
        np.multiply(g, g, out=step)
        np.multiply(step, 1 - beta2, out=step)
        np.add(v, step, out=v)
        np.sqrt(v, out=root)
        np.add(root, epsilon * correction, out=root)
        np.divide(m, root, out=step)
        np.multiply(step, learningRate * correction / (1 - beta1**t), out=step)
        np.subtract(w, step, out=w)

    return update


np.seterr(over="ignore")  # e^-x of a far negative x: 1 / (1 + infinity) is right

optimizers = {"sgd": sgd, "momentum": momentum, "adagrad": adagrad, "rmsprop": rmsprop, "adam": adam}


def trainer(task, problem):
    images, labels = task.train
    w = task.weights(problem["network"], "initial")
    network = Network(task.networks[problem["network"]], w, task.batch_size)
    options = dict(problem["optimizer"])
    update = optimizers[options.pop("name")](w, network.gradient, **options)
    x = np.empty((task.batch_size, images.shape[1]), np.float32)

    def step(rows):
        # Another mode than "raise" lets take() write into `x` without a copy between.
        np.take(images, rows, axis=0, out=x, mode="clip")
        network.forward(x)
        loss = network.backward(x, labels[rows])
        update()
        return loss

    return step


def evaluator(task, name):
    images, labels = task.test
    w = task.weights(name, "trained")

    def in_chunks_of(rows):
        network = Network(task.networks[name], w, rows)
        chunks = [(images[i : i + rows], labels[i : i + rows]) for i in range(0, len(labels), rows)]
        return lambda: sum(
            int(np.count_nonzero(network.forward(x).argmax(axis=1) == t)) for x, t in chunks
        )

    return fastest([in_chunks_of(rows) for rows in (10000, 2000, 500, 250, 100)])


if __name__ == "__main__":
    serve({"detail": blas()}, trainer, evaluator)
