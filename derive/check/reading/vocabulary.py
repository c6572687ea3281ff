"""The words of the field: functions, relations, products, letters and accents by their LaTeX names."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


FUNCTIONS = word_set("""
    log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth sech arcsin arccos arctan artanh arctanh sqrt sgn sign erf
    erfc softmax sigmoid relu gelu silu elu selu swish mish softplus softsign logsoftmax logsumexp lse sigm logit
    hardtanh diag tr trace det rank vec rowsum colsum rowmean colmean
    prod relu6 leakyrelu normalize norm argmax argmin max min abs mean
    var std cov sum maxout dim ker sech2 clip round floor sinc crossentropy kl nll mse bce conv flip rot rot180 pool onehot
    heaviside step
    """)
"""Names that are functions in any spelling (compared in small letters, without ``_`` and ``-``)."""
AS_LETTERS = word_set("""
    log ln exp sin cos tan sinh cosh tanh sgn sign erf softmax sigmoid relu gelu silu elu selu swish mish softplus
    softsign logsumexp sigm vec diag tr trace det prod max min mean var std argmax argmin onehot maxout
    """)
"""Functions that are recognised when typed as plain letters in a row."""
WORDS = word_set("""
    pad net out in max min cost loss error probs prob hinge reg rec hid hidden total data flip pred true model input
    output softmax sigmoid relu tanh new old init next prev noise mean var std avg sum emb embed query key val value
    head total train test bias weight weights state cell gate forget cand reset update enc dec attn norm lin nonlin act
    rms eps lr ctx pos neg target targ label batch sample samples rows cols loc scale sig tot ref ext inp outs obs
    hat hx hh
    """) - {"hx", "hh"}
"""Words that name things when typed as plain letters: ``x^{pad}``, ``cost = ...``."""
BIG = {
    "sum": "sum", "prod": "prod", "coprod": "prod", "int": "int", "iint": "int", "oint": "int", "lim": "lim", "sup": "sup",
    "inf": "inf", "max": "max", "min": "min", "argmax": "argmax", "argmin": "argmin", "bigcup": "bigcup", "bigcap": "bigcap",
    "bigoplus": "bigoplus", "bigodot": "bigodot", "bigotimes": "bigotimes", "limsup": "limsup", "liminf": "liminf",
}  # fmt: skip
ONLY_WITH_LIMITS = word_set("max min sup inf argmax argmin")
"""Without limits these are functions: ``\\max(0, z)``."""
PRODUCTS = {
    "cdot": "cdot", "times": "times", "odot": "odot", "circ": "circ", "ast": "*", "star": "star", "otimes": "otimes",
    "bullet": "bullet", "bigodot": "odot", "boxtimes": "otimes", "centerdot": "cdot", "cdotp": "cdot", "hadamard": "odot",
    "circledast": "*", "circledcirc": "odot",
}  # fmt: skip
RELATIONS = {
    "equiv": "=", "triangleq": ":=", "coloneqq": ":=", "doteq": ":=", "defeq": ":=", "eqdef": ":=", "coloneq": ":=",
    "leftarrow": "<-", "gets": "<-", "longleftarrow": "<-", "approx": "approx", "simeq": "approx", "cong": "approx",
    "propto": "propto", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "lt": "<",
    "gt": ">", "ll": "<", "gg": ">", "in": "in", "notin": "notin", "sim": "sim", "to": "->", "rightarrow": "->",
    "mapsto": "->", "longrightarrow": "->", "longmapsto": "->", "ne": "!=", "neq": "!=", "subset": "subset",
    "subseteq": "subset", "colon": ":", "hookleftarrow": "<-", "lesssim": "<=", "gtrsim": ">=", "asymp": "approx",
}  # fmt: skip
IMPLICATIONS = word_set("""
    Rightarrow implies iff Leftrightarrow Longrightarrow Longleftrightarrow therefore because Leftarrow impliedby
    leadsto rightsquigarrow Longleftarrow models vdash
    """)
LETTERS = word_set("""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon
    Phi Psi Omega ell hbar imath jmath infty square Box emptyset varnothing aleph wp Re Im top bot intercal dagger
    blacksquare Diamond digamma eth partial
    """)
SAME_LETTER = {"Box": "square", "varnothing": "emptyset", "omicron": "o", "imath": "i", "jmath": "j"}
BLACKBOARD = {"R": "R", "N": "N", "Z": "Z", "E": "E", "C": "C", "Q": "Q", "Reals": "R", "reals": "R", "RR": "R", "EE": "E"}
"""Usual macros for the sets, where the text does not define them."""
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde", "vec": "vec",
    "overrightarrow": "vec", "dot": "dot", "ddot": "ddot", "check": "check", "widecheck": "check", "breve": "breve",
    "acute": "acute", "grave": "grave", "mathring": "ring", "underline": "underline", "underbar": "underline",
}  # fmt: skip
STYLES = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "bold": "bold", "pmb": "bold", "textbf": "bold", "bf": "bold",
    "bfseries": "bold", "mathcal": "cal", "mathscr": "cal", "cal": "cal", "mathbb": "bb", "mathbbm": "bb", "mathds": "bb",
    "Bbb": "bb", "mathfrak": "frak", "mathrm": "text", "rm": "text", "mathsf": "text", "sf": "text", "mathtt": "text",
    "tt": "text", "mathit": "", "it": "", "operatorname": "text", "textsuperscript": "text", "sc": "text", "mathnormal": "",
}  # fmt: skip
SWITCHES = word_set("bf bfseries cal rm sf tt it sc")
"""Styles that hold up to the end of their group."""
DOTS = word_set("dots ldots cdots vdots ddots dotsb dotsc dotsm dotsi hdots adots mathellipsis textellipsis iddots")
FRACTIONS = word_set("frac dfrac tfrac cfrac nicefrac sfrac")
TRANSPOSES = word_set("top intercal transpose tran trans transp")


def function_name(word: str) -> str:
    """A word as the table of functions spells it."""
    return word.lower().replace("_", "").replace("-", "")


def is_function(word: str) -> bool:
    """Whether a word names a function of the field in any spelling."""
    return function_name(word) in FUNCTIONS


def usual_spelling(word: str) -> str:
    """``rowsum`` for ``row_sum`` and ``RowSum``: functions of matrices that are written in several ways."""
    plain = function_name(word)
    return plain if plain in _ALONG_AXES else word


_ALONG_AXES = word_set("rowsum colsum rowmean colmean")


ORDERS = ("<", ">", "<=", ">=")
"""The relations of inequalities."""
TRANSPOSE_MARKS = ("T", "top", "intercal")
"""What stands above a symbol that is transposed."""
