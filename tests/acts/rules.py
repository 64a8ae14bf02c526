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


def bear_on(lines, hs6, origin, counts):
    """Would one of these lines, in effect, have borne on the finding?  `origin` None: of any scope."""
    kinds = counts | {"ordinary", "relief"}
    return any(l.code.startswith(hs6) and l.kind in kinds and (origin is None or origin.fits(l)) for l in lines)


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


# ---- allowances ------------------------------------------------------------------------------------------------

# products: {(subject, stage)}; codes: {hs6}, empty for all; origins: {"CHN", "concern", "entities"}
PhaseIn = collections.namedtuple("PhaseIn", "products codes origins steps")  # steps: [(day, share in bp)]
Comparable = collections.namedtuple("Comparable", "products codes origins judged end ceiling kinds")
OwnMeasure = collections.namedtuple("OwnMeasure", "kind minerals derivatives codes origins start end volume counts")


def add_years(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def reaches(origins, origin):
    return origin in origins or (origin != "entities" and "concern" in origins)


def names(allowance, product, code, origin):
    return product in allowance.products and (not allowance.codes or code in allowance.codes) and \
        reaches(allowance.origins, origin)


def void_phase_ins(phase_ins, in_force, world):
    """{index: reason}; `in_force`: the day of the one entry into force, or None; `world`: every (product, code, origin)."""
    void, kept = {}, []
    for i, p in sorted(enumerate(phase_ins), key=lambda x: (x[1].steps[0][0], x[0])):
        shares, begin, end = [s for _, s in p.steps], p.steps[0][0], p.steps[-1][0]
        if shares != sorted(shares) or shares[-1] != 10000:
            void[i] = "steps"
        elif in_force and begin > in_force:
            void[i] = "late-start"
        elif any(end > add_years(q.steps[0][0], 5) for q in kept + [p]
                 if any(names(p, *x) and names(q, *x) for x in world)):
            void[i] = "five-years"
        else:
            kept.append(p)
    return void


def share_due(d, phase_ins, product, code, origin):
    """Of the valid ones: the highest share of a last step; 10000 when none has begun."""
    shares = [max((day, s) for day, s in p.steps if day <= d)[1] for p in phase_ins
              if p.steps[0][0] <= d and names(p, product, code, origin)]
    return max(shares, default=10000)


def step(floor, share):
    return -(-floor * share // 10000)


def measures_answer(d, comparables, measures, product, code, origin):
    """What measures instead of rates say: (status, reason) or None."""
    judged = [(c.judged, i, c) for i, c in enumerate(comparables) if c.judged <= d and names(c, product, code, origin)]
    if not judged or (max(judged)[2].end and max(judged)[2].end < d):
        return None
    c = max(judged)[2]
    said = set()
    for m in measures:
        sort = m.derivatives if product[1] == "manufactured" else m.minerals
        if not m.counts or not sort or m.start > d or (m.end and m.end < d) or (m.codes and code not in m.codes) or \
                not reaches(m.origins, origin) or m.kind not in c.kinds | {"prohibition", "quota"}:
            continue
        if m.kind != "quota" or (m.volume and (not c.ceiling or m.volume <= c.ceiling)):
            return "comparable", "comparable-measure"
        said.add("quota-above-ceiling" if m.volume else "quota-without-volume")
    return ("deficient", min(said)) if said else None


def b1_with_allowances(by_floor, floor, share, by_measures):
    """`by_floor(f)`: b1_answer against that floor."""
    if not floor:
        return "met", "floor-zero"
    answer = by_floor(floor)
    if answer[0] == "met":
        return answer
    if share < 10000:
        answer = by_floor(step(floor, share))
        answer = {"at-or-above-floor": ("phasing-in", "at-or-above-step"),
                  "below-floor": ("deficient", "below-step")}.get(answer[1], answer)
    if by_measures and (by_measures[0] == "comparable" or answer[0] != "phasing-in"):
        return by_measures
    return answer


# ---- what stands -----------------------------------------------------------------------------------------------

# An entry of a feed.  `names`: places (author, seq) that it corrects or retracts, a wrong id left out.  `batch`: (name,
# part, parts).  `roles`: {country: role} at its act.  `known`: read and held by who asks.  `rows` as its kind has them.
Post = collections.namedtuple(
    "Post", "author seq time kind audience about names batch roles known rows", defaults=((), None, None, True, ()))
Terms = collections.namedtuple("Terms", "desk after kinds audiences said")  # kinds None: withdrawn; said: country's seq


def country_of(author):
    return author.split(".")[0]


def place(post):
    return post.author, post.seq


def within_terms(p, terms):
    """M4.16: may the author have written it, by what its country says of its desks?"""
    if "." in p.author:
        held = [t for t in terms if t.desk == p.author and t.after < p.seq]
        if not held or held[-1].kinds is None:
            return False
        return p.kind == "retraction" or (p.kind in held[-1].kinds and p.audience in held[-1].audiences)
    for desk in {t.desk for t in terms if country_of(t.desk) == p.author}:
        said = [t for t in terms if t.desk == desk and t.said < p.seq]
        if said and said[-1].kinds is not None and p.kind in said[-1].kinds:
            return False
    return True


def may_remove(by, of):
    """M7.19"""
    if of.kind == "retraction" or by.kind not in ("retraction", of.kind):
        return False
    return by.author == of.author or ("." in of.author and by.author == country_of(of.author))


class Standing:
    """Which of the entries stand, which are removed, which bodies are missing."""

    def __init__(self, posts, terms=()):
        inside = [p for p in posts if within_terms(p, terms)]
        self.missing = [p for p in inside if not p.known]
        known = [p for p in inside if p.known]
        parts = collections.defaultdict(set)
        for p in known:
            if p.batch:
                parts[p.author, p.kind, p.batch[0], p.batch[2]].add(p.batch[1])
        whole = [p for p in known
                 if not p.batch or len(parts[p.author, p.kind, p.batch[0], p.batch[2]]) == p.batch[2]]
        self.removers = gone = {}  # the first by place of each
        for by in sorted(whole, key=place):
            for o in whole:
                if place(o) in by.names and may_remove(by, o):
                    gone.setdefault(place(o), by)
        self.standing = [p for p in whole if place(p) not in gone]
        self.removed = [p for p in whole if place(p) in gone]

    def stands(self, kind):
        return [p for p in self.standing if p.kind == kind]

    def gone(self, kind):
        return [p for p in self.removed if p.kind == kind]

    def evidence(self, posts, removed):
        """Those that a finding rests on, with what was taken back, and by what; in order of place, each once."""
        found = {place(p): p for p in list(posts) + list(removed) + [self.removers[place(p)] for p in removed]}
        return [found[at] for at in sorted(found)]


# ---- (b)(2) meetings -------------------------------------------------------------------------------------------

Meeting = collections.namedtuple("Meeting", "name held regular record")  # record: countries, None: none yet


def b2_meeting(meeting, country, said):
    if meeting.record is None:
        return "not-due", "no-record"
    if meeting.name not in said:
        return "no-data", "no-attendance"
    if said[meeting.name] != (country in meeting.record):
        return "deficient", "disputed"
    return ("met", "attended") if said[meeting.name] else ("deficient", "missed")


def b2_answers(d, country, certified, f0, ended, meetings, said, may_miss):
    """One answer a meeting that counts, in order; `said`: {meeting: bool} of what stands; the dates or None."""
    if f0 is None or certified is None:
        return [("not-due", "no-meeting")]
    first = max(d - 364 * DAY, certified, f0)
    held = sorted((m for m in meetings if m.regular and first <= m.held <= d and not (ended and m.held >= ended)),
                  key=lambda m: m.held)
    found = [b2_meeting(m, country, said) for m in held]
    if ("met", "attended") in found:
        for i, answer in enumerate(found):
            if answer == ("deficient", "missed") and may_miss > 0:
                found[i], may_miss = ("met", "miss-allowed"), may_miss - 1
    return found or [("not-due", "no-meeting")]


# ---- (b)(5) measures -------------------------------------------------------------------------------------------

Measure = collections.namedtuple(
    "Measure", "id kind minerals derivatives codes countries concern entities cited hashed start end published")


def b5_covers(measures, origin, covered):
    """`covered`: {"minerals": HS6, "derivatives": HS6}."""
    for sort, codes in covered.items():
        found = [m for m in measures if getattr(m, sort) and (
            origin is None or (m.entities if origin == "entities" else m.concern or origin in m.countries))]
        listed = {c for m in found for c in m.codes}
        if not any(not m.codes for m in found) and not (codes and set(codes) <= listed):
            return False
    return True


def b5_answer(d, measures, kind, origin, covered):
    """(status, reason, flags, cited); `measures`: those that stand, in order, a later one of an id in the place of the
    former."""
    newest = {m.id: m for m in measures}
    begun = [m for m in newest.values() if m.kind == kind and m.start <= d]
    current = [m for m in begun if m.end is None or d <= m.end]
    if not begun:
        return "no-data", "no-measure", set(), []
    for status, reason, sieve in (("met", "enacted", [m for m in current if m.cited and m.hashed]),
                                  ("deficient", "without-hash", [m for m in current if m.cited]),
                                  ("deficient", "uncited", current), ("deficient", "ended", begun)):
        if b5_covers(sieve, origin, covered):
            break
    else:
        status, reason = "deficient", "too-narrow"
    cited = begun
    if reason == "enacted":
        cited = [m for m in sieve if origin is None
                 or (m.entities if origin == "entities" else m.concern or origin in m.countries)]
    late = {"published-late"} if any(m.published > m.start for m in cited) else set()
    return status, reason, late | {"self-declared"}, cited


# ---- (b)(5)(A) alerts ------------------------------------------------------------------------------------------

OUTCOMES = ("confirmed", "refuted", "closed")
Policy = collections.namedtuple("Policy", "witnesses ack outcome late", defaults=(2, 2, 30, 365))


def in_words(policy):
    """M3.20: days of 0 stand for the default."""
    return Policy(policy.witnesses, policy.ack or 2, policy.outcome or 30, policy.late or 365)


# kind: ack or outcome; named: the country
Clock = collections.namedtuple("Clock", "kind named status reason measured required corrected evidence")


class Alerts:
    """The alerts of a position at D.  `agreement(country, day)`: "certified", "in-force" or None; `territory(country)`;
    `members`: countries enrolled so; `steps`: {witness: [(time, {feed: seq})]}."""

    def __init__(self, d, standing, policy, agreement, territory, members, steps):
        self.d, self.standing, self.policy, self.agreement = d, standing, in_words(policy), agreement
        self.territory, self.members, self.steps = territory, members, steps

    def day(self, p):
        """M7.20"""
        steps = {w: [(time, heads.get(p.author, 0)) for time, heads in said] for w, said in self.steps.items()}
        others = [m for m in self.members if m != country_of(p.author)]
        w = witnessed(p.seq, steps, others, self.policy.witnesses)
        return w and max(w, p.time.date())

    def counts_for(self, alert, named):
        w = self.day(alert)
        if w is None or w > self.d or self.agreement(country_of(alert.author), w) != "in-force":
            return False
        roles = [alert.roles.get(c) for c in (named, self.territory(named)) if c]
        reads = "member" in roles or ("candidate" in roles and alert.audience == "public")
        return reads and self.agreement(named, w) is not None

    def answers(self, alert, named, posts):
        """Responses to the alert for the country among these."""
        return [p for p in posts if p.kind == "response" and p.rows[1] == place(alert)
                and p.about in (named, self.territory(named))]

    def clock(self, alert, named, kind):
        mine = [p for p in self.answers(alert, named, self.standing.standing) if kind == "ack" or p.rows[0] in OUTCOMES]
        days = sorted((self.day(p), place(p), p) for p in mine if self.day(p) and self.day(p) <= self.d)
        first = days[0][0] if days else None
        last = self.day(alert) + getattr(self.policy, kind) * DAY
        if first is None:
            status, reason = ("not-due", "open") if self.d <= last else ("deficient", "overdue")
        elif first <= last:
            status, reason = "met", "in-time"
        else:
            still = (self.d - first).days <= self.policy.late
            status, reason = ("deficient", "late") if still else ("met", "late-past")
        measured = "%s=1:%d" % place(alert) + (", %s" % first if first else "")
        gone = self.answers(alert, named, self.standing.removed)
        return Clock(kind, named, status, kind + "-" + reason, measured, last, bool(gone),
                     self.standing.evidence([alert] + [p for _, _, p in days[:1]], gone))

    def clocks(self, country):
        """All that are findings about the country; None: a body is missing."""
        for p in self.standing.missing:
            own = country_of(p.author)
            if p.kind in ("alert", "retraction") or (p.kind == "response" and (
                    own in (country, self.territory(country)) or self.territory(own) == country)):
                return None
        return [self.clock(a, named, kind) for a in self.standing.stands("alert") for named in a.rows
                if country in (named, self.territory(named)) or named == self.territory(country)
                if self.counts_for(a, named) for kind in ("ack", "outcome")]
