#!/usr/bin/python3
"""Random scenarios of phase-ins and comparable measures: writes files whose expectations rules.py computes, and runs them.

    random_allowances.py SCENARIO_RUNNER [--seed N] [--count N] [--keep FOLDER]

Prints the seed; a failing file is printed whole.
"""
import argparse
import datetime
import os
import random
import subprocess
import sys
import tempfile

import rules

DAY, D0 = rules.DAY, datetime.date(2027, 3, 1)
CODES = {("graphite", "mined"): ("250410", "250490"), ("permanent-magnet", "manufactured"): ("850511",)}
ORIGINS = ("CHN", "RUS", "entities")
WORLD = [(p, c, o) for p, codes in CODES.items() for c in codes for o in ORIGINS]
NAMEABLE = [(p, c, o) for p in CODES for codes in CODES.values() for c in codes for o in ORIGINS]  # acts know no tables
FLOORS = (0, 750, 2500, 2501, 5000)
SHARES = (0, 1, 3333, 4000, 6667, 9999, 10000)
START = datetime.date(2026, 3, 1)


def percent(bp):
    return "%d.%02d %%" % divmod(bp, 100)


def some(r, values, least=1):
    return sorted(r.sample(list(values), r.randint(least, len(values))))


def reach(r):
    """(codes, origins, words of them)"""
    codes = set() if r.random() < 0.5 else set(some(r, ("250410", "250490", "850511")))
    origins = set(some(r, ("concern", "entities"))) if r.random() < 0.5 else set(some(r, ORIGINS))
    words = " codes " + ",".join(sorted(codes)) if codes else ""
    countries = sorted(origins - {"concern", "entities"})
    words += " concern" if "concern" in origins else " toward " + ",".join(countries) if countries else ""
    return codes, origins, words + (" entities" if "entities" in origins else "")


def product_rows(products):
    return ["  for %s %s" % p for p in sorted(products)]


def phase_in(r, n):
    codes, origins, words = reach(r)
    products = set(some(r, CODES))
    begin = r.choice((START, START, START + DAY, START - 300 * DAY, datetime.date(2024, 2, 29), D0, D0 - DAY, D0 + DAY))
    ends = (rules.add_years(begin, 5), rules.add_years(begin, 5) + DAY, D0 - DAY, D0, D0 + DAY, rules.add_years(START, 5),
            rules.add_years(START, 5) + DAY, begin + 900 * DAY)
    end = max(begin + 2 * DAY, r.choice(ends))
    middle = min(max(begin + DAY, r.choice((D0 - DAY, D0, D0 + DAY))), end - DAY)
    shares = sorted(r.choice(SHARES) for _ in range(2)) + [10000]
    if r.random() < 0.1:
        shares[r.choice((1, 2))] = r.choice((0, 9999))
    steps = list(zip((begin, middle, end), shares))
    text = ["phase-in 2026-01-01 AUS%s as P%d" % (words, n)] + product_rows(products)
    text += ["  step %s %s" % (day, percent(s)) for day, s in steps]
    return rules.PhaseIn(products, codes, origins, steps), text


def comparable(r):
    codes, origins, words = reach(r)
    products = set(some(r, CODES))
    judged = r.choice((D0 - 100 * DAY, D0 - DAY, D0, D0 + DAY))
    end = r.choice((None, None, judged, max(judged, D0 - DAY), max(judged, D0)))
    ceiling, other = r.choice((0, 1000)), r.random() < 0.3
    text = "comparable %s AUS%s" % (judged, words) + (" to %s" % end if end else "")
    text += (" ceiling %d" % ceiling if ceiling else "") + (" accepts other" if other else "")
    return rules.Comparable(products, codes, origins, judged, end, ceiling, {"other"} if other else set()), \
        [text] + product_rows(products)


def measure(r, n):
    codes, origins, words = reach(r)
    kind = r.choice(("prohibition", "quota", "quota", "quota", "other", "remedies"))
    minerals, derivatives = r.random() < 0.7, r.random() < 0.5
    start = r.choice((D0 - 50 * DAY, D0 - DAY, D0, D0 + DAY))
    end = r.choice((None, None, start, max(start, D0 - DAY), max(start, D0)))
    volume = r.choice((0, 999, 1000, 1001)) if kind == "quota" else 0
    lacks = r.choice(("", "", "", "", " uncited", " without-hash"))
    text = "  m%d %s" % (n, kind) + (" minerals" if minerals else "") + (" derivatives" if derivatives else "") + words
    text += " from %s" % start + (" to %s" % end if end else "") + (" volume %d" % volume if volume else "") + lacks
    return rules.OwnMeasure(kind, minerals, derivatives, codes, origins, start, end, volume, not lacks), text


def duty_lines(r):
    lines = []
    for code in ("25041000", "25049000", "85051100"):
        if r.random() < 0.15:
            continue
        rate = r.choice((0, 1, 333, 334, 834, 1000, 1001, 1667, 1668, 2499, 2500, 5000))
        lines.append(rules.Line("HS2022", code, "ordinary", "", "any", "", D0 - 400 * DAY, None, rate, rate))
        for origin in ("CHN", "RUS"):
            if r.random() < 0.3:
                more = r.choice((500, 1500, 2500))
                lines.append(rules.Line("HS2022", code, "additional", "m1", "country", origin, D0 - 400 * DAY, None, more, more))
    text = ["  %s %s %s %s from %s" % (l.code, l.origin or "any", l.kind, percent(l.low), l.start) for l in lines]
    return lines, ["duty AUS 2026-01-02 HS2022"] + text if text else []


def make(r):
    floors = {c: r.choice(FLOORS) for codes in CODES.values() for c in codes}
    text = ["enrol 2025-01-01 member AUS", "tables 2025-01-01", "  mineral graphite", "  concern CHN", "  concern RUS",
            "  hs6 graphite mined 250410", "  hs6 graphite mined 250490",
            "  floor 25041000 graphite mined " + percent(floors["250410"]),
            "  floor 25049000 graphite mined " + percent(floors["250490"]),
            "  select permanent-magnet core 85051100 " + percent(floors["850511"])]
    in_force = START if r.random() < 0.7 else None
    text += ["admit %s AUS" % in_force] if in_force else []
    phase_ins, comparables, measures = [], [], []
    for n in range(r.randint(0, 4)):
        p, rows = phase_in(r, n)
        phase_ins.append(p)
        text += rows
    for _ in range(r.randint(0, 3)):
        c, rows = comparable(r)
        comparables.append(c)
        text += rows
    lines, rows = duty_lines(r)
    text += rows
    for n in range(r.randint(0, 4)):
        m, row = measure(r, n)
        measures.append(m)
        text += ["measure AUS 2026-01-03", row]
    void = rules.void_phase_ins(phase_ins, in_force, NAMEABLE)
    for n in range(len(phase_ins)):
        text += ["expect-void P%d %s" % (n, void[n]) if n in void else "expect-valid P%d" % n]
    valid = [p for n, p in enumerate(phase_ins) if n not in void]
    text += ["at %s" % D0]
    toward = {"CHN": [rules.Origin("CHN", concern=True)], "RUS": [rules.Origin("RUS", concern=True)],
              "entities": [rules.Origin(n, n in ("CHN", "RUS"), False, entity=True) for n in ("CHN", "RUS", "ZZZ")]}
    for product, code, origin in WORLD:
        answer = rules.b1_with_allowances(
            lambda f, c=code, o=origin: rules.b1_answer(lines, {c}, lambda leaf: [f], toward[o], {"ordinary", "additional"}),
            floors[code], rules.share_due(D0, valid, product, code, origin),
            rules.measures_answer(D0, comparables, measures, product, code, origin))
        text += ["expect AUS b1 %s %s for %s code %s toward %s" % (*answer, product[0], code, origin)]
    return "\n".join(text) + "\n"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("runner")
    p.add_argument("--seed", type=int, default=20260101)
    p.add_argument("--count", type=int, default=300)
    p.add_argument("--keep")
    args = p.parse_args()
    print("seed %d" % args.seed)
    r = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = args.keep or folder
        names, said = [], {}
        for n in range(args.count):
            names.append(os.path.join(folder, "allowances-%04d.scn" % n))
            with open(names[-1], "w", encoding="utf-8") as f:
                f.write(make(r))
            for line in open(names[-1], encoding="utf-8"):
                if line.startswith("expect"):
                    word = line.split()[4 if line.startswith("expect ") else 2] if "valid" not in line else "valid"
                    said[word] = said.get(word, 0) + 1
        out = subprocess.run([args.runner] + names, capture_output=True, text=True)
        shown = set()
        for line in out.stdout.splitlines():
            if line.startswith("FAIL"):
                print(line)
                shown.add(line.split()[1].split(":")[0])
        for name in sorted(shown)[:3]:
            print("--- %s\n%s" % (name, open(name, encoding="utf-8").read()))
        print(", ".join("%s %d" % x for x in sorted(said.items())))
        print((out.stdout.splitlines() or [out.stderr])[-1])
        return out.returncode


if __name__ == "__main__":
    sys.exit(main())
