#!/usr/bin/python3
"""Counts of findings per country, criterion, status and reason, computed from the CSV tables alone.

With rules.py, and nothing of the C code, to be held against it: standard library only.

    join.py REFERENCE_DIR --as-of DATE --in-force AUS=DATE ... [--candidate XEU ...] [--territory XEU=DEU,FRA ...]
            [--tariff AUS=DATE ...] [--capacity AUS=FILE@DATE ...] [--usgs AUS=FILE@DATE ...]
            [--compare FILE | --run SCENARIO_RUNNER]

REFERENCE_DIR   the tables as they stand in deploy/reference
--in-force      a country whose agreement entered into force that day (repeat); the USA is a member from the first one
--candidate     enrolled and certified, its agreement not in force
--judge         another enrolled country, without an agreement: the USA
--territory     a customs territory and its countries (only --run needs them)
--tariff        that country published its tariff on that day: the USA and GBR that of the files beside REFERENCE_DIR, in
                input, the USA with its section 301 lines; the others that of the table
--capacity      a CSV file of reviews of that country, published (and witnessed) on that day
--usgs          that country published, that day, the reviews that a USGS file gives it (--run only: the C code imports
                the file and hands on the reviews; what they answer is counted here)
--compare       compares with the output of `cmsa compliance --json`; prints each difference, exit 1 when there is one
--run           compares with what the C code computes of the same situation: writes it as a scenario and runs that

Without the last two, prints {country: {criterion: {status: {reason: count}}}} as JSON.
"""
import argparse
import collections
import csv
import datetime
import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal

import rules
import tariff_files
from rules import OPEN


def read(folder, name):
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def date(text):
    return datetime.date.fromisoformat(text) if text else None


def bp(percent):
    value = Decimal(percent) * 100
    if value != int(value):
        raise ValueError("not whole basis points: " + percent)
    return int(value)


# ---- the law at D ----------------------------------------------------------------------------------------------


class Law:
    """Tables as they stand at D under the default policy."""

    LIST_DATE = datetime.date(2026, 1, 1)
    MAX_AGE_DAYS = 365
    STAGES = ("mined", "processed")

    def __init__(self, folder, d):
        self.d = d
        self.critical = sorted(r["mineral_id"] for r in read(folder, "critical_minerals") if self.is_critical(r, d))
        self.critical_rows = {r["mineral_id"]: r for r in read(folder, "critical_minerals")}
        self.concern = sorted(r["alpha3"] for r in read(folder, "countries_of_concern") if self.is_of_concern(r))
        self.read_codes(folder)
        self.read_hs_map(folder)

    def is_critical(self, row, d):
        """On the list on 2026-01-01, or added after it and on or before D; leaving later changes nothing."""
        start, end = date(row["from"]), date(row["to"])
        if start <= self.LIST_DATE:
            return end is None or end >= self.LIST_DATE
        return start <= d

    def is_critical_on(self, mineral, d):
        return self.is_critical(self.critical_rows[mineral], d)

    def is_of_concern(self, row):
        start, end = date(row["from"]), date(row["to"])
        in_time = (start is None or start <= self.d) and (end is None or self.d <= end)
        return row["of_concern"] == "yes" and in_time  # `policy`: hkg_mac_country is no

    def read_codes(self, folder):
        """products: {(product, stage): {hs6: {us line: floor or None}}}"""
        self.products = {(m, s): {} for m in self.critical for s in self.STAGES}
        for r in read(folder, "mineral_hs6"):
            codes = self.products.get((r["mineral_id"], r["stage"]))
            if codes is not None and r["hs6"]:
                codes.setdefault(r["hs6"], {}).update({c: None for c in r["us_hts8"].split(";") if c})
        for r in read(folder, "section301_floors"):
            for mineral in filter(None, r["mineral_ids"].split(";")):
                codes = self.products.get((mineral.strip(), r["stage"]), {})
                if r["hs6"] in codes:
                    codes[r["hs6"]][r["hts8"]] = bp(r["rate_pct_on_2026_01_01"])
        for r in read(folder, "select_derivative_products"):
            codes = self.products.setdefault((r["product_id"], "manufactured"), {})
            if r["reading"].startswith("core"):  # sdp_wider is no
                codes.setdefault(r["hs6"], {})[r["us_hts8"] + r["us_stat_suffix"]] = bp(r["floor_pct_on_2026_01_01"])
        self.us_lines = {c for codes in self.products.values() for lines in codes.values() for c in lines}
        self.us_lines |= {r["hts8"] for r in read(folder, "section301_floors")}

    def read_hs_map(self, folder):
        self.renamed, self.sources = set(), collections.defaultdict(set)
        for r in read(folder, "hs2017_to_hs2022"):
            self.renamed.add(r["hs2017"])
            for code in r["hs2022"].split(";"):
                self.sources[code.strip()].add(r["hs2017"])

    def schedule_codes(self, hs6, edition):
        """The HS6 of a schedule that stand for `hs6` of HS2022."""
        if edition == "HS2022":
            return {hs6}
        return self.sources[hs6] | (set() if hs6 in self.renamed else {hs6})


# ---- duty lines ------------------------------------------------------------------------------------------------


def bounds(row):
    """Lowest and highest rate in basis points that the ad valorem parts allow."""
    if row["duty_kind"] == "free":
        return 0, 0
    if row["duty_kind"] == "ad valorem":
        rate = bp(row["ad_valorem_pct"])
        return rate, rate
    part = bp(row["ad_valorem_part_pct"]) if row["ad_valorem_part_pct"] else 0
    if row["combination"] == "lower_of":
        return 0, part
    if row["combination"] in ("plus", "higher_of"):
        return part, OPEN
    return 0, OPEN


def file_bounds(line):
    """The same of a line of tariff_files."""
    rate = bp(line["rate_pct"]) if line["rate_pct"] is not None else None
    return {"ad-valorem": (rate, rate), "plus": (rate, OPEN), "lower-of": (0, rate), "specific": (0, OPEN)}[line["combination"]]


def file_lines(folder, country):
    edition = tariff_files.EDITIONS[country][2]
    for l in tariff_files.read(folder, country):
        yield rules.Line(edition, l["code"], l["kind"], l["measure"], l["scope"], l["origin"], date(l["start"]), date(l["end"]),
                         *file_bounds(l))


def tariff(folder, country):
    if country in tariff_files.EDITIONS:
        return list(file_lines(folder, country))
    lines = []
    for r in read(folder, "national_tariff_lines"):
        if r["tariff"] == country:
            low, high = bounds(r)
            lines.append(rules.Line(r["hs_edition"], r["national_code"], "ordinary", "", "any", "", date(r["start"]), None, low, high))
    return lines


def related(a, b):
    return a.startswith(b) or b.startswith(a)


class Schedule:
    """The lines of one importer in effect at D."""

    def __init__(self, law, importer, lines):
        self.law, self.importer = law, importer
        self.under = collections.defaultdict(list)
        for l in lines:
            if rules.in_effect(l, law.d):
                self.under[l.edition, l.code[:6]].append(l)

    def lines(self, hs6):
        """The lines that stand for an HS6, and the codes they begin with."""
        found, prefixes = [], set()
        for edition in ("HS2017", "HS2022"):
            for prefix in self.law.schedule_codes(hs6, edition):
                found += self.under.get((edition, prefix), [])
                prefixes.add(prefix)
        return found, prefixes

    def origins(self):
        """The countries that lines name."""
        return {l.origin for lines in self.under.values() for l in lines if l.origin}

    def holds(self, us, leaf):
        """Does a leaf hold the product?  Only the lines of the USA are mapped."""
        if self.importer != "USA" or any(related(code, leaf) for code in us):
            return True
        return not any(related(code, leaf) for code in self.law.us_lines)

    def floors(self, us, leaf):
        """The floors that a leaf is held against: of its own lines where they are mapped, else the highest."""
        known = [f for f in us.values() if f is not None]
        if self.importer != "USA":
            return [max(known)]
        mine = [f for code, f in us.items() if f is not None and related(code, leaf)]
        return mine or ([max(known)] if self.holds(us, leaf) else [])


# ---- criteria --------------------------------------------------------------------------------------------------


def told_apart(origins, lines):
    """One of those origins that the lines treat alike."""
    named, kinds = collections.defaultdict(set), {}
    for l in lines:
        named[l.origin].add(l._replace(origin=""))
    for o in origins:
        kinds.setdefault((o.concern, o.member, frozenset(named.get(o.name, ()))), o)
    return list(kinds.values())


def b1(law, schedule, origins, counts):
    """`origins`: every kind of origin that some line tells apart, as rules.Origin."""
    concern = [[o] for o in origins if o.concern]
    for codes in law.products.values():
        if not codes:
            counts["not-due"]["no-code"] += 1
        for hs6, us in codes.items():
            known = [f for f in us.values() if f is not None]
            lines, prefixes = schedule.lines(hs6)
            entities = [rules.Origin(o.name, o.concern, o.member, entity=True) for o in told_apart(origins, lines)]
            for goods in concern + [entities]:
                if not known:
                    status, reason = "no-data", "floor-unknown"
                elif not max(known):
                    status, reason = "met", "floor-zero"
                else:
                    status, reason = rules.b1_answer(
                        lines, prefixes, lambda leaf, us=us: schedule.floors(us, leaf), goods, {"ordinary", "additional"})
                counts[status][reason] += 1


def b4(law, schedule, partners, counts):
    if not partners:
        counts["not-due"]["no-partner"] += 1
        return
    for codes in law.products.values():
        if not codes:
            counts["not-due"]["no-code"] += 1
        for hs6, us in codes.items():
            lines, prefixes = schedule.lines(hs6)
            for partner in partners:
                status, reason = rules.b4_answer(lines, prefixes, partner, lambda leaf, us=us: schedule.holds(us, leaf))
                counts[status][reason] += 1


def reviews(files):
    """[(file, day)] in the order of publishing."""
    found = []
    for seq, (name, day) in enumerate(files):
        with open(name, encoding="utf-8", newline="") as f:
            for r in csv.DictReader(f):
                if r.get("use") == "secondary":
                    continue
                subjects = [s.strip() for s in r["subjects"].split(";") if s.strip()]
                found.append(rules.Review(date(r["review_date"]), seq, subjects, r["stage"], r["presence"],
                                          r.get("nil_for_rest") == "yes", day))
    return found


def b3(law, all_reviews, counts):
    for mineral in law.critical:
        for stage in law.STAGES:
            status, reason = rules.b3_answer(law.d, mineral, stage, all_reviews, law.is_critical_on, law.MAX_AGE_DAYS)
            counts[status][reason] += 1


# ---- the whole -------------------------------------------------------------------------------------------------


COUNTED = ("b1", "b3", "b4")  # the others rest on measures and meetings, which no table holds


def compute(args):
    law = Law(args.reference, args.as_of)
    in_force = {c for c, d in args.in_force.items() if d <= args.as_of}
    members = in_force | ({"USA"} if in_force else set())
    partners = [rules.Origin(n, member=n in members) for n in sorted((members or {"USA"}) - set(law.concern))]
    result = {}
    for country in sorted(set(args.in_force) | set(args.candidate) | set(args.judge)):
        counts = {c: collections.defaultdict(collections.Counter) for c in COUNTED}
        schedule = Schedule(law, country, tariff(args.reference, country) if country in args.tariff else [])
        names = members | set(law.concern) | schedule.origins() | {"ZZZ"}
        origins = [rules.Origin(n, n in law.concern, n in members) for n in sorted(names)]
        b1(law, schedule, [o for o in origins if o.name != country], counts["b1"])
        b3(law, reviews(args.capacity.get(country, [])), counts["b3"])
        b4(law, schedule, [p for p in partners if p.name != country], counts["b4"])
        result[country] = {c: {s: dict(sorted(r.items())) for s, r in sorted(v.items())} for c, v in counts.items()}
    return result


def flatten(result):
    return {(c, k, s, r): n for c, v in result.items() for k, w in v.items() for s, x in w.items() for r, n in x.items()}


def answer_counts(name):
    """The counts of `cmsa compliance --json`."""
    with open(name, encoding="utf-8") if name != "-" else sys.stdin as f:
        answer = json.load(f)
    return {(c["country"], k["criterion"], n["status"], n["reason"]): n["count"]
            for c in answer["countries"] for k in c["criteria"] if k["criterion"] in COUNTED for n in k["counts"]}


def compare(mine, theirs):
    differences = 0
    for key in sorted(set(mine) | set(theirs)):
        if mine.get(key, 0) != theirs.get(key, 0):
            differences += 1
            print("%s %s %s %s: the join counts %d, the answer %d" % (*key, mine.get(key, 0), theirs.get(key, 0)))
    print("%d counts compared, %d differ" % (len(set(mine) | set(theirs)), differences))
    return differences


# ---- the same situation for the C code -------------------------------------------------------------------------


def scenario(args, folder, answer):
    """A scenario file (README.md) of the situation that the options describe; it writes the findings to `answer`."""
    start = min([d for d in args.in_force.values()] + [args.as_of]) - datetime.timedelta(days=200)
    members = sorted(set(args.in_force) | set(args.judge))
    lines = ["territory %s %s %s" % (start, t, " ".join(sorted(c))) for t, c in sorted(args.territory.items())]
    lines += ["enrol %s member %s" % (start, " ".join(members))]
    lines += ["enrol %s candidate %s" % (start, c) for c in sorted(args.candidate)]
    lines += ["reference %s %s" % (start, os.path.abspath(args.reference))]
    lines += ["admit %s %s" % (d, c) for c, d in sorted(args.in_force.items())]
    lines += ["certify %s %s" % (args.as_of, c) for c in sorted(args.candidate)]
    tables = os.path.abspath(args.reference)
    for country, day in sorted(args.tariff.items()):
        lines += [tariff_import(country, day, tables)]
    files = [(day, c, "reviews %s %s %s" % (c, day, os.path.abspath(name))) for c, f in args.capacity.items() for name, day in f]
    files += [(day, c, imported(c, day, name, tables, folder)) for c, f in args.usgs.items() for name, day in f]
    for day, country, line in sorted(files):
        lines += [line] + ["witness %s %sT23:00:00Z sees %s" % (m, day, country) for m in members if m != country]
    return "\n".join(lines + ["at %s" % args.as_of, "expect-digest yes", "write " + answer, ""])


def tariff_import(country, day, tables):
    if country not in tariff_files.EDITIONS:
        return "import %s %s national-tariff %s/national_tariff_lines.csv %s" % (country, day, tables, tables)
    source, name, hs, start, _ = tariff_files.EDITIONS[country]
    return "import %s %s %s %s/../input/%s %s edition %s from %s" % (country, day, source, tables, name, tables, hs, start)


def imported(country, day, name, tables, folder):
    source = "usgs-mcs2025" if "mcs2025" in name else "usgs-mcs2026"
    return "import %s %s %s %s %s rest-not-available save %s" % (
        country, day, source, os.path.abspath(name), tables, saved(folder, country, name))


def saved(folder, country, name):
    return os.path.join(folder, country + "-" + os.path.basename(name))


def run(args):
    with tempfile.TemporaryDirectory() as folder:
        name, answer = os.path.join(folder, "join.scn"), os.path.join(folder, "answer.json")
        with open(name, "w", encoding="utf-8") as f:
            f.write(scenario(args, folder, answer))
        if subprocess.run([args.run, name]).returncode:
            return 1
        for country, files in args.usgs.items():
            args.capacity.setdefault(country, []).extend((saved(folder, country, f), day) for f, day in files)
        for files in args.capacity.values():
            files.sort(key=lambda file: file[1])
        return compare(flatten(compute(args)), answer_counts(answer))


class Pairs(argparse.Action):
    """COUNTRY=DATE into a dict."""

    def __call__(self, parser, namespace, value, option=None):
        country, _, day = value.partition("=")
        getattr(namespace, self.dest)[country] = date(day)


class Lists(argparse.Action):
    """XEU=DEU,FRA into a dict of lists."""

    def __call__(self, parser, namespace, value, option=None):
        code, _, countries = value.partition("=")
        getattr(namespace, self.dest)[code] = countries.split(",")


class Files(argparse.Action):
    """COUNTRY=FILE@DATE into a dict of lists."""

    def __call__(self, parser, namespace, value, option=None):
        country, _, rest = value.partition("=")
        name, _, day = rest.rpartition("@")
        getattr(namespace, self.dest).setdefault(country, []).append((name, date(day)))


def main():
    p = argparse.ArgumentParser(description="findings counted from the tables alone")
    p.add_argument("reference")
    p.add_argument("--as-of", type=date, required=True)
    p.add_argument("--in-force", action=Pairs, default={})
    p.add_argument("--candidate", action="append", default=[])
    p.add_argument("--judge", action="append", default=[])
    p.add_argument("--tariff", action=Pairs, default={})
    p.add_argument("--capacity", action=Files, default={})
    p.add_argument("--usgs", action=Files, default={})
    p.add_argument("--territory", action=Lists, default={})
    p.add_argument("--compare")
    p.add_argument("--run")
    args = p.parse_args()
    if args.run:
        return 1 if run(args) else 0
    result = compute(args)
    if args.compare:
        return 1 if compare(flatten(result), answer_counts(args.compare)) else 0
    json.dump(result, sys.stdout, indent=1, sort_keys=True)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
