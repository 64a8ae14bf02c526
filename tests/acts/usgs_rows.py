#!/usr/bin/env python3
"""Reads the USGS files a second time, independently of the importers, and compares every
quantity of every country: presence, figure as published, grams, year.

    usgs_rows.py PROGRAM TABLES INPUT
"""
import csv
import io
import re
import subprocess
import sys
from fractions import Fraction

PROGRAM, TABLES, INPUT = sys.argv[1:4]
FILES = {"mcs2025": "usgs_mcs2025_world_data.csv", "mcs2026": "usgs_mcs2026_part.csv"}
COLUMNS_2025 = [
    ("PROD_2023", "PROD_NOTES", "production", 2023),
    ("PROD_EST_ 2024", "PROD_NOTES", "production", 2024),
    ("CAP_2023", "CAP_NOTES", "capacity", 2023),
    ("CAP_EST_ 2024", "CAP_NOTES", "capacity", 2024),
    ("RESERVES_2024", "RESERVE_NOTES", "reserves", 2024),
]
GRAMS = {"metric tons": 10**6, "thousand metric tons": 10**9,
         "thousand metric dry tons": 10**9, "kilograms": 1000}
QUANTITIES = [("capacity", "presence", "capacity", "unit"),
              ("production", "production_presence", "production", "production_unit"),
              ("reserves", "reserves_presence", "reserves", "reserves_unit")]


def norm(text):
    return " ".join(text.split())


def table(name):
    with open(f"{TABLES}/{name}.csv", encoding="utf-8") as f:
        return [{k: norm(v) for k, v in row.items()} for row in csv.DictReader(f)]


SERIES = table("usgs_series")
ERRATA = table("usgs_errata")
NAMES = {row["usgs_label"]: row for row in table("usgs_country_names")}


def cells(layout):
    """(commodity, series, unit, section, country, measure, year, column, value, note)"""
    path = f"{INPUT}/{FILES[layout]}"
    if layout == "mcs2025":
        with open(path, encoding="utf-8-sig") as f:
            for r in csv.DictReader(f):
                for column, notes, measure, year in COLUMNS_2025:
                    yield (norm(r["COMMODITY"]), norm(r["TYPE"]), norm(r["UNIT_MEAS"]),
                           "world", norm(r["COUNTRY"]), measure, year, norm(column),
                           norm(r[column]), norm(r[notes]))
        return
    with open(path, encoding="cp1252") as f:
        for r in csv.DictReader(f):
            if r["Statistics"] in ("Production", "Capacity", "Reserves"):
                section = "world" if r["Section"].startswith("World") else "other"
                yield (norm(r["Commodity"]),
                       norm(r["Statistics"]) + "|" + norm(r["Statistics_detail"]),
                       norm(r["Unit"]), section, norm(r["Country"]),
                       r["Statistics"].lower(), int(r["Year"]), r["Year"],
                       norm(r["Value"]), "")


def meaning(value, note):
    """Presence and text; presence None: the cell says nothing."""
    if not value:
        word = note.split(" ")[0].upper()
        if word == "W":
            return "withheld", note
        if word in ("NA", "XX", "LARGE", "SMALL", "MODERATE", "VERY"):
            return "not-available", note
        return None, ""
    if value in ("\u2014", "0"):
        return "nil", value
    if value == "W":
        return "withheld", value
    if re.fullmatch(r"[<>]?[\d,]+(\.\d+)?", value):
        return "reported", value
    return "not-available", value


def plain(figure):
    return Fraction(figure.lstrip("<>").replace(",", ""))


def series_of(rows, commodity, series, unit, section, measure):
    """The row it is read as, and its factor; None: not used."""
    for s in rows:
        if (s["commodity"], s["series"], s["unit"], s["section"], s["measure"]) == (
                commodity, series, unit, section, measure):
            break
    else:
        return None
    if s["alias_of"]:
        for t in rows:
            if (t["commodity"], t["series"], t["measure"]) == (
                    commodity, s["alias_of"], measure) and not t["alias_of"]:
                return t
        return None
    return None if s["use"] == "none" else s


def erratum_of(layout, commodity, series, country, column):
    rows = [e for e in ERRATA if (e["layout"], e["commodity"], e["series"], e["column"])
            == (layout, commodity, series, column)]
    own = [e for e in rows if e["country"] == country]
    rows = own or [e for e in rows if e["country"] == "*"]
    return rows[0]["action"] if rows else ""


def expected(layout, all_cells, country):
    rows = [s for s in SERIES if s["layout"] == layout]
    best = {}
    for (commodity, series, unit, section, label, measure, year, column, value,
         note) in all_cells:
        if NAMES[label]["alpha3"] != country:
            continue
        s = series_of(rows, commodity, series, unit, section, measure)
        if not s:
            continue
        action = erratum_of(layout, commodity, series, label, column)
        presence, text = meaning(value, note)
        if action == "ignore" and presence:
            continue
        grams = Fraction(0)
        if presence == "reported":
            grams = plain(text) * int(s["factor_to_g"])
            if action.startswith("multiply"):
                grams *= int(action.split()[1])
        key = (";".join(sorted(s["minerals"].split(";"))), s["stage"], s["form"],
               s["basis"], "secondary" if s["use"] == "secondary" else "primary", measure)
        entry = (presence is not None, year, presence or "not-available", text, grams)
        if key not in best or entry[:2] > best[key][:2]:
            best[key] = entry
    return best


def found(layout, countries):
    """{country: {key: (year, presence, figure, grams)}}"""
    run = subprocess.run([PROGRAM, TABLES, "usgs-" + layout,
                          f"{INPUT}/{FILES[layout]}", *countries],
                         capture_output=True, check=True)
    out = {country: {} for country in countries}
    for r in csv.DictReader(io.StringIO(run.stdout.decode("utf-8"))):
        if r["country"] == "country":  # the header of the next one
            continue
        for measure, presence, figure, unit in QUANTITIES:
            # a capacity that no series gives has neither figure nor unit
            if not r[presence] or (measure == "capacity" and not r[unit]):
                continue
            grams = Fraction(0)
            if r[presence] == "reported":
                grams = plain(r[figure]) * GRAMS[r[unit]]
            key = (r["subjects"], r["stage"], r["form"], r["basis"], r["use"], measure)
            assert key not in out[r["country"]], key
            out[r["country"]][key] = (int(r["reference_year"]), r[presence], r[figure],
                                      grams)
    return out


def main():
    compared = differ = 0
    for layout in FILES:
        all_cells = list(cells(layout))
        countries = sorted({n["alpha3"] for n in NAMES.values() if n["alpha3"]})
        all_found = found(layout, countries)
        for country in countries:
            want, got = expected(layout, all_cells, country), all_found[country]
            for key in sorted(set(want) | set(got)):
                compared += 1
                w, g = want.get(key), got.get(key)
                # the year of a cell that says nothing is that of the review it joined
                if w and g and w[2:] == g[1:] and (not w[0] or w[1] == g[0]):
                    continue
                differ += 1
                print(layout, country, key, "expected", w, "found", g)
    print(f"{compared} quantities compared, {differ} differ")
    return 1 if differ or compared < 1000 else 0


sys.exit(main())
