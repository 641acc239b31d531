"""
PyTorch in its fast form: one flat array of parameters, the backward pass written out with the library's own
kernels, which takes about two thirds of the time of autograd and torch.optim, and fused in-place updates.
"""

import os

import torch

from blas import blas
from serve import fastest, serve, views

torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.set_grad_enabled(False)


class Network:
    """Forward and backward passes over `flat` (W1, b1, W2, b2, …)."""

    def __init__(self, network, flat):
        self.sigmoid = network["activation"] == "sigmoid"
        self.layers = views(flat, network["widths"])
        self.gradient = torch.zeros_like(flat)
        self.gradients = views(self.gradient, network["widths"])
        self.y = []

    def forward(self, x):
        """The logits."""
        self.y = []
        for weight, bias in self.layers:
            x = torch.addmm(bias, x, weight)
            if len(self.y) < len(self.layers) - 1:
                x = x.sigmoid_() if self.sigmoid else x.relu_()
            self.y.append(x)
        return x

    def backward(self, x, labels):
        """Fills `gradient` after forward(x); returns the loss."""
        log_p = torch.log_softmax(self.y[-1], 1)
        loss = torch.nn.functional.nll_loss(log_p, labels)
        dy = log_p.exp()
        dy[torch.arange(len(labels)), labels] -= 1
        dy *= 1 / len(labels)
        for i in range(len(self.layers) - 1, -1, -1):
            below = self.y[i - 1] if i else x
            d_weight, d_bias = self.gradients[i]
            torch.mm(below.t(), dy, out=d_weight)
            torch.sum(dy, 0, out=d_bias)
            if i == 0:
                return loss.item()
            dx = torch.mm(dy, self.layers[i][0].t())
            if self.sigmoid:
                dy = torch.ops.aten.sigmoid_backward(dx, below)
            else:
                dy = torch.ops.aten.threshold_backward(dx, below, 0)


def sgd(w, g, learningRate):
    return lambda: w.sub_(g, alpha=learningRate)


def momentum(w, g, learningRate, momentum):
    velocity = torch.zeros_like(w)
    return lambda: w.add_(velocity.mul_(momentum).sub_(g, alpha=learningRate))


def adagrad(w, g, learningRate, initialAccumulator, epsilon):
    h = torch.full_like(w, initialAccumulator)
    return lambda: w.addcdiv_(g, h.addcmul_(g, g).sqrt().add_(epsilon), value=-learningRate)


def rmsprop(w, g, learningRate, decay, epsilon):
    h = torch.zeros_like(w)

    def update():
        h.mul_(decay).addcmul_(g, g, value=1 - decay)
        w.addcdiv_(g, h.sqrt().add_(epsilon), value=-learningRate)

    return update


def adam(w, g, learningRate, beta1, beta2, epsilon):
    m = torch.zeros_like(w)
    v = torch.zeros_like(w)
    t = 0

    def update():
        nonlocal t
        t += 1
        correction = (1 - beta2**t) ** 0.5
        m.mul_(beta1).add_(g, alpha=1 - beta1)
        v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        rate = learningRate * correction / (1 - beta1**t)
        w.addcdiv_(m, v.sqrt().add_(epsilon * correction), value=-rate)

    return update


optimizers = {"sgd": sgd, "momentum": momentum, "adagrad": adagrad, "rmsprop": rmsprop, "adam": adam}


def trainer(task, problem):
    images, labels = map(torch.from_numpy, task.train)
    w = torch.from_numpy(task.weights(problem["network"], "initial"))
    network = Network(task.networks[problem["network"]], w)
    options = dict(problem["optimizer"])
    update = optimizers[options.pop("name")](w, network.gradient, **options)

    def step(rows):
        rows = torch.from_numpy(rows)
        x = torch.index_select(images, 0, rows)
        network.forward(x)
        loss = network.backward(x, labels[rows])
        update()
        return loss

    return step


def evaluator(task, name):
    images, labels = map(torch.from_numpy, task.test)
    network = Network(task.networks[name], torch.from_numpy(task.weights(name, "trained")))

    def in_chunks_of(rows):
        chunks = list(zip(images.split(rows), labels.split(rows)))
        return lambda: sum(int((network.forward(x).argmax(1) == t).sum()) for x, t in chunks)

    return fastest([in_chunks_of(rows) for rows in (10000, 2000, 500, 250, 100)])


if __name__ == "__main__":
    serve({"detail": blas()}, trainer, evaluator)
