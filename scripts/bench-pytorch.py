"""The reference network in PyTorch on one thread: prints the processor time of each step, milliseconds, as JSON. Arguments: format, batch, steps."""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

FORMAT, BATCH, STEPS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)
torch.manual_seed(1)


class Reference(nn.Module):
    """The layers of REFERENCE in test/engine/networks.ts; 11,738 parameters."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(16)
        self.second = nn.Conv2d(16, 32, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(32)
        self.depthwise = nn.Conv2d(32, 32, 3, padding=1, groups=32, bias=False)
        self.pointwise = nn.Conv2d(32, 32, 1)
        self.left = nn.Conv2d(32, 16, 1)
        self.left_norm = nn.BatchNorm2d(16)
        self.right = nn.Conv2d(32, 16, 3, padding=1)
        self.right_norm = nn.BatchNorm2d(16)
        self.dense = nn.Linear(32, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first_norm(self.first(x))), 2)
        x = F.relu(self.second_norm(self.second(x)))
        x = x + self.pointwise(self.depthwise(x))
        left = F.relu(self.left_norm(self.left(x)))
        right = F.relu(self.right_norm(self.right(x)))
        return self.dense(torch.cat([left, right], 1).mean((2, 3)))


net = Reference()
assert sum(p.numel() for p in net.parameters()) == 11738
x = torch.rand(BATCH, 1, 28, 28)
y = torch.randint(0, 10, (BATCH,))
if FORMAT == "channels_last":
    net = net.to(memory_format=torch.channels_last)
    x = x.to(memory_format=torch.channels_last)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)


def step():
    optimizer.zero_grad()
    F.cross_entropy(net(x), y).backward()
    optimizer.step()


for _ in range(5):
    step()
times = []
for _ in range(STEPS):
    start = time.process_time()
    step()
    times.append((time.process_time() - start) * 1000)
print(json.dumps({"version": torch.__version__, "mean": sum(times) / STEPS, "median": sorted(times)[STEPS // 2]}))
