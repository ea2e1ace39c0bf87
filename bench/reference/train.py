"""The benchmark's decoder in PyTorch: python3 train.py '{"work": "step", ...}' writes its figures as JSON.

Only a reference to compare with (bench/train); nothing of the program needs it. Takes the question of
bench/train/question.ts. Attention is scaled_dot_product_attention, the optimizer fused AdamW.
"""
import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F

q = {"threads": 1, "rounds": 10, "width": 128, "layers": 4, "heads": 4, "inner": 384, "vocabulary": 512, "batch": 16,
     "steps": 256, "groupSize": 8, "promptLength": 1, "newTokens": 128, "gflops": False}
q.update(json.loads(sys.argv[1]))
torch.set_num_threads(q["threads"])
torch.manual_seed(1)
D, H = q["width"], q["heads"]
S = D // H


def rope_tables(count):
    angle = torch.outer(torch.arange(count).float(), 10000.0 ** (-torch.arange(0, S, 2).float() / S))
    return angle.cos(), angle.sin()


def rope(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        linear = lambda i, o: torch.nn.Linear(i, o, bias=False)
        self.n1, self.n2 = torch.nn.RMSNorm(D, 1e-6), torch.nn.RMSNorm(D, 1e-6)
        self.q, self.k, self.v, self.o = linear(D, D), linear(D, D), linear(D, D), linear(D, D)
        self.gate, self.up, self.down = linear(D, q["inner"]), linear(D, q["inner"]), linear(q["inner"], D)

    def forward(self, x, cos, sin, cache=None, at=0):
        B, T, _ = x.shape
        n = self.n1(x)
        heads = lambda y: y.view(B, T, H, S).transpose(1, 2)
        query, key, value = rope(heads(self.q(n)), cos, sin), rope(heads(self.k(n)), cos, sin), heads(self.v(n))
        if cache is None:
            mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        else:
            keys, values = cache
            keys[:, :, at:at + T], values[:, :, at:at + T] = key, value
            mixed = F.scaled_dot_product_attention(query, keys[:, :, :at + T], values[:, :, :at + T], is_causal=T > 1)
        x = x + self.o(mixed.transpose(1, 2).reshape(B, T, D))
        m = self.n2(x)
        return x + self.down(F.silu(self.gate(m)) * self.up(m))


class Decoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(q["vocabulary"], D)
        self.blocks = torch.nn.ModuleList(Block() for _ in range(q["layers"]))
        self.norm = torch.nn.RMSNorm(D, 1e-6)
        self.head = torch.nn.Linear(D, q["vocabulary"], bias=False)
        count = max(q["steps"], q["promptLength"] + q["newTokens"])
        self.cos, self.sin = rope_tables(count)
        for p in self.parameters():
            if p.dim() > 1:
                torch.nn.init.normal_(p, std=0.02)

    def forward(self, tokens, caches=None, at=0):
        x = self.embed(tokens)
        cos, sin = self.cos[at:at + tokens.shape[1]], self.sin[at:at + tokens.shape[1]]
        for i, block in enumerate(self.blocks):
            x = block(x, cos, sin, None if caches is None else caches[i], at)
        return self.head(self.norm(x))


def timed(run, warm_up):
    for _ in range(warm_up):
        run()
    wall, cpu = [], []
    for _ in range(q["rounds"]):
        start, before = time.perf_counter(), time.process_time()
        run()
        cpu.append((time.process_time() - before) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    return {"wall": wall, "cpu": cpu}


def gflops():
    a = torch.randn(1024, 1024)
    best = math.inf
    for _ in range(12):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * 1024 ** 3 / best / 1e9


model = Decoder()
tokens = torch.randint(q["vocabulary"], (q["batch"], q["steps"]))
target = (tokens * 7 + 3) % q["vocabulary"]
loss_now = None


def step():
    global loss_now
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(tokens).view(-1, q["vocabulary"]), target.view(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    loss_now = loss.item()


@torch.no_grad()
def sample():
    G, P, N = q["groupSize"], q["promptLength"], q["newTokens"]
    caches = [tuple(torch.empty(G, H, P + N, S) for _ in range(2)) for _ in range(q["layers"])]
    prompt = torch.randint(q["vocabulary"], (1, P))
    if P > 1:
        shared = [tuple(torch.empty(1, H, P + N, S) for _ in range(2)) for _ in range(q["layers"])]
        model(prompt[:, :-1], shared, 0)
        for own, one in zip(caches, shared):
            for mine, its in zip(own, one):
                mine[:, :, :P - 1] = its[:, :, :P - 1]
    token = prompt[:, -1:].expand(G, 1)
    tokens_out, logs_out = [], []
    for t in range(N):
        logits = model(token, caches, P - 1 + t)[:, -1]
        logs = F.log_softmax(logits, -1)
        gumbel = -torch.log(-torch.log(torch.rand_like(logs).clamp_(1e-7, 1 - 1e-7)))
        token = (logs + gumbel).argmax(-1, keepdim=True)
        tokens_out.append(token)
        logs_out.append(logs.gather(1, token))
    return torch.cat(tokens_out, 1), torch.cat(logs_out, 1)


if q["work"] == "step":
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, fused=True)
    timing = timed(step, 3)
elif q["work"] == "forward":
    with torch.no_grad():
        timing = timed(lambda: model(tokens), 3)
else:
    timing = timed(sample, 2)

print(json.dumps({
    "timing": timing,
    "loss": loss_now,
    "parameters": sum(p.numel() for p in model.parameters()),
    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "gflops": gflops() if q["gflops"] else None,
    "version": "torch " + torch.__version__,
}))
