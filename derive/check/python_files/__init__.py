"""Judging a gradient function that somebody wrote in Python.

    file --function_name--> name --runner (a process of its own)--> arrays
    model --expected--> instances and derived gradients --compare--> rows, explained by slips in our own equations

A Python file is run: in a child of the worker, with its limits on time and memory, and with no arguments but numbers.
"""

from derive.check.python_files.compare import check_python

__all__ = ["check_python"]
