"""The connections of a network: a directed acyclic graph of named layers.

Input: the inputs and the layers as written.  Output: the layers in an order of computation, each with its sources.  A layer
without ``input`` reads the layer written before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.errors import near_misses
from derive.frontends.document import Table, describe
from derive.frontends.layers import InputSpec, Node

Key = str | int
"""A layer or an input: its name, or the number of a layer without one."""


def connect(table: Table, inputs: Sequence[InputSpec], nodes: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[Key, ...]]:
    """The layers in order, with their sources; and the outputs of the network.

    Raises:
        SpecError: a name that is taken or unknown, a cycle, a layer or an input that leads nowhere.
    """
    names = _names(inputs, nodes)
    linked = []
    before: Key = inputs[0].name
    for node in nodes:
        linked.append(replace(node, sources=_sources(node, before, names)))
        before = node.key
    ordered = _ordered(linked)
    outputs = _outputs(table, names, nodes[-1].key)
    _check_used(table, inputs, linked, outputs)
    return tuple(ordered), outputs


def _names(inputs: Sequence[InputSpec], nodes: Sequence[Node]) -> list[str]:
    names = [spec.name for spec in inputs]
    for node in nodes:
        if node.name and node.name in names:
            raise node.table.error(f"the name {node.name!r} is taken", "name", hint="Give each layer a name of its own.")
        names += [node.name] if node.name else []
    return names


def _sources(node: Node, before: Key, names: list[str]) -> tuple[Key, ...]:
    given = _given(node.table, "input", names) if node.table.has("input") else (before,)
    if node.table.has("from"):
        if node.kind.name != "residual":
            raise node.table.error("only a residual connection has the key 'from'", "from", hint='Use "input".')
        given = (*given, *_given(node.table, "from", names))
    least, most = node.kind.least, node.kind.most
    if not (least <= len(given) and (most is None or len(given) <= most)):
        wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} to {most}"
        hint = 'Name them: input = ["first", "second"].' if len(given) < least else None
        count = f"{wanted} input{'s' * (wanted != '1')}"
        raise node.table.error(f"the layer takes {count}, not {len(given)}", "input", hint=hint)
    return given


def _given(table: Table, key: str, names: list[str]) -> tuple[Key, ...]:
    value = table.get(key, "a name or an array of names", lambda v: isinstance(v, (str, list, tuple)))
    items = [value] if isinstance(value, str) else list(value)
    for item in items:
        if not isinstance(item, str):
            raise table.error(f"{key!r} should hold names, not {describe(item)}", key)
        if item not in names:
            hint = near_misses(item, names) or "Layers get a name by the key 'name'."
            raise table.error(f"there is no layer or input named {item!r}", key, hint=hint)
    return tuple(items)


def _ordered(nodes: list[Node]) -> list[Node]:
    """Every layer after its sources, otherwise as written."""
    by_key: dict[Key, Node] = {node.key: node for node in nodes}
    done: dict[Key, Node] = {}
    for node in nodes:
        # Depth first, without recursion: a chain may have thousands of layers.
        stack: list[Node] = [node]
        while stack:
            current = stack[-1]
            waiting = [by_key[key] for key in current.sources if key in by_key and key not in done]
            if current.key in done or not waiting:
                done.setdefault(current.key, current)
                stack.pop()
            elif waiting[0] in stack:
                raise _cycle(stack[stack.index(waiting[0]) :])
            else:
                stack.append(waiting[0])
    return list(done.values())


def _cycle(nodes: list[Node]) -> Exception:
    path = " -> ".join(f"'{node.key}'" for node in [*nodes[::-1], nodes[-1]])
    hint = "A layer may read earlier results only; a recurrence over time is a layer of its own (rnn, lstm, gru)."
    return nodes[0].table.error(f"the connections form a cycle: {path}", "input", hint=hint)


def _outputs(table: Table, names: list[str], last: Key) -> tuple[Key, ...]:
    return _given(table, "output", names) if table.has("output") else (last,)


def _check_used(table: Table, inputs: Sequence[InputSpec], nodes: list[Node], outputs: tuple[Key, ...]) -> None:
    used = {key for node in nodes for key in node.sources} | set(outputs)
    for node in nodes:
        if node.key not in used:
            hint = "Name it, and read it in another layer, or list it in 'output'."
            raise node.table.error("nothing reads this layer", hint=hint)
    for spec in inputs:
        if spec.name not in used:
            raise table.error(f"nothing reads the input {spec.name!r}", *spec.keys, hint="Read it in a layer, or remove it.")
