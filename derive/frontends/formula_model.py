"""A model written as formulas: the ``[model]`` table of a specification.

Input: the table.  Output: a ``Model`` whose equations are the statements, with large inline parts named.  The last
statement is the cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sympy import Add, Float, Pow, Symbol, log

from derive.algebra import Apply, Entry, Tensor
from derive.errors import SpecError, near_misses
from derive.frontends import reading, values
from derive.frontends import syntax as s
from derive.frontends.declarations import Declared, declare
from derive.frontends.document import Table, describe
from derive.frontends.functions import Functions
from derive.frontends.indices import counts_by_value, needs_zero
from derive.frontends.initial import numbers_as_text, shape_in_numbers
from derive.frontends.lowering import Scope
from derive.frontends.program import Program
from derive.frontends.steps import with_steps
from derive.library import Activation
from derive.model import Assumption, Equation, Model

KEYS = ("inputs", "parameters", "equations", "constants", "sizes", "assume", "gradients", "input_gradients")


def formula_model(table: Table, name: str, defined: Mapping[str, Activation], initial: Table, title: str = "") -> Model:
    """The model of a ``[model]`` table.

    Raises:
        SpecError: with the place of the mistake.
    """
    table.only(*KEYS)
    file, line = table.text_place("equations")
    statements = reading.statements(table.string("equations"), file, line)
    if not statements:
        raise table.error("'equations' holds no equation", "equations", hint="The last one defines the cost: C = ...")
    assumed = _assumed(table)
    integers = {key for key, value in table.table("inputs").data.items() if isinstance(value, Mapping) and value.get("integer")}
    from_zero = any(needs_zero(statement.walk(), integers) or counts_by_value(statement) for statement in statements)
    base = 0 if integers or from_zero else 1
    declared = declare(table, base)
    functions = Functions(defined, {*declared.sizes, *declared.tensors, *declared.constants, *(st.name for st in statements)})
    examples = _examples(declared)
    constants = {key: values.scalar(Symbol(key), simple=True) for key in declared.constants}
    variables = {**constants, **declared.inputs, **declared.parameters}
    scope = Scope(functions, variables, declared.sizes, declared.numbers, base)
    program = Program(scope, file, examples=examples)
    equations = program.run(statements)
    _check_cost(equations[-1], table)
    _check_constants(equations, declared.constants)
    _check_used(equations, declared, table)
    _check_reaching(equations, {statement.name for statement in statements}, declared, table)
    _check_last(equations[-1], [statement.name for statement in statements[:-1]])
    assumptions = tuple(_assumption(program, node) for node in assumed)
    parameters = tuple(declared.tensors[key] for key in declared.parameters)
    return Model(
        name=name,
        title=title,
        equations=tuple(with_steps(finish(equations))),
        inputs=tuple(declared.tensors[key] for key in declared.inputs),
        parameters=parameters,
        sizes=declared.numbers,
        constants={**{Symbol(key): value for key, value in declared.constants.items()}, **functions.constants},
        functions=functions.scalar,
        assumptions=assumptions,
        input_gradients=wants_input_gradients(table),
        example_size=examples,
        initial={
            **{tensor.name: _hint(tensor, equations) for tensor in parameters},
            **_initial(initial, parameters, declared.numbers),
        },
    )


def finish(equations: list[Equation]) -> list[Equation]:
    """Labels, words, the role of the cost; and ``linear`` for what an activation is applied to."""
    cost = equations[-1].tensor
    final = Tensor(cost.name, cost.ranges, "cost", base=cost.base, tag=cost.tag)
    arguments = {entry.tensor for e in equations if e.kind == "activation" for entry in e.rhs.atoms(Entry)}
    done = []
    for number, equation in enumerate(equations, 1):
        last = equation is equations[-1]
        kind = "cost" if last and equation.kind != "penalty" else equation.kind
        if kind == "definition" and equation.tensor in arguments and not equation.rhs.has(Apply):
            kind = "linear"
        lhs = final[()] if last else equation.lhs
        words = equation.words or ("cost" if last else "")
        done.append(replace(equation, lhs=lhs, kind=kind, label=f"D{number}", words=words))
    return done


def wants_input_gradients(table: Table) -> bool:
    """``gradients = ["parameters", "inputs"]`` or ``input_gradients = true``."""
    wanted = table.array("gradients", ["parameters"])
    if not wanted:
        raise table.error(
            "'gradients' asks for nothing", "gradients", hint='Write gradients = ["parameters"], or leave it out.'
        )
    for position, item in enumerate(wanted):
        if item not in ("parameters", "inputs"):
            hint = near_misses(str(item), ["parameters", "inputs"])
            raise table.error(f"'gradients' cannot hold {describe(item)}", "gradients", position, hint=hint or None)
    return table.boolean("input_gradients", False) or "inputs" in wanted


def _examples(declared: Declared) -> Symbol | None:
    """The size N, if it is the first axis of an input and was given no number."""
    size = declared.sizes.get("N")
    first = {value.sizes[0] for value in declared.inputs.values() if value.rank}
    return size if size in first and declared.numbers[size] is None else None


_COST_NAMES = ("C", "cost", "loss", "J", "E", "L", "total", "objective")


def _check_cost(last: Equation, table: Table) -> None:
    if last.bounds or last.lhs.indices:
        shape = values.entries(last.tensor).shape
        message = f"the cost '{last.tensor.name}' (the last equation) has shape {shape}, but must be a scalar"
        raise SpecError(message, place=last.place or table.place("equations"), hint="Sum or average it.")


def _check_last(last: Equation, written: Sequence[str]) -> None:
    """Refuse a quantity that stands after one that is called the cost: which of them is meant?"""
    before = [name for name in written if name in _COST_NAMES[:3] and last.tensor.name not in _COST_NAMES]
    if before:
        hint = f"Put {before[0]} last; or give it another name, if '{last.tensor.name}' is the cost."
        message = f"'{last.tensor.name}' stands after the cost '{before[0]}', and the last equation is the cost"
        raise SpecError(message, place=last.place, hint=hint)


def _check_constants(equations: list[Equation], constants: Mapping[str, float]) -> None:
    """Refuse what has no real value for the constants given: ``sqrt(c)`` with c = -2."""
    numbers = {Symbol(name): Float(value) for name, value in constants.items()}
    for equation in equations:
        for node in equation.rhs.atoms(Pow, log):
            if node.free_symbols and node.free_symbols <= numbers.keys() and not node.has(Entry):
                shown = ", ".join(f"{symbol} = {constants[symbol.name]:g}" for symbol in sorted(node.free_symbols, key=str))
                value = node.xreplace(numbers)
                if not (value.is_real and value.is_finite):
                    message = f"{node} has no real value for {shown}"
                    raise SpecError(message, place=equation.place, hint="Logarithms and roots take positive numbers.")


def _check_used(equations: list[Equation], declared: Declared, table: Table) -> None:
    used = {entry.tensor.name for equation in equations for entry in equation.rhs.atoms(Entry)}
    for name in declared.parameters:
        if name not in used:
            message = f"the parameter '{name}' occurs in no equation"
            raise SpecError(message, place=table.place("parameters", name), hint="Remove it, or use it.")


def _check_reaching(equations: list[Equation], written: set[str], declared: Declared, table: Table) -> None:
    """Refuse a number that the cost does not use (a cost that does not stand last), and a parameter that it does not reach."""
    cost = equations[-1]
    reached = {cost.tensor.name}
    for equation in reversed(equations):
        if equation.tensor.name in reached:
            reached |= {entry.tensor.name for entry in equation.rhs.atoms(Entry)}
    for equation in equations:
        name = equation.tensor.name
        if name in written and name not in reached and not equation.tensor.rank:
            hint = f"Use it in '{cost.tensor.name}', or remove it; the cost should stand last."
            message = f"'{name}' is not used by the cost, which is the last equation ('{cost.tensor.name}')"
            raise SpecError(message, place=equation.place, hint=hint)
    for name in declared.parameters:
        if name not in reached:
            message = f"the cost '{cost.tensor.name}' does not depend on the parameter '{name}'"
            raise SpecError(
                message, place=table.place("parameters", name), hint="Its gradient would be zero: remove it, or use it."
            )


def _assumed(table: Table) -> list[s.Comparison]:
    """The equations of ``assume``: a string or several."""
    found = table.get("assume", "an equation between inputs, or several", lambda v: isinstance(v, (str, list, tuple)), [])
    texts = [((), found)] if isinstance(found, str) else [((i,), text) for i, text in enumerate(found)]
    nodes = []
    for keys, text in texts:
        if not isinstance(text, str):
            raise table.error(f"'assume' should hold strings, not {describe(text)}", "assume", *keys)
        node = reading.expression(text, *table.text_place("assume", *keys))
        if not isinstance(node, s.Comparison) or node.operator != "==":
            hint = 'For example "sum(y, axis=1) == 1".'
            if isinstance(node, s.Comparison):
                hint += " An inequality needs no line: values are drawn where logarithms and roots have a value."
            raise table.error("an assumption should be an equation", "assume", *keys, hint=hint)
        nodes.append(node)
    return nodes


def _assumption(program: Program, node: s.Comparison) -> Assumption:
    left, right, bounds = program.assumption(node)
    roles = {entry.tensor.role for entry in (left - right).atoms(Entry)}
    if not roles <= {"input"}:
        raise SpecError("an assumption may speak of inputs only", place=f"{program.file}:{node.line}")
    return Assumption("as the specification assumes", left, right, bounds)


def _hint(tensor: Tensor, equations: Sequence[Equation]) -> str:
    """How ``init`` draws a parameter: numbers and biases (vectors that are added to something) start at zero."""
    terms = (term for equation in equations for total in equation.rhs.atoms(Add) for term in total.args)
    bias = tensor.rank == 1 and any(isinstance(term, Entry) and term.tensor == tensor for term in terms)
    return "zeros" if not tensor.rank or bias else "normal/sqrt(fan_in)"


def _initial(table: Table, parameters: tuple[Tensor, ...], numbers: Mapping[Symbol, int | None]) -> dict[str, str]:
    known = {tensor.name: tensor for tensor in parameters}
    found = {}
    for key in table.data:
        if key not in known:
            raise table.error(f"there is no parameter '{key}'", key, hint=near_misses(key, known) or None)
        found[key] = numbers_as_text(table, key, shape_in_numbers(known[key], numbers))
    return found
