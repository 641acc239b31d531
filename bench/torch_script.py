"""
experiment.json as one writes it with PyTorch: modules, autograd, torch.optim; `python3 torch_script.py FILES`, with FILES
a JSON object of MNIST's four files. Images are one tensor that batches are taken from, which is faster than a
DataLoader; of one thread and two, one is faster for networks this small.
"""

import json
import sys

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)

optimizers = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.01),
    "Momentum": lambda parameters: torch.optim.SGD(parameters, lr=0.3, momentum=0.9),
    "AdaGrad": lambda parameters: torch.optim.Adagrad(parameters, lr=0.1, initial_accumulator_value=1e-4, eps=1e-7),
    "RMSProp": lambda parameters: torch.optim.RMSprop(parameters, lr=0.01, alpha=0.99, eps=1e-7),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01, eps=1e-7),
}


def load(images, labels):
    x = torch.from_numpy(np.fromfile(images, np.uint8)[16:].reshape(-1, 784).astype(np.float32) / 255)
    return x, torch.from_numpy(np.fromfile(labels, np.uint8)[8:].astype(np.int64))


def network():
    torch.manual_seed(0)
    layers = nn.Sequential(
        nn.Linear(784, 40), nn.Sigmoid(), nn.Linear(40, 20), nn.Sigmoid(), nn.Linear(20, 10)
    )
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
    return layers


@torch.no_grad()
def accuracy(model, x, t):
    return (model(x).argmax(1) == t).float().mean().item()


def main(files):
    x_train, t_train = load(**files["train"])
    x_test, t_test = load(**files["test"])
    for name, make in optimizers.items():
        model = network()
        optimizer = make(model.parameters())
        losses = []
        for i in range(1000):
            rows = torch.randint(len(x_train), (100,))
            x, t = x_train[rows], t_train[rows]
            loss = nn.functional.cross_entropy(model(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            if (i + 1) % 10 == 0:
                train, test = accuracy(model, x, t), accuracy(model, x_test, t_test)
                print(f"{name} {i + 1}: loss {loss.item():.4f}, train {train:.4f}, test {test:.4f}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
