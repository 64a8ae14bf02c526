"""The rules of applied rates, reviews and agreements once more, in Python, for join.py and random_scenarios.py.

Written from the words of PROTOCOL.md 7, with nothing of the C code: standard library only.  Small inputs, no speed.
"""
import collections
import datetime

OPEN = float("inf")  # no upper bound; only compared, never computed with
DAY = datetime.timedelta(days=1)

Line = collections.namedtuple(
    "Line", "edition code kind measure scope origin start end low high claim", defaults=(None, None))


def in_effect(line, d):
    return line.start <= d and (line.end is None or d <= line.end)


class Origin:
    """Where goods come from and what that makes them."""

    def __init__(self, name, concern=False, member=False, entity=False):
        self.name, self.concern, self.member, self.entity = name, concern, member, entity

    def fits(self, line):
        """0: the line is not about such goods; else the more specific, the higher."""
        ranks = {"any": 1, "members": 2 if self.member else 0, "concern": 3 if self.concern else 0,
                 "entities": 5 if self.entity else 0, "country": 4 if line.origin == self.name else 0}
        return ranks[line.scope]


def leaves(lines, prefixes, counts):
    """Codes under the prefixes: ordinary-duty codes without a longer one below them, and longer codes of other lines
    that count and of relief lines."""
    under = [l for l in lines if any(l.code.startswith(p) for p in prefixes)]
    ordinary = {l.code for l in under if l.kind == "ordinary"}
    found = {c for c in ordinary if not any(o != c and o.startswith(c) for o in ordinary)}
    for l in under:
        if l.kind in counts | {"relief"} and l.code not in ordinary and any(l.code.startswith(o) for o in ordinary):
            found.add(l.code)
    return sorted(found)


def winners(lines, leaf, origin):
    """The winning line of each (kind, measure)."""
    best = {}
    for l in lines:
        rank = (origin.fits(l), len(l.code), l.start)
        key = (l.kind, l.measure)
        if rank[0] and leaf.startswith(l.code) and (key not in best or rank > best[key][0]):
            best[key] = (rank, l)
    return [l for _, l in best.values()]


def total(lines):
    """(lowest, highest, lowest claimed, highest claimed) of a sum of lines."""
    sums = [0, 0, 0, 0]
    for l in lines:
        claim = (l.low, l.high) if l.claim is None or l.low == l.high else (l.claim, l.claim)
        for i, v in enumerate((l.low, l.high) + claim):
            sums[i] = OPEN if OPEN in (sums[i], v) else sums[i] + v
    return tuple(sums)


def rates(lines, leaf, origin, counts):
    """The sums of a leaf: plain, and under each relief, which stands in the place of the ordinary duty."""
    won = winners(lines, leaf, origin)
    plain = [l for l in won if l.kind in counts]
    sums = [total(plain)] if won else []
    if "ordinary" in counts:
        rest = [l for l in plain if l.kind != "ordinary"]
        sums += [total(rest + [r]) for r in won if r.kind == "relief"]
    return sums


def against(rate, floor):
    """0 below the floor, 1 not comparable, 2 at least."""
    for low, high in (rate[:2], rate[2:]):
        if low >= floor:
            return 2
        if high < floor:
            return 0
    return 1


def b1_answer(lines, prefixes, floors, origins, counts):
    """(status, reason); `floors(leaf)` are those that a leaf is held against."""
    answers = [against(rate, floor) for leaf in leaves(lines, prefixes, counts) for floor in floors(leaf)
               for origin in origins for rate in rates(lines, leaf, origin, counts)]
    if not answers:
        return "no-data", "no-line"
    return (("deficient", "below-floor"), ("no-data", "not-comparable"), ("met", "at-or-above-floor"))[min(answers)]


B4_COUNTS = {"ordinary", "additional", "safeguard", "other"}


def b4_answer(lines, prefixes, partner, holds=lambda leaf: True):
    found = [rate for leaf in leaves(lines, prefixes, B4_COUNTS) if holds(leaf)
             for rate in rates(lines, leaf, partner, B4_COUNTS)]
    if not found:
        return "no-data", "no-line"
    return ("met", "free") if max(rate[1] for rate in found) == 0 else ("deficient", "not-free")


# ---- reviews ---------------------------------------------------------------------------------------------------

Review = collections.namedtuple("Review", "when seq subjects stage presence rest witnessed")


def b3_answer(d, mineral, stage, reviews, is_critical_on, most_days):
    own = [r for r in reviews if mineral in r.subjects and r.stage == stage and r.when <= d]
    rest = [r for r in reviews if r.rest and r.when <= d and is_critical_on(mineral, r.when)]
    if not own and not rest:
        return "no-data", "no-review"
    newest = max((r.when, r.seq) for r in own or rest)
    rows = [r for r in own or rest if (r.when, r.seq) == newest]
    said = {r.presence for r in rows}
    if "withheld" in said:
        return "deficient", "withheld"
    if not said & {"reported", "nil"}:
        return "no-data", "not-available"
    start = min(rows[0].when, rows[0].witnessed or rows[0].when)
    if (d - start).days > most_days:
        return "deficient", "stale"
    if not own:
        return "met", "nil-for-rest"
    return "met", "reviewed" if "reported" in said else "nil"


def witnessed(seq, steps, members, m):
    """UTC date of the m-th of the members' first times; `steps`: {author: [(time, seq listed or 0)]} in feed order."""
    firsts = []
    for author in members:
        latest, first = None, None
        for time, listed in steps.get(author, ()):
            if latest is not None and time < latest:
                continue  # below that feed's previous time
            latest = time
            if listed >= seq and (first is None or time < first):
                first = time
        if first is not None:
            firsts.append(first)
    m = min(m, len(members))
    return sorted(firsts)[m - 1].date() if m and len(firsts) >= m else None


# ---- agreements ------------------------------------------------------------------------------------------------

Certification = collections.namedtuple("Certification", "country certified")
Resolution = collections.namedtuple("Resolution", "kind certification enacted notice")
Entry = collections.namedtuple("Entry", "country certification in_force")


def earliest(certification, resolutions):
    """The day on which the agreement may enter into force; None: disapproved."""
    mine = [r for r in resolutions if r.certification is certification and r.notice == certification.certified]
    start, last = certification.certified, certification.certified + 90 * DAY
    days = [r.enacted for r in mine if r.kind == "approval" and r.enacted >= start]
    if not any(r.kind == "disapproval" and start <= r.enacted <= last for r in mine):
        days.append(last + DAY)
    return min(days) if days else None


def valid_entries(entries, resolutions):
    """Those in effect, by country: one each, because nobody withdraws here."""
    found = {}
    for e in sorted(entries, key=lambda e: e.in_force):
        first = e.certification.country == e.country and earliest(e.certification, resolutions)
        if first and e.in_force >= first and e.country not in found:
            found[e.country] = e
    return found
