"""The tariffs of the USA and the United Kingdom read a second time, in their own layouts, for join.py and
tariff_rows.py: standard library only, nothing of the C code.

A line is a dict with the names of our duty CSV: code, scope, origin, kind, measure, start, end, combination, rate_pct
(a Decimal or None), specific, published, citation.
"""
import collections
import csv
import os
import re
from decimal import Decimal

EDITIONS = {  # country: source, file, HS edition, first day, schedule
    "USA": ("usitc-hts", "us_hts_part.csv", "HS2022", "2025-11-07", "HTS file of 2025-11-07"),
    "GBR": ("ukgt-2020", "uk_tariff_part.csv", "HS2017", "2021-01-01",
            "UK Global Tariff as published 2020, in force 2021-01-01"),
}
PERCENT = r"(\d+(?:\.\d+)?)%"


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def duty(text):
    """(combination, rate in percent or None, specific part)"""
    if text == "Free":
        return "ad-valorem", Decimal(0), ""
    parts = text.split(" + ")
    rate = [Decimal(re.fullmatch(PERCENT, p).group(1)) for p in parts if re.fullmatch(PERCENT, p)]
    rest = [p for p in parts if not re.fullmatch(PERCENT, p)]
    for p in rest:
        if not re.fullmatch(r"(\$\d+(\.\d+)?|\d+(\.\d+)?¢)/\w+( on \w+ content)?|" + PERCENT + " on the value of .*", p):
            raise ValueError("not understood: " + text)
    if not rest:
        return "ad-valorem", rate[0], ""
    return ("plus", rate[0], " + ".join(rest)) if rate else ("specific", None, " + ".join(rest))


def line(code, text, start, **more):
    combination, rate, specific = duty(text)
    found = dict(code=code, scope="any", origin="", kind="ordinary", measure="", start=start, end="", published=text,
                 combination=combination, rate_pct=rate, specific=specific, citation="")
    found.update(more)
    return found


def spans(table, start):
    """Rows of a table in effect on or after the start, with their span cut to it."""
    for r in table:
        if not r["to"] or r["to"] >= start:
            yield r, {"start": max(r["from"], start), "end": r["to"], "citation": r["citation"]}


def special(text):
    """[(duty, symbol)]"""
    pairs = re.findall(r"([^()]+)\(([^)]*)\)", text)
    return [(d.strip(), s.strip()) for d, symbols in pairs for s in symbols.split(",")]


def us_code(number):
    digits = number.replace(".", "")
    return digits[:8] if digits[8:] == "00" else digits


def us_rows(path):
    """(row of the file, the three rates), and how many rows are headings and statistical: every row is one of them."""
    counts, found, open_rows = collections.Counter(), [], []
    for r in rows(path):
        indent, number = int(r["Indent"]), r["HTS Number"]
        rates = [r[c + " of Duty"].strip() for c in ("General Rate", "Special Rate", "Column 2 Rate")]
        open_rows = [o for o in open_rows if o[0] < indent]
        above = next((o for o in reversed(open_rows) if any(o[2])), None)
        open_rows.append((indent, number, rates))
        if any(rates):
            counts["with rates"] += 1
            found.append((number, rates))
        elif above and number.startswith(above[1]) and above[1]:
            counts["statistical"] += 1
        else:
            counts["headings"] += 1
    return found, counts


def usa(reference, path):
    """(lines, counts of what is left out by reason, counts of rows)"""
    start = EDITIONS["USA"][3]
    programmes, column2 = (rows(os.path.join(reference, t + ".csv")) for t in ("us_special_programs", "us_column2_countries"))
    found, counts = us_rows(path)
    lines, left = [], collections.Counter()
    for number, (general, specials, second) in found:
        code = us_code(number)
        lines.append(line(code, general, start))
        toward = {}
        for r, span in spans(column2, start):
            lines.append(line(code, second, scope="country", origin=r["alpha3"], **span))
        for text, symbol in special(specials):
            mine = [p for p in programmes if p["symbol"] == symbol]
            current = list(spans(mine, start))
            if not current:
                left["programme-ended" if mine else "programme"] += 1
            for p, span in current:
                where = {"scope": "country", "origin": p["country"]} if p["country"] else {}
                what = {"kind": "relief", "measure": symbol} if p["kind"] == "relief" else {}
                new = line(code, text, **where, **what, **span)
                new["published"] = "%s (%s)" % (text, symbol)
                toward.setdefault((new["origin"], new["measure"]), []).append(new)
                if what and not where:
                    for r, other in spans(column2, start):
                        toward[r["alpha3"], symbol] = [line(code, second, scope="country", origin=r["alpha3"], **what, **other)]
        lines += [min(mine, key=lambda l: l["rate_pct"]) for mine in toward.values()]
    for r in rows(os.path.join(reference, "us_section301_lines.csv")):
        lines.append(line(r["national_code"], "%s%%" % (Decimal(r["rate_bp"]) / 100), r["start"], scope="country", origin="CHN",
                          kind="additional", measure=r["heading"], published="", citation=r["citation"]))
    return lines, left, counts


def gbr(path):
    start, lines = EDITIONS["GBR"][3], []
    for r in rows(path):
        if "True" in (r["trade_remedy_applies"], r["cet_applies_until_trade_remedy_transition_reviews_concluded"], r["atq_applies"]):
            raise ValueError("the file has none of these")
        lines.append(line(r["commodity"], r["ukgt_duty_rate"], start))
        if r["suspension_applies"] == "True":
            text = "suspended: the rate is not in the file"
            lines.append(line(r["commodity"], r["ukgt_duty_rate"], start, kind="relief", measure="suspension",
                              combination="lower-of", specific=text, published=text))
    return lines


def read(reference, country):
    """The lines of the USA or GBR from the file beside the folder of reference tables."""
    path = os.path.join(reference, "..", "input", EDITIONS[country][1])
    return usa(reference, path)[0] if country == "USA" else gbr(path)
