#!/usr/bin/python3
"""member_order - in which order members are enrolled and admitted changes no finding.

    member_order.py RUNNER [--seed N] [--count N]

Takes scenarios, shuffles the countries of their `enrol` and `admit` statements (an act each), has the
runner write what it finds at the last date, and compares: the same bytes, but for ids of entries, which name the
register's head, and the numbers of acts.  Prints its seed.
"""
import argparse
import glob
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OF_THE_REGISTER = ("id", "undertaking")


def shuffled(lines, dice):
    """The same statements, each list of countries in another order."""
    out = []
    for line in lines:
        words = line.split("#")[0].split()
        first = {"enrol": 3, "admit": 2}.get(words[0] if words and line == line.lstrip() else "")
        if first and len(words) > first:
            rest = words[first:]
            dice.shuffle(rest)
            line = " ".join(words[:first] + rest)
        out.append(line)
    return out


def without_expectations(lines):
    return [x for x in lines if not x.startswith("expect")]


def asks(lines):
    """Enough countries in one statement to shuffle, a date to judge at, no file to read, and no order in itself."""
    return (any(x.startswith(("enrol", "admit")) and len(x.split("#")[0].split()) >= 5 for x in lines) and
            any(x.startswith("at ") for x in lines) and
            not any(x.startswith(("reference", "reviews", "lines", "import", "write")) for x in lines))


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in OF_THE_REGISTER}
    return [plain(v) for v in value] if isinstance(value, list) else value


def found(runner, folder, lines):
    path, out = os.path.join(folder, "a.scn"), os.path.join(folder, "out.json")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines + ["write " + out, "expect-alliance none"]) + "\n")
    subprocess.run([runner, path], stdout=subprocess.DEVNULL, check=False)  # that last line may fail: it counts
    with open(out, encoding="utf-8") as f:
        return json.dumps(plain(json.load(f)["countries"]))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("runner")
    p.add_argument("--seed", type=int, default=20260101)
    p.add_argument("--count", type=int, default=60)
    a = p.parse_args()
    dice, wrong, moved, chosen = random.Random(a.seed), 0, 0, []
    for path in sorted(glob.glob(os.path.join(HERE, "scenarios", "*.scn"))):
        with open(path, encoding="utf-8") as f:
            lines = f.read().splitlines()
        if asks(lines):
            chosen.append((path, without_expectations(lines)))
    dice.shuffle(chosen)
    with tempfile.TemporaryDirectory() as folder:
        for path, lines in chosen[:a.count]:
            other = shuffled(lines, dice)
            moved += other != lines
            if found(a.runner, folder, lines) != found(a.runner, folder, other):
                wrong += 1
                print("%s: other findings when members come in another order" % os.path.basename(path))
    print("seed %d: %d scenarios, %d of them in another order, %d with other findings"
          % (a.seed, min(a.count, len(chosen)), moved, wrong))
    sys.exit(1 if wrong or moved < a.count // 2 else 0)


main()
