"""Numbers for index expressions: the independent witness of every step of a proof.

    instance --scope--> one array for each index --nodes, sums, slopes--> one array for each expression

Input: an expression, and numbers for what it mentions.  Output: an array with one axis for each index in scope.
``derive.algebra.evaluate`` is the door.
"""
