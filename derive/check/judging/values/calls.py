"""Factors that belong together: a function or a quantity with its argument in brackets, a gradient with its prefix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.check.judging import conventions
from derive.check.judging.derivatives import elsewhere
from derive.check.judging.problems import Unknown
from derive.check.judging.values import arguments, brackets, functions, named_values, names
from derive.check.judging.values.bare_operators import with_operators
from derive.check.judging.values.compositions import composed
from derive.check.judging.values.frame import Frame
from derive.check.judging.values.values import Value
from derive.check.judging.values.written_functions import written_out
from derive.check.meaning.symbols import Formula, GradientOf, IndexLetter, Meaning, Part, SizeOf
from derive.check.reading.syntax import At, Call, Derivative, Group, Matrix, Name, Node, Product, Scripted, Transposed
from derive.check.reading.tree import children, walk

if TYPE_CHECKING:
    from derive.check.judging.values.evaluate import Evaluator

Factor = tuple[str, Node]
"""A factor, and the sign that joins it to the one before."""


def with_calls(evaluator: Evaluator, factors: tuple[Factor, ...]) -> list[Factor]:
    """Names that are followed by brackets: functions are called, and arguments of quantities may be left out."""
    found: list[Factor] = []
    waiting: tuple[str, Name] | None = None
    factors = tuple((sign, _slope_in_brackets(evaluator, node)) for sign, node in factors)
    factors = with_variables(evaluator, composed(evaluator, tuple(with_operators(evaluator, factors))))
    for sign, node in elsewhere.without_own_point(with_prefixes(evaluator, factors)):
        node = elsewhere.in_plain_words(evaluator, node) if isinstance(node, At) else node
        if waiting is not None:
            joined = _joined(evaluator, waiting[1], node) if sign == "" else None
            found.append((waiting[0], waiting[1] if joined is None else joined))
            waiting = None
            if joined is not None:
                continue
        if isinstance(node, Name):
            waiting = (sign, node)
        else:
            found.append((sign, node))
    if waiting is not None:
        found.append(waiting)
    if len(found) > 1 and (call := _without_brackets(evaluator, *found[-2:])) is not None:
        found[-2:] = [call]
    return found


def _slope_in_brackets(evaluator: Evaluator, node: Node) -> Node:
    """``(f^l)'`` as the slope of a function, which needs no argument in brackets; anything else as it is."""
    inner = node.body if isinstance(node, Scripted) and node.primes == 1 and not (node.sub or node.sup) else None
    name = inner.items[0] if isinstance(inner, Group) and len(inner.items) == 1 else None
    if not isinstance(name, Name) or name.primes or functions.function_named(evaluator, name) is None:
        return node
    return replace(name, primes=1, span=node.span)


def _without_brackets(evaluator: Evaluator, function: Factor, last: Factor) -> Factor | None:
    """A declared function before the last factor, ``\\sigma h``, where nothing says of what else it could be one."""
    (sign, head), (between, node) = function, last
    if between or evaluator.argument is not None or not isinstance(head, Name) or not isinstance(node, Name):
        return None
    if head.primes or not evaluator.symbols.declares(head) or functions.function_named(evaluator, node) is not None:
        return None
    if functions.function_named(evaluator, head) is None:
        return None
    return sign, Call(head, (node,), span=(head.span[0], node.span[1]))


def with_variables(evaluator: Evaluator, factors: tuple[Factor, ...]) -> tuple[Factor, ...]:
    """``\\nabla w \\, f``, typed for ``\\nabla_w f``: a nabla without a variable, before a parameter and something else."""
    for at, (sign, node) in enumerate(factors[:-1]):
        if not isinstance(node, Derivative) or node.mark != "nabla" or node.by or not isinstance(node.of, Name):
            continue
        readings = names.readings_of(evaluator, node.of)
        part = readings[0].meaning if readings else None
        if isinstance(part, Part) and evaluator.world.quantities[part.quantity].role == "parameter":
            rest = factors[at + 1 :]
            of = (
                rest[0][1]
                if len(rest) == 1
                else Product((("", rest[0][1]), *rest[1:]), span=(rest[0][1].span[0], rest[-1][1].span[1]))
            )
            return (*factors[:at], (sign, replace(node, of=of, by=(node.of,), operator=False)))
    return factors


@dataclass(frozen=True)
class Prefixed(Node):
    """A gradient marked by a prefix: ``dX``, ``\\delta x``."""

    variable: Name
    mark: str = "d"


def with_prefixes(evaluator: Evaluator, factors: tuple[Factor, ...]) -> list[Factor]:
    """``d`` or ``\\delta`` in front of a quantity: its gradient, unless the letter has a meaning of its own."""
    found: list[Factor] = []
    for sign, node in factors:
        before = found[-1][1] if found else None
        bare = node.body if isinstance(node, Transposed) else node
        if sign == "" and isinstance(bare, Name) and isinstance(before, Name) and _is_prefix(evaluator, before, bare):
            gradient = Prefixed(bare, before.base, span=(before.span[0], node.span[1]))
            whole = Transposed(gradient, span=gradient.span) if isinstance(node, Transposed) else gradient
            found[-1] = (found[-1][0], whole)
        else:
            found.append((sign, node))
    return found


def _is_prefix(evaluator: Evaluator, mark: Name, node: Name) -> bool:
    if mark.base not in ("d", "delta", "mathrm d", "nabla") or mark.sub or mark.sup or mark.primes or mark.accents:
        return False
    readings = names.readings_of(evaluator, node)
    if not readings:
        return False
    meaning = names.reading_of(evaluator, node).meaning
    if not isinstance(meaning, Part) and stack_of(meaning) is None:
        return False
    if mark.base == "d" and evaluator.symbols.differentials:
        return True
    own = names.readings_of(evaluator, mark)
    if not any(isinstance(reading.meaning, Part | SizeOf | GradientOf | Formula) for reading in own):
        return True
    return evaluator.chooser.pick(("prefix",), conventions.PREFIX)


def prefixed(evaluator: Evaluator, node: Prefixed, frame: Frame) -> Value:
    """The gradient of the cost by what follows the prefix."""
    reading = names.reading_of(evaluator, node.variable)
    stack = stack_of(reading.meaning)
    if stack is not None:
        parts = tuple(tuple(Prefixed(entry, node.mark, span=node.span) for entry in row) for row in stack)
        value = evaluator.value(Matrix(parts, span=node.span), replace(frame, depth=frame.depth + 1))
        return brackets.with_scripts(evaluator, value, reading.rest, node, frame)
    if not isinstance(reading.meaning, Part):
        raise Unknown(f"'{names.spelled(node.variable)}' is nothing that a gradient is taken by", node.span)
    part = _varied(evaluator, node, reading.meaning)
    axes = evaluator.world.quantities[part.quantity].axes
    own = evaluator.symbols.own_cost if any(axis.kind == "example" for axis in axes) else None
    value = named_values.meaning(evaluator, GradientOf(part, own), node.variable, frame)
    return brackets.with_scripts(evaluator, value, reading.rest, node, frame)


def _varied(evaluator: Evaluator, node: Prefixed, part: Part) -> Part:
    """What the gradient is taken by: an activation itself, or what it is computed from."""
    argument = evaluator.world.argument(part) if node.mark == "delta" else None
    if argument is None or not evaluator.chooser.pick(("errors",), conventions.ERRORS):
        return part
    return argument


def stack_of(meaning: Meaning) -> tuple[tuple[Name, ...], ...] | None:
    """The symbols that an abbreviation stacks: ``z = [a; i; f; o]``; None if it is anything else."""
    node = meaning.node if isinstance(meaning, Formula) else None
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    if not isinstance(node, Matrix):
        return None
    rows = tuple(tuple(entry for entry in row if isinstance(entry, Name)) for row in node.rows)
    return rows if [len(row) for row in rows] == [len(row) for row in node.rows] else None


def _joined(evaluator: Evaluator, head: Name, node: Node) -> Node | None:
    """A name and what follows as one factor, or None if they are two."""
    inner = node.body if isinstance(node, Scripted) else node
    if not isinstance(inner, Group) or inner.open not in ("(", "[") or not inner.items:
        return None
    arguments.refuse_mixture(evaluator, head, inner.items)
    if (written := written_out(evaluator, head, inner.items)) is not None:
        return replace(node, body=written) if isinstance(node, Scripted) else written
    if functions.function_named(evaluator, head) is not None:
        if evaluator.argument is not None and any(_stands_alone(head, item) for item in inner.items):
            return None  # g(1 - g) beside a derivative of g: two factors
        call = Call(head, inner.items, span=(head.span[0], node.span[1]))
        return replace(node, body=call) if isinstance(node, Scripted) else call
    if (slope := _slope(evaluator, head, inner)) is not None:
        return replace(node, body=slope) if isinstance(node, Scripted) else slope
    if not all(_is_argument(item) for item in inner.items):
        if isinstance(node, Scripted):
            entry_of = _of_expression(evaluator, head, inner) if node.sub else None
            return replace(node, body=entry_of) if entry_of is not None else None
        return _of_expression(evaluator, head, inner)
    surely = len(inner.items) > 1 or _depends(evaluator, head, inner.items[0]) or _is_index(evaluator, head, inner.items[0])
    whole = arguments.Applied(head, inner.items, span=(head.span[0], node.span[1]))
    if isinstance(node, Scripted):  # \Lambda(\theta)^T is the transpose of \Lambda
        if not names.readings_of(evaluator, head) or (node.sub and not surely):  # s(x)_i is an entry of s
            return None
        if all(_is_mere_argument(evaluator, item) for item in inner.items):
            return replace(node, body=whole)
    options = conventions.ARGUMENT[::-1] if surely else conventions.ARGUMENT
    if (isinstance(node, Scripted) and not surely) or evaluator.chooser.pick(("argument", head, inner), options) != "argument":
        return None
    return replace(node, body=whole) if isinstance(node, Scripted) else whole


def _slope(evaluator: Evaluator, head: Name, brackets: Group) -> Derivative | None:
    """``C'(w)``: a number that is computed from w, differentiated by it; nothing for a symbol that has its prime itself."""
    bare = replace(head, primes=0)
    if head.primes != 1 or len(brackets.items) != 1 or names.readings_of(evaluator, head):
        return None
    by = brackets.items[0]
    if not isinstance(by, Name) or not names.readings_of(evaluator, bare) or not _depends(evaluator, bare, by):
        return None
    meaning = names.reading_of(evaluator, bare).meaning
    if not isinstance(meaning, Part) or evaluator.world.quantities[meaning.quantity].axes:
        return None
    return Derivative(bare, (by,), "d", span=(head.span[0], brackets.span[1]))


def _of_expression(evaluator: Evaluator, head: Name, brackets: Group) -> Node | None:
    """A quantity with what it is computed from written out, ``p(w^T x)`` where ``p = softmax(z)``, if it is read so."""
    inside = [name for item in brackets.items for name in walk(item) if isinstance(name, Name) and not names.is_transpose(name)]
    from_these = [name for name in inside if _depends(evaluator, head, name)]
    if len(brackets.items) != 1 or not from_these:
        return None
    if not all(name in from_these or _is_number(evaluator, name) for name in inside):  # s(x + c)
        return None
    if evaluator.chooser.pick(("argument", head, brackets), conventions.ARGUMENT) != "argument":
        return None
    return arguments.Applied(head, brackets.items, True, span=(head.span[0], brackets.span[1]))


def _is_number(evaluator: Evaluator, name: Name) -> bool:
    """Whether a symbol is a quantity without axes that are open."""
    readings = names.readings_of(evaluator, name)
    return bool(readings) and isinstance(readings[0].meaning, Part) and None not in readings[0].meaning.indices


def _stands_alone(head: Name, node: Node) -> bool:
    """Whether a function's name stands in an expression without an argument."""
    if isinstance(node, Product):
        after = [*(isinstance(factor, Group) for _, factor in node.factors[1:]), False]
        return any(
            not called if factor == head else _stands_alone(head, factor)
            for (_, factor), called in zip(node.factors, after, strict=True)
        )
    return node == head or any(_stands_alone(head, child) for child in children(node) if not isinstance(node, Call))


def _is_argument(node: Node) -> bool:
    """A name, or a name of arguments: what may stand in the brackets after a quantity (``L(f(w))``)."""
    if isinstance(node, Product) and len(node.factors) == 2:
        (_, head), (sign, rest) = node.factors
        return sign == "" and isinstance(head, Name) and isinstance(rest, Group) and all(map(_is_argument, rest.items))
    return isinstance(node, Name)


def _is_mere_argument(evaluator: Evaluator, node: Node) -> bool:
    """Whether a symbol can be no factor: nothing is known of it, or it is the list of all parameters."""
    if not isinstance(node, Name) or not names.readings_of(evaluator, node):
        return isinstance(node, Name)
    meaning = names.reading_of(evaluator, node).meaning
    return isinstance(meaning, Formula) and isinstance(meaning.node, Group) and len(meaning.node.items) > 1


def _is_index(evaluator: Evaluator, head: Name, argument: Node) -> bool:
    """Whether brackets hold the index of an example, ``z_j(i)``: a quantity is not multiplied by an index."""
    if not isinstance(argument, Name) or not (names.readings_of(evaluator, head) and names.readings_of(evaluator, argument)):
        return False
    whole, index = names.reading_of(evaluator, head).meaning, names.reading_of(evaluator, argument).meaning
    whole = whole.part if isinstance(whole, GradientOf) else whole
    return isinstance(whole, Part) and bool(whole.indices) and isinstance(index, IndexLetter)


def _depends(evaluator: Evaluator, head: Name, argument: Node) -> bool:
    """Whether brackets after a quantity can only be its argument: it is computed from what they hold, or the gradient by it."""
    if isinstance(argument, Product):
        argument = argument.factors[0][1]
    if not isinstance(argument, Name) or not (names.readings_of(evaluator, head) and names.readings_of(evaluator, argument)):
        return not names.readings_of(evaluator, argument) if isinstance(argument, Name) else False
    whole, part = names.reading_of(evaluator, head).meaning, names.reading_of(evaluator, argument).meaning
    if _is_mere_argument(evaluator, argument) or (isinstance(whole, GradientOf) and whole.part == part):
        return True
    whole = whole.part if isinstance(whole, GradientOf) else whole
    if not isinstance(whole, Part) or not isinstance(part, Part) or whole.quantity == part.quantity:
        return False
    return evaluator.world.depends(whole.quantity, part.quantity)
