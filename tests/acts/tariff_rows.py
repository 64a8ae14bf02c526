#!/usr/bin/python3
"""Holds what `cmsa import` makes of the tariffs of the USA and the United Kingdom against a second reading of the
files: every line in all that it says, what is left out by reason, and that no row of a file is lost.

    tariff_rows.py CMSA REFERENCE INPUT
"""
import collections
import csv
import io
import os
import re
import subprocess
import sys
from decimal import Decimal

import tariff_files

CMSA, REFERENCE, INPUT = sys.argv[1:4]
NAMES = ("code", "scope", "origin", "kind", "measure", "start", "end", "combination", "rate_pct", "specific", "published",
         "citation")


def key(line):
    rate = line["rate_pct"]
    return tuple((Decimal(rate) if rate not in ("", None) else None) if n == "rate_pct" else line[n] for n in NAMES)


def imported(country):
    """(lines, reasons of what is not used, the sentence at the end)"""
    source, name, hs, start, schedule = tariff_files.EDITIONS[country]
    run = subprocess.run([CMSA, "import", source, os.path.join(INPUT, name), "--country", country, "--tables", REFERENCE,
                          "--schedule", schedule, "--hs-edition", hs, "--start", start], capture_output=True, check=True)
    said = run.stderr.decode("utf-8").strip().split("\n")
    reasons = collections.Counter(re.search(r"\(([a-z-]+)\)$", text).group(1) for text in said[:-1])
    lines = list(csv.DictReader(io.StringIO(run.stdout.decode("utf-8"))))
    for l in lines:
        assert (l["country"], l["hs_edition"], l["schedule"]) == (country, hs, schedule), l
        assert l["mfn_only"] == ("no" if country == "USA" else "yes"), l
    return lines, reasons, said[-1]


def compare(country, mine, theirs):
    mine, theirs = collections.Counter(map(key, mine)), collections.Counter(map(key, theirs))
    for k in list((mine - theirs).elements())[:10]:
        print(country, "not imported:", k)
    for k in list((theirs - mine).elements())[:10]:
        print(country, "not in the file:", k)
    kinds = collections.Counter()
    for k, n in theirs.items():
        kinds[k[3], "toward any" if k[1] == "any" else "toward a country", k[7]] += n
    for k, n in sorted(kinds.items()):
        print("   ", country, n, *k)
    return sum(((mine - theirs) + (theirs - mine)).values())


def extract(country):
    """The lines of the older extract: code to percentage, or specific part."""
    return {r["national_code"]: (r["duty_text"], r["ad_valorem_pct"] or r["ad_valorem_part_pct"], r["specific_part"])
            for r in tariff_files.rows(os.path.join(REFERENCE, "national_tariff_lines.csv")) if r["tariff"] == country}


def compare_extract(country, lines):
    """Every line of the extract is there, and says the same."""
    general = {l["code"]: l for l in lines if l["kind"] == "ordinary" and l["scope"] == "any"}
    wrong = 0
    for code, (text, pct, specific) in extract(country).items():
        l = general.get(code)
        if not l or (l["published"], l["specific"], Decimal(l["rate_pct"] or 0)) != (text, specific, Decimal(pct or 0)):
            print(country, code, "the extract says", text, "the import", l)
            wrong += 1
    return wrong


def main():
    wrong = 0
    lines, reasons, said = imported("USA")
    mine, left, counts = tariff_files.usa(REFERENCE, os.path.join(INPUT, "us_hts_part.csv"))
    wrong += compare("USA", mine, lines) + compare_extract("USA", lines)
    numbers = [int(n) for n in re.search(r"(\d+) rows have rates, (\d+) statistical .*, (\d+) are headings", said).groups()]
    if numbers != [counts["with rates"], counts["statistical"], counts["headings"]] or reasons != left:
        print("expected", counts, left, "found", said, reasons)
        wrong += 1
    if sum(numbers) != len(tariff_files.rows(os.path.join(INPUT, "us_hts_part.csv"))):
        print("rows lost:", said)
        wrong += 1
    lines, reasons, said = imported("GBR")
    wrong += compare("GBR", tariff_files.gbr(os.path.join(INPUT, "uk_tariff_part.csv")), lines)
    wrong += compare_extract("GBR", lines) + len(reasons)
    print("%d differ" % wrong)
    return 1 if wrong else 0


sys.exit(main())
