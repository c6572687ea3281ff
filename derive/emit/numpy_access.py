"""Parts of arrays as NumPy expressions, and whole ones in another order: slices, windows, rows that indices name, copies."""

from __future__ import annotations

from derive.emit.numpy_literals import ATOM, POWER, SUM, Text, places, shape_text, slice_text
from derive.emit.numpy_printer import Printer
from derive.emit.program import Value


class Access(Printer):
    """Prints operations that move entries, and compute nothing."""

    def transposed(self, value: Value) -> str:
        """The operand of a pack, with its axes in the order of the result."""
        return self._write_pack(value)[0].removeprefix("np.ascontiguousarray(").removesuffix(")")

    def _write_copy(self, value: Value) -> Text:
        if value.args[0].is_number:
            return f"np.full({shape_text(value.shape)}, {self.text(value.args[0])}, dtype)", ATOM
        return f"np.array({self.text(value.args[0])})", ATOM

    def _write_slice(self, value: Value) -> Text:
        source = value.args[0]
        parts = [
            ":" if plan == ("from", 0, length, 1) else slice_text(plan)
            for plan, length in zip(value.detail, source.shape, strict=True)
        ]
        while parts[-1] == ":":
            parts.pop()
        return f"{self._atom(source)}[{', '.join(parts)}]", ATOM

    def _write_positions(self, value: Value) -> Text:
        (length,) = value.shape
        (start,) = value.detail
        return (f"np.arange({length})" if start == 0 else f"np.arange({start}, {length} + {start})"), ATOM

    def _write_window(self, value: Value) -> Text:
        starts, axes = value.detail
        assert isinstance(starts, tuple)
        assert isinstance(axes, tuple)
        steps = ", ".join(f"({axis}, {step})" for axis, step in axes)
        corner = f", ({', '.join(map(str, starts))}{',' * (len(starts) == 1)})" if any(starts) else ""
        return f"_windows({self.text(value.args[0])}, {shape_text(value.shape)}, ({steps},){corner})", ATOM

    def _write_first(self, value: Value) -> Text:
        return f"_first({self.text(value.args[0])}, {value.detail[0]})", ATOM

    def _write_take(self, value: Value) -> Text:
        source, at = value.args
        (axis,) = value.detail
        if axis == 0:
            return f"{self._atom(source)}[{self.text(at)}]", ATOM
        return f"np.take({self.text(source)}, {self.text(at)}, axis={axis})", ATOM

    def _write_pack(self, value: Value) -> Text:
        labels, out = value.axes[0], value.out
        text = self._atom(value.args[0])
        if labels != out:
            text += f".transpose({', '.join(str(labels.index(label)) for label in out)})"
        return f"np.ascontiguousarray({text})", ATOM

    def _write_gather(self, value: Value) -> Text:
        source, *found = value.args
        at = [self.aligned(arg, axes, value.rank)[0] for arg, axes in zip(found, value.axes[1:], strict=True)]
        return f"{self._atom(source)}[{', '.join(at)}]", ATOM

    def _write_pick(self, value: Value) -> Text:
        matrix, at = value.args
        return f"{self._atom(matrix)}[np.arange({value.shape[0]}), {self.text(at.args[0])}]", ATOM

    def _write_change(self, value: Value) -> Text:
        matrix, at, by = value.args
        mask = f"(np.arange({value.shape[1]}) == {self._atom(at.args[0])}[:, None]).astype(dtype)"
        return f"{self._at_least(self._inner(matrix), SUM)} + {mask} * {self._at_least(self._inner(by), POWER)}", SUM

    def _write_place(self, value: Value) -> Text:
        return f"_place({self.text(value.args[0])}, {shape_text(value.shape)}, np.s_[{places(value)}])", ATOM

    def _write_arrange(self, value: Value) -> Text:
        operand, axes = value.args[0], value.axes[0]
        if operand.is_number:
            return f"np.full({shape_text(value.shape)}, {self.text(operand)}, dtype)", ATOM
        text = self.aligned(operand, axes, value.rank)
        return text if len(axes) == value.rank else (f"np.broadcast_to({text[0]}, {shape_text(value.shape)})", ATOM)
