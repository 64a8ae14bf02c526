#!/usr/bin/python3
"""reliability.py - the ledger of what tests really did, and deploy/RELIABILITY.md made from it.

    deploy/reliability.py add FILE     adds a run's counts to deploy/reliability.json, writes the page
    deploy/reliability.py page         writes the page anew from the ledger
    deploy/reliability.py check        fails when the page is not what the ledger gives (a lint)

FILE is what a run with CMSA_COUNTS=FILE wrote: a line of JSON for each test that counts,

    {"what": "kills -9", "command": "python3 tests/process/kill_test.py --kills 1000 ...",
     "seconds": 12.5, "commit": "8d5d9e4", "kills": 1000, "acknowledged": 41234, "lost": 0}

"what" names the row, "command" repeats it; "commit" (else that of this checkout) and "seconds" may
be left out.  Every other member is a count, a whole number: lines of one row add up, and a name
that ends in _max keeps the greatest.  add takes FILE away once its lines are in the ledger, so that
nothing is added twice.  Helpers that write such lines: tests/helper/counts_add.h, and counts() of
tests/process/harness.py.

Counts that several rows share, which the page adds up: see TOTALS.  Those of NONE must be 0: add
takes them as they are, and says so with exit 1.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LEDGER = os.path.join(HERE, "reliability.json")
PAGE = os.path.join(HERE, "RELIABILITY.md")
PLAIN = ("what", "command", "seconds", "commit")

# name of a count -> its words in the table of totals
TOTALS = (
    ("faults", "faults injected: failed writes, syncs, SQLite steps, sends; kills; lost and cut links"),
    ("attacks", "attacks tried"),
    ("seeds", "seeds run"),
    ("acknowledged", "entries acknowledged"),
    ("lost", "of these, entries lost"),
    ("own_forks", "own forks: two entries of one node at one place"),
    ("forks_unnoticed", "forks of others unnoticed"),
    ("bodies_leaked", "bodies leaked"),
    ("verify_faults", "faults that `cmsa verify` found"),
    ("converge_ms_max", "longest time to converge after healing, ms"),
    ("executions", "inputs run by fuzz targets"),
)
NONE = ("lost", "own_forks", "forks_unnoticed", "bodies_leaked", "verify_faults")

HEAD = """# What was tried, and what came of it

Made by `deploy/reliability.py` from the counts that tests wrote: nothing here is written by hand,
and runs add up. The second table has the command behind each row; build first (README).

"""


def ledger():
    with open(LEDGER, encoding="utf-8") as f:
        return json.load(f)


def head_commit():
    done = subprocess.run(["git", "-C", HERE, "rev-parse", "--short", "HEAD"], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip()


def counts_of(line):
    found = {k: v for k, v in line.items() if k not in PLAIN}
    for name, value in found.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise SystemExit(f"{line['what']}: expected a count for {name}, found {value!r}")
    return found


def add_line(rows, line, commit):
    for name in ("what", "command"):
        if not isinstance(line.get(name), str) or not line[name]:
            raise SystemExit(f"expected \"{name}\" in every line, found {line}")
    row = rows.setdefault(line["what"], {"runs": 0, "seconds": 0, "counts": {}})
    row["command"], row["commit"] = line["command"], line.get("commit") or commit
    row["runs"] += 1
    row["seconds"] = round(row["seconds"] + line.get("seconds", 0), 1)
    for name, value in counts_of(line).items():
        old = row["counts"].get(name, 0)
        row["counts"][name] = max(old, value) if name.endswith("_max") else old + value


def total(rows, name):
    """None when no row has it."""
    values = [r["counts"][name] for r in rows.values() if name in r["counts"]]
    if not values:
        return None
    return max(values) if name.endswith("_max") else sum(values)


def words(name):
    if name.endswith("_max"):
        name = "longest " + name[:-4]
    return name.replace("_", " ")


def page(rows):
    out = [HEAD, "| what | count | from |\n|---|---|---|\n"]
    for name, text in TOTALS:
        value = total(rows, name)
        where = ", ".join(what for what in sorted(rows) if name in rows[what]["counts"])
        out.append(f"| {text} | {'not measured' if value is None else f'{value:,}'} | {where} |\n")
    out.append("\n| row | runs | seconds | last at | counts | command |\n|---|---|---|---|---|---|\n")
    for what in sorted(rows):
        r = rows[what]
        counts = ", ".join(f"{words(n)} {v:,}" for n, v in sorted(r["counts"].items()))
        out.append(f"| {what} | {r['runs']:,} | {r['seconds']:,.0f} | {r['commit']} | {counts} "
                   f"| `{r['command']}` |\n")
    return "".join(out)


def write(path, text):
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(path + ".new", path)


def add(path):
    rows, commit = ledger(), head_commit()
    with open(path, encoding="utf-8") as f:
        lines = [json.loads(text) for text in f if text.strip()]
    for line in lines:
        add_line(rows, line, commit)
    write(LEDGER, json.dumps(rows, indent=1, sort_keys=True) + "\n")
    write(PAGE, page(rows))
    os.remove(path)
    wrong = [f"{line['what']}: {name} {line[name]}" for line in lines for name in NONE if line.get(name)]
    print(f"{len(lines)} lines added; {len(rows)} rows")
    return "\n".join(wrong) or None


def check():
    rows = ledger()
    try:
        with open(PAGE, encoding="utf-8") as f:
            same = f.read() == page(rows)
    except OSError:
        same = False
    print("reliability: " + ("ok" if same else "deploy/RELIABILITY.md is not what deploy/reliability.json "
                             "gives: run deploy/reliability.py page"))
    return not same


def main(argv):
    if len(argv) == 3 and argv[1] == "add":
        sys.exit(add(argv[2]))
    if argv[1:] == ["page"]:
        sys.exit(write(PAGE, page(ledger())))
    if argv[1:] == ["check"]:
        sys.exit(check())
    sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv)
