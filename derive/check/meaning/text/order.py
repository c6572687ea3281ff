"""The order of dependence: what is read comes first; what reads each other stands together."""

from __future__ import annotations

from collections.abc import Mapping


def groups(reads: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """The names in groups (strongly connected components, by Tarjan's algorithm), each group after those that it reads."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []
    for start in reads:
        if start in number:
            continue
        work: list[tuple[str, list[str]]] = [(start, [n for n in sorted(reads[start]) if n in reads])]
        number[start] = low[start] = len(number)
        stack.append(start)
        while work:
            name, todo = work[-1]
            if todo:
                other = todo.pop()
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    work.append((other, [n for n in sorted(reads[other]) if n in reads]))
                elif other in stack:
                    low[name] = min(low[name], number[other])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] == number[name]:
                at = stack.index(name)
                found.append(sorted(stack[at:], key=list(reads).index))
                del stack[at:]
    return found
