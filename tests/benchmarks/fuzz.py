"""Broken inputs: what no reader expects must not break the judge.

    python -m tests.benchmarks.fuzz 100000 [SEED]

Texts are pieces of our own proofs and of hand-written rows, with characters, commands and whole stretches lost, doubled,
exchanged and invented. Each is read; one in twenty is judged as well. An exception, or a text that takes longer than five
seconds, is a failure.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import derive
from derive.check import check
from derive.check.reading import read
from derive.errors import DeriveError

ROWS = (
    r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
    r"\frac{\partial C}{\partial w_{jk}^l} = a_k^{l-1} \delta_j^l",
    r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial net_j} \frac{\partial net_j}{\partial w_{ij}}",
    r"\nabla_{W} L = \sum_{i=1}^{N} (\hat y^{(i)} - y^{(i)}) {x^{(i)}}^\top, \quad \text{where } \hat y = \mathrm{softmax}(Wx)",
    r"\begin{cases} 1 & \text{if } i = j \\ 0 & \text{otherwise} \end{cases}",
    r"\left. \frac{d f}{d x} \right|_{x=0} = \lim_{h \to 0} \frac{f(h) - f(0)}{h}",
    r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t), \qquad \forall t \in \{1, \ldots, T\}",
    r"L = -\frac1N \sum_i \log p_{i, y_i} + \frac{\lambda}{2} \|W\|_F^2",
)
PIECES = (
    *"{}[]()^_&$%#~\\|=+-*/<>,;:!?'\"`@ \n\t0123456789abxyzTl\u00e9\u03b4\u2211\u202e\x00\x1b",
    "\\\\", "\\frac", "\\left", "\\right", "\\begin{align}", "\\end{align}", "\\begin{cases}", "\\sum_{", "\\partial",
    "\\nabla", "\\text{",     "\\newcommand{\\x}{\\x}", "\\def\\a#1{#1#1}", "\\input{/etc/passwd}", "\\write18{ls}",
    "1e1000000000", "9^{9^{9^{9}}}", "$$", "\\[", "\\]",     "{{{{{{{{{{", "}}}}}}}}}}", "((((((((((", "^{^{^{",
    "\\sqrt[", "\\over", "\\verb|", "%", "<script>", "```", "\\matrix", "\\middle|",
)  # fmt: skip


def texts(seed: int, proof: str) -> Iterator[str]:
    """Broken texts, for ever."""
    rng = random.Random(seed)
    while True:
        if rng.random() < 0.3:
            start = rng.randrange(len(proof))
            text = proof[start : start + rng.randrange(20, 600)]
        else:
            text = " \\\\ ".join(rng.choices(ROWS, k=rng.randint(1, 3)))
        if rng.random() < 0.5:
            text = f"$${text}$$"
        for _ in range(rng.choice((1, 1, 2, 3, 5, 10, 40))):
            text = broken(text, rng)
        yield text


def broken(text: str, rng: random.Random) -> str:
    """One more piece lost, doubled, moved or invented."""
    start = rng.randrange(len(text) + 1)
    end = min(len(text), start + rng.choice((1, 1, 2, 5, 20)))
    kind = rng.randrange(5)
    if kind == 0:
        return text[:start] + text[end:]
    if kind == 1:
        return text[:end] + text[start:end] * rng.choice((1, 1, 2, 50)) + text[end:]
    if kind == 2:
        return text[:start] + rng.choice(PIECES) + text[end:]
    if kind == 3:
        return text[end:] + text[:start]
    return text[:start] + rng.choice(PIECES) * rng.choice((1, 1, 1, 2, 200)) + text[start:]


def run(count: int, seed: int = 0, *, judged: int = 20) -> list[tuple[str, str]]:
    """The texts that failed, with what happened."""
    model = derive.load("xor")
    stream = texts(seed, derive.derive(model).latex())
    failures = []
    for number in range(count):
        text = next(stream)
        started = time.process_time()
        try:
            read(text)
            if judged and number % judged == 0:
                check(model if number % (2 * judged) else None, text, seconds=0.1)
        except DeriveError:
            pass
        except Exception as error:
            failures.append((text, f"{type(error).__name__}: {error}"))
        if time.process_time() - started > 5:
            failures.append((text, f"{time.process_time() - started:.1f} s"))
    return failures


def main() -> None:
    """Run and print."""
    count, seed = int((*sys.argv[1:], "100000")[0]), int((*sys.argv[2:], "0")[0])
    started = time.process_time()
    failures = run(count, seed)
    print(f"{count} texts, {len(failures)} failures, {time.process_time() - started:.0f} s")
    for text, words in failures[:20]:
        print(f"{words}\n    {text!r}")


if __name__ == "__main__":
    main()
