#!/usr/bin/python3
"""Random scenarios: writes files whose expectations rules.py computes, and runs them.

    random_scenarios.py SCENARIO_RUNNER [--seed N] [--count N] [--keep FOLDER]

Prints the seed; a failing file is printed whole.
"""
import argparse
import datetime
import os
import random
import subprocess
import sys
import tempfile

import random_conduct
import rules

D0 = datetime.date(2026, 3, 1)
DAY = rules.DAY
PALETTES = ((0, 1, 500, 1000, 2000, 2499, 2500, 3000), (0, 0, 0, 2500), (2499, 2500, 2500, 3000, 5000), (0,))
CODES = ("250410", "25041000", "2504101010", "25041090", "250490", "25049000", "2504900020")
HS6 = ("250410", "250490")


def percent(bp):
    return "%d.%02d %%" % divmod(bp, 100)


# ---- duty lines ------------------------------------------------------------------------------------------------


def duty_rate(r, palette, ordinary):
    """(text, low, high, claim)"""
    rate = r.choice(palette)
    how = r.choice(("specific", "plus", "higher-of", "lower-of")) if ordinary and r.random() < 0.3 else ""
    if not how:
        return percent(rate), rate, rate, None
    text = "specific 15/kg" if how == "specific" else "%s %s 15/kg" % (percent(rate), how)
    low, high = {"specific": (0, rules.OPEN), "lower-of": (0, rate)}.get(how, (rate, rules.OPEN))
    claim, choice = r.choice(PALETTES[0]), r.random()
    if choice < 0.3:
        return text + " equivalent " + percent(claim), low, high, claim
    if choice < 0.5:
        return text + " equivalent " + percent(claim) + " bare", low, high, None
    return text, low, high, None


def duty_line(r, palette, code, kind, scope):
    text, low, high, claim = duty_rate(r, palette, kind == "ordinary")
    start = D0 + r.choice((-400, -30, -1, 0, 1)) * DAY
    end = r.choice((None, None, None, start, max(start, D0 - DAY), max(start, D0)))
    measure = "" if kind == "ordinary" else kind + r.choice("ab")
    origin = scope if scope.isupper() else ""
    line = rules.Line("HS2022", code, kind, measure, "country" if origin else scope, origin, start, end, low, high, claim)
    words = [code, scope, kind] + (["measure", measure] if measure else []) + [text, "from", str(start)]
    return line, " ".join(words + (["to", str(end)] if end else []))


def duty_lines(r, palette):
    """Each ordinary code has a line for any origin; preferences and other duties come on top."""
    found = []
    for code in r.sample(CODES, r.randint(1, 5)):
        line, text = duty_line(r, palette, code, "ordinary", "any")
        found.append((line._replace(end=None), text.split(" to ")[0]))
        if r.random() < 0.4:
            found.append(duty_line(r, palette, code, "ordinary", r.choice(("members", "JPN", "CHN", "concern", "entities"))))
            # a preference that ends or has not begun leaves the line for any origin
    for _ in range(r.randint(0, 6)):
        kind = r.choice(("additional", "additional", "relief", "antidumping", "countervailing"))
        scope = r.choice(("any", "members", "JPN", "CHN", "RUS", "concern", "entities"))
        found.append(duty_line(r, palette, r.choice(CODES), kind, scope))
    for _ in range(r.randint(0, 2)):
        found.append(duty_line(r, palette, r.choice(HS6), r.choice(("safeguard", "other")), r.choice(("any", "JPN", "members"))))
    return found


def key(line):
    return (line.code, line.kind, line.measure, line.scope, line.origin, line.start)


def publish_duties(r):
    """Entries of lines, what holds after the last (of one key the line that came last), and what was taken back."""
    world, palette = random_conduct.World(), r.choice(PALETTES)
    for day in range(r.randint(1, 3)):
        entry = {key(line): (line, row) for line, row in duty_lines(r, palette)}
        words, names = random_conduct.take_back(r, world, "duty", "AUS")
        world.post("duty AUS 2026-02-%02d HS2022%s" % (day + 1, words), [row for _, row in entry.values()],
                   author="AUS", time=random_conduct.noon(D0), kind="duty", audience="public", about="AUS", names=names,
                   rows={k: line for k, (line, _) in entry.items()})
    if r.random() < 0.2:
        random_conduct.retract(r, world, "AUS", D0)
    standing, held = rules.Standing(world.posts), {}
    for p in standing.stands("duty"):
        held.update(p.rows)
    return world.text, list(held.values()), [line for p in standing.gone("duty") for line in p.rows.values()]


def starts_any(lines):
    """A leaf whose ordinary duty is not in effect for every origin is no question for these scenarios."""
    codes = {l.code for l in lines if l.kind == "ordinary"}
    return all(any(l.code == c and l.kind == "ordinary" and l.scope == "any" for l in lines) for c in codes)


def duty_scenario(r):
    members = ["JPN", "GBR"]
    floors = {h: r.choice((0, 750, 2500, 2500, 5000)) for h in HS6}
    additional_only = r.random() < 0.2
    text = ["enrol 2025-06-01 member AUS JPN GBR", "tables 2025-06-01", "  mineral graphite", "  concern CHN",
            "  concern RUS"]
    text += ["  hs6 graphite mined %s" % h for h in HS6]
    text += ["  floor %s00 graphite mined %s" % (h, percent(f)) for h, f in floors.items()]
    text += ["admit 2026-01-01 AUS JPN GBR"]
    if additional_only:
        text += ["policy 2026-01-01 floor_counts additional"]
    rows, lines, gone = publish_duties(r)
    lines, gone = [[l for l in some if rules.in_effect(l, D0)] for some in (lines, gone)]
    if not starts_any(lines):
        return None
    counts = {"additional"} if additional_only else {"ordinary", "additional"}
    text += rows + ["at %s" % D0]
    everyone = [("CHN", True, False), ("RUS", True, False), ("JPN", False, True), ("GBR", False, True),
                ("USA", False, True), ("ZZZ", False, False)]
    toward = {"CHN": [rules.Origin("CHN", concern=True)], "RUS": [rules.Origin("RUS", concern=True)],
              "entities": [rules.Origin(n, c, m, entity=True) for n, c, m in everyone]}
    for h in HS6:
        for name, origins in toward.items():
            answer = ("met", "floor-zero") if not floors[h] else rules.b1_answer(
                lines, {h}, lambda leaf, f=floors[h]: [f], origins, counts)
            flag = random_conduct.corrected(floors[h] and rules.bear_on(
                gone, h, None if name == "entities" else origins[0], counts))
            text += ["expect AUS b1 %s %s code %s toward %s %s" % (*answer, h, name, flag)]
        for name in members + ["USA"]:
            origin = rules.Origin(name, member=True)
            answer = rules.b4_answer(lines, {h}, origin)
            flag = random_conduct.corrected(rules.bear_on(gone, h, origin, rules.B4_COUNTS))
            text += ["expect AUS b4 %s %s code %s toward %s %s" % (*answer, h, name, flag)]
    return text


# ---- reviews ---------------------------------------------------------------------------------------------------


def review_rows(r, critical_from):
    rows = []
    for _ in range(r.randint(1, 4)):
        when = D0 + r.choice((-800, -366, -365, -364, -100, -1, 0, 1, 50)) * DAY
        if r.random() < 0.15:
            rows.append(("nil-for-rest %s" % when, when, [], "", "nil", True))
            continue
        subjects = sorted(r.sample(("cobalt", "lithium", "nickel"), r.choice((1, 1, 2))))
        stage, presence = r.choice(("mined", "processed")), r.choice(("reported", "nil", "withheld", "not-available"))
        secondary = r.random() < 0.15
        row = "%s %s %s %s" % (",".join(subjects), stage, presence, when)
        rows.append((row + (" secondary" if secondary else ""), when, [] if secondary else subjects, stage, presence, False))
    return rows


def random_time(r):
    return datetime.datetime(2024, 1, 1) + datetime.timedelta(days=r.randint(0, 820), hours=r.randint(0, 23))


def review_scenario(r):
    listed = {"cobalt": datetime.date(2018, 5, 18), "lithium": datetime.date(2018, 5, 18),
              "nickel": D0 + r.choice((-30, 0)) * DAY}
    needed, most = r.choice((1, 2, 2, 3)), r.choice((365, 365, 100))
    text = ["enrol 2025-06-01 member AUS JPN GBR NOR", "enrol 2025-06-01 candidate CAN", "tables 2025-06-01"]
    text += ["  mineral %s from %s" % m for m in listed.items()]
    text += ["policy 2025-06-01 alert_witnesses %d review_max_age_days %d" % (needed, most)]
    world, steps = random_conduct.World(), {}
    for _ in range(r.randint(2, 9)):
        if not world.posts or r.random() < 0.4:
            rows = review_rows(r, listed)
            words, names = random_conduct.take_back(r, world, "capacity", "AUS")
            world.post("capacity AUS 2026-01-01" + words, [row[0] for row in rows], author="AUS", time=None,
                       kind="capacity", audience="public", about="AUS", names=names, rows=rows)
        elif r.random() < 0.1:
            random_conduct.retract(r, world, "AUS", D0)
        else:
            author, time, sees = r.choice(("JPN", "GBR", "NOR", "CAN", "AUS")), random_time(r), r.random() < 0.85
            if author == "AUS":
                continue  # a feed does not list itself
            steps.setdefault(author, []).append((time, world.seq["AUS"] if sees else 0))
            world.say("witness %s %sZ sees%s" % (author, time.isoformat(), " AUS" if sees else ""))
    text += world.text + ["at %s" % D0]
    standing = rules.Standing(world.posts)
    reviews = [rules.Review(when, p.seq, subjects, stage, presence, rest,
                            rules.witnessed(p.seq, steps, ("JPN", "GBR", "NOR"), needed))
               for p in standing.stands("capacity") for _, when, subjects, stage, presence, rest in p.rows]
    gone = [row for p in standing.gone("capacity") for row in p.rows if row[1] <= D0]
    on_list = lambda m, day: listed[m] <= max(day, datetime.date(2026, 1, 1)) if m != "nickel" else listed[m] <= day
    for mineral in sorted(listed):
        for stage in ("mined", "processed"):
            answer = rules.b3_answer(D0, mineral, stage, reviews, on_list, most)
            about = [rest or (mineral in s and at == stage) for _, _, s, at, _, rest in gone]
            flag = random_conduct.corrected(any(about))
            text += ["expect AUS b3 %s %s for %s %s %s" % (*answer, mineral, stage, flag)]
    return text


# ---- agreements ------------------------------------------------------------------------------------------------


def life_scenario(r):
    text, certifications, resolutions, entries = ["enrol 2025-01-02 member AUS JPN USA"], [], [], []
    start = datetime.date(2025, 3, 1)
    for n in range(r.randint(1, 4)):
        c = rules.Certification(r.choice(("AUS", "JPN")), start + r.choice((0, 10, 40, 100)) * DAY)
        certifications.append(c)
        text += ["certify %s %s as C%d" % (c.certified, c.country, n)]
    acts = []
    for n in range(r.randint(1, 8)):
        i = r.randrange(len(certifications))
        c = certifications[i]
        if r.random() < 0.5:
            x = rules.Resolution(r.choice(("approval", "disapproval")), c, c.certified + r.choice((0, 1, 45, 89, 90, 91, 120)) * DAY,
                                 c.certified + r.choice((0, 0, 0, 0, 1)) * DAY)
            resolutions.append(x)
            acts += ["resolution 2026-12-01 %s C%d enacted %s notice %s as R%d" % (x.kind, i, x.enacted, x.notice, n)]
            continue
        x = rules.Entry(r.choice((c.country, c.country, c.country, "AUS")), c, c.certified + r.choice((0, 1, 45, 90, 91, 92, 130)) * DAY)
        if any(x.in_force == e.in_force for e in entries):
            continue
        entries.append(x)
        acts += ["in-force %s %s by C%d as E%d" % (x.in_force, x.country, i, len(entries) - 1)]
    text += acts + ["at 2026-12-31"]
    valid = rules.valid_entries(entries, resolutions)
    days = sorted({e.in_force for e in entries} | {e.in_force - DAY for e in entries} | {datetime.date(2026, 12, 31)})
    for day in days:
        text += ["at %s" % day]
        first = min((e.in_force for e in valid.values() if e.in_force <= day), default=None)
        for country in ("AUS", "JPN"):
            e = valid.get(country)
            text += ["expect-member %s %s" % (country, "yes" if e and e.in_force <= day else "no")]
        text += ["expect-member USA %s" % ("yes" if first else "no"), "expect-alliance %s" % (first or "none")]
    text += ["expect-valid E%d" % n for n, e in enumerate(entries) if e in valid.values()]
    return text


def make(r):
    while True:
        text = r.choices((duty_scenario, review_scenario, life_scenario, random_conduct.meeting_scenario,
                          random_conduct.measure_scenario, random_conduct.alert_scenario), (4, 2, 2, 2, 2, 6))[0](r)
        if text:
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
        names = []
        for n in range(args.count):
            names.append(os.path.join(folder, "random-%04d.scn" % n))
            with open(names[-1], "w", encoding="utf-8") as f:
                f.write(make(r))
        out = subprocess.run([args.runner] + names, capture_output=True, text=True)
        shown = set()
        for line in out.stdout.splitlines():
            if line.startswith("FAIL"):
                print(line)
                shown.add(line.split()[1].split(":")[0])
        for name in sorted(shown)[:3]:
            print("--- %s\n%s" % (name, open(name, encoding="utf-8").read()))
        print((out.stdout.splitlines() or [out.stderr])[-1])
        return out.returncode


if __name__ == "__main__":
    sys.exit(main())
