"""How well the judge does on labelled derivations: a table, and the rows where label and verdict disagree.

    python -m tests.benchmarks.derivations FOLDER DECLARATIONS [--only 04] [--jobs 2] [--list wrong|cannot|all] [--no-explain]

FOLDER holds derivations (``04_name.tex``) and ``rows.jsonl``, one object per row with ``id``, ``deriv`` (the file's stem),
``verdict`` (GIVEN, RIGHT, LOOSE, WRONG, UPDATE, TEXT), ``latex`` and, for wrong ones, ``wrong_kind``.  DECLARATIONS holds
``04.toml`` or ``04_name.toml``: a specification with its table ``[notation]``, or that table alone.  Every file is judged in a
process of its own, with a time limit.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
import time
import tomllib
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

FINE = ("holds", "holds under", "not a claim")


def judged_file(path: Path, declarations: Path | None, explain: bool) -> dict[str, Any]:
    """The verdicts on the rows of one file, as plain data."""
    import derive
    from derive.check import check

    model, notation = None, None
    if declarations is not None:
        from derive.check.meaning.notation.declared import read_declarations

        text = declarations.read_text(encoding="utf-8")
        if {"network", "model"} & set(tomllib.loads(text)):
            model = derive.loads(text)
        notation = read_declarations(text, declarations.name)
    began = time.perf_counter()
    report = check(model, path.read_text(encoding="utf-8"), notation, explain=explain)
    seconds = time.perf_counter() - began
    rows = [
        {
            "latex": judged.row.latex,
            "verdict": "unreadable" if judged.unreadable else judged.verdict,
            "reason": judged.reason,
            "convention": judged.convention,
            "explanation": judged.explanation,
        }
        for judged in report.rows
    ]
    return {"rows": rows, "understood": list(report.understood), "seconds": seconds}


def work(connection: Connection, path: Path, declarations: Path | None, explain: bool) -> None:
    """In a process of its own: send the verdicts, or what went wrong."""
    try:
        connection.send(judged_file(path, declarations, explain))
    except BaseException as error:
        import traceback

        connection.send({"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()})


def judged_all(jobs: list[tuple[Path, Path | None]], together: int, limit: float, explain: bool) -> dict[str, dict[str, Any]]:
    """All files, several at a time; what takes too long is ended."""
    context = multiprocessing.get_context("fork")
    waiting, running, found = list(jobs), [], {}
    while waiting or running:
        while waiting and len(running) < together:
            path, declarations = waiting.pop(0)
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=work, args=(there, path, declarations, explain), daemon=True)
            process.start()
            there.close()
            running.append((path.stem, process, here, time.monotonic()))
        for entry in list(running):
            stem, process, here, began = entry
            if here.poll(0.02):
                try:
                    found[stem] = here.recv()
                except EOFError:
                    found[stem] = {"error": "the process died"}
            elif time.monotonic() - began > limit:
                found[stem] = {"error": f"more than {limit:g} s"}
            else:
                continue
            process.kill()
            process.join()
            running.remove(entry)
            print(f"  {stem}: {found[stem].get('error') or format(found[stem]['seconds'], '.1f') + ' s'}", file=sys.stderr)
    return found


def plain(latex: str) -> str:
    """A row without white space, alignment and final punctuation: what two ways to cut a row have in common."""
    latex = re.sub(r"\\(label|tag\*?)\{[^{}]*\}|\\(no)?number|\\nonumber|&|\\\\(\[[^\]]*\])?|\$", "", latex)
    return re.sub(r"\s+", "", latex).strip(".,;~")


def matched(labels: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each labelled row with the judged row that it is: by order and text; rows that were cut otherwise by what they share."""
    wanted, given = [plain(label["latex"]) for label in labels], [plain(row["latex"]) for row in rows]
    partner: dict[int, int] = {}
    for block in SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks():
        partner.update({block.a + k: block.b + k for k in range(block.size)})
    taken = set(partner.values())
    for at, text in enumerate(wanted):
        if at in partner or not text:
            continue
        low = max((partner[k] for k in partner if k < at), default=-1)
        high = min((partner[k] for k in partner if k > at), default=len(given))
        near = [
            k
            for k in range(low + 1, high)
            if k not in taken and (given[k] in text or text in given[k] or alike(text, given[k]))
        ]
        if near:
            partner[at] = near[0]
            taken.add(near[0])
    return [(label, rows[partner[at]] if at in partner else None) for at, label in enumerate(labels)]


def alike(a: str, b: str) -> bool:
    """Whether two rows are nearly the same text."""
    return bool(a and b) and SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.8


def outcome(row: dict[str, Any] | None) -> str:
    """The verdict, or that the row was not found."""
    return "missing" if row is None else str(row["verdict"])


def report(pairs: dict[str, list[tuple[dict[str, Any], dict[str, Any] | None]]], listed: str) -> None:
    """Print what disagrees, and the table."""
    table: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for stem, found in sorted(pairs.items()):
        for label, row in found:
            kind = label["verdict"] + (f"/{label['wrong_kind']}" if label.get("wrong_kind") else "")
            verdict = outcome(row)
            table[stem][label["verdict"], verdict] += 1
            table["all"][kind, verdict] += 1
            if interesting(label["verdict"], verdict, listed):
                print(f"{label['id']} {kind} -> {verdict}: {' '.join(label['latex'].split())[:300]}")
                if row is not None:
                    print(f"    {row['reason'][:300]} | {row['convention'] or ''} | {row['explanation'] or ''}")
    figures(table)


def interesting(label: str, verdict: str, listed: str) -> bool:
    """Which rows to list."""
    disagrees = (label in ("RIGHT", "GIVEN") and verdict == "wrong") or (label == "WRONG" and verdict in FINE)
    silent = label in ("RIGHT", "GIVEN", "WRONG") and verdict in ("cannot tell", "missing", "unreadable")
    return {"wrong": disagrees, "cannot": disagrees or silent, "all": True, "none": False}[listed]


def figures(table: dict[str, Counter[tuple[str, str]]]) -> None:
    """The figures to reach, overall and per derivation."""
    every = table.pop("all", Counter())
    for stem, counts in sorted(table.items()):
        parts = ", ".join(f"{label} {verdict} {n}" for (label, verdict), n in sorted(counts.items()))
        print(f"{stem:44} {parts}")
    print()
    verdicts = ("holds", "holds under", "not a claim", "wrong", "cannot tell", "unreadable", "missing")
    print(f"{'':18}" + "".join(f"{verdict:>13}" for verdict in verdicts))
    for kind in sorted({kind for kind, _ in every}):
        print(f"{kind:18}" + "".join(f"{every[kind, verdict]:13}" for verdict in verdicts))
    fair = [(kind, verdict, n) for (kind, verdict), n in every.items() if kind in ("RIGHT", "GIVEN")]
    total = sum(n for *_, n in fair)
    claims = [(verdict, n) for (kind, verdict), n in every.items() if kind == "WRONG/claim"]
    right = [(verdict, n) for kind, verdict, n in fair if kind == "RIGHT"]
    print(f"\nreadable            {share(sum(n for _, v, n in fair if v not in ('unreadable', 'missing')), total)}")
    print(f"RIGHT that hold     {share(sum(n for v, n in right if v in FINE), sum(n for _, n in right))}")
    print(f"RIGHT called wrong  {sum(n for v, n in right if v == 'wrong')}")
    print(f"GIVEN called wrong  {sum(n for k, v, n in fair if k == 'GIVEN' and v == 'wrong')}")
    print(f"WRONG claims found  {share(sum(n for v, n in claims if v == 'wrong'), sum(n for _, n in claims))}")


def share(part: int, whole: int) -> str:
    """A count as a share."""
    return f"{part} of {whole} ({100 * part / max(whole, 1):.1f} %)"


def declaration_of(folder: Path, stem: str) -> Path | None:
    """The declarations for a file."""
    for name in (f"{stem}.toml", f"{stem.split('_')[0]}.toml"):
        if (folder / name).exists():
            return folder / name
    return None


def main() -> None:
    """Judge a folder, and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("declarations", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of file names")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds per file")
    parser.add_argument("--list", choices=("wrong", "cannot", "all", "none"), default="wrong")
    parser.add_argument("--explain", action=argparse.BooleanOptionalAction, default=True, help="look for slips, too")
    parser.add_argument("--json", type=Path, help="write all verdicts here")
    arguments = parser.parse_args()
    labels = [json.loads(line) for line in (arguments.folder / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    paths = sorted(arguments.folder.glob("[0-9]*.tex"))
    if arguments.only:
        paths = [path for path in paths if any(path.name.startswith(start) for start in arguments.only)]
    jobs = [(path, declaration_of(arguments.declarations, path.stem)) for path in paths]
    found = judged_all(jobs, arguments.jobs, arguments.limit, arguments.explain)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    for stem, result in sorted(found.items()):
        if "error" in result:
            print(f"{stem}: {result['error']}\n{result.get('trace', '')[-600:]}")
    pairs = {
        path.stem: matched([label for label in labels if label["deriv"] == path.stem], found[path.stem].get("rows", []))
        for path in paths
        if "error" not in found[path.stem]
    }
    report(pairs, arguments.list)


if __name__ == "__main__":
    main()
