"""allowances.py - vectors of acts on the terms of agreements (modifications, allowances), of
reports and reviews: acts that follow those of conduct.py, what must be refused, and the
arithmetic of phase-ins.
"""
import datetime

import refused as r
import wire as w

JAN, LIMIT = r.JAN, 1 << 63
HASH = bytes(range(32))
MINED, PROCESSED, MANUFACTURED = 1, 2, 3


def modified_row(subject, stage, hs6="", floor_bp=0):
    return w.raw(1, subject) + w.num(2, stage) + w.raw(3, hs6) + w.num(4, floor_bp)


def notice(countries, finance, ways_and_means, out=(), in_=(), citation=""):
    return (w.each(1, countries) + w.num(2, finance) + w.num(3, ways_and_means) + w.each(4, out) +
            w.each(5, in_) + w.raw(6, citation))


def effect(notice_act, day, citation=""):
    return w.num(1, notice_act) + w.num(2, day) + w.raw(3, citation)


def product(subject, stage):
    return w.raw(1, subject) + w.num(2, stage)


def step(day, share_bp):
    return w.num(1, day) + w.num(2, share_bp)


GRAPHITE = product("graphite", MINED)
STEPS = (step(JAN, 4000), step(JAN + 365, 10000))


def phase_in(country="AUS", products=(GRAPHITE,), hs6=(), concern=1, countries=(), entities=0,
             steps=STEPS, citation="", kind=1, more=b""):
    return (w.raw(1, country) + w.num(2, kind) + w.each(3, products) + w.each(4, hs6) +
            w.num(5, concern) + w.each(6, countries) + w.num(7, entities) + w.each(8, steps) + more +
            w.raw(14, citation))


def comparable(judgement=1, judged=JAN, end=0, ceiling=0, kinds=(), steps=(), **more):
    tail = (w.num(9, judgement) + w.num(10, judged) + w.num(11, end) + w.num(12, ceiling) +
            w.packed(13, kinds))
    return phase_in(steps=steps, kind=2, more=tail, **more)


def report(kind, day, sha256):
    return w.num(1, kind) + w.num(2, day) + w.raw(3, sha256)


def review(kind, day, sha256, outcome):
    return w.num(1, kind) + w.num(2, day) + w.raw(3, sha256) + w.num(4, outcome)


def add_acts(register, registrars):
    """Numbers go on where `register` ends."""
    def add(name, kind, body):
        register.add(name, JAN + 110, kind, body, registrars=registrars)
        return len(register.acts)

    number = add("a modification of two agreements", "modification-notice", notice(
        ["AUS", "JPN"], JAN + 100, JAN + 101,
        out=[modified_row("graphite", MINED, "250410"), modified_row("graphite", PROCESSED)],
        in_=[modified_row("gallium", MINED), modified_row("lithium", MINED, "253090", 1500),
             modified_row("wind-turbine", MANUFACTURED, "850231")], citation="letter"))
    add("when it takes effect", "modification-effect", effect(number, JAN + 300, "note"))
    add("a phase-in of one product", "allowance", phase_in())
    add("a phase-in of all that may be said", "allowance", phase_in(
        "XEU", [GRAPHITE, product("permanent-magnet", MANUFACTURED)], ["250410", "850511"], 0,
        ["CHN", "RUS"], 1, (step(JAN, 0), step(JAN + 1, 1), step(JAN + 1826, 10000)), "letter"))
    add("comparable measures", "allowance", comparable(concern=0, entities=1))
    add("greater measures, with all that may be said", "allowance", comparable(
        2, JAN + 1, JAN + 1, 1500500000, (1, 2, 3, 4, 5, 6), citation="letter"))
    add("an annual report", "report", report(1, JAN + 365, HASH))
    add("a five-year review", "review", review(1, JAN + 1826, HASH, 0))
    add("a five-year review that would terminate", "review", review(1, JAN + 1826, HASH, 3))


def refused_acts(register):
    number, prev = len(register.acts) + 1, register.acts[-1]["id"]

    def act(name, kind, body, verdict):
        return name, w.signed_act(w.act(number, prev, JAN, kind, body), []), verdict

    def n(name, verdict=r.FIELD, countries=("AUS",), out=(modified_row("graphite", MINED),), days=JAN, **more):
        return act(name, "modification-notice", notice(countries, days, JAN, out, **more), verdict)

    def a(name, verdict=r.FIELD, **more):
        return act(name, "allowance", phase_in(**more), verdict)

    def c(name, verdict=r.FIELD, **more):
        return act(name, "allowance", comparable(**more), verdict)

    two = [modified_row("graphite", MINED, "250490"), modified_row("graphite", MINED, "250410")]
    return [
        n("notice for nobody", countries=()),
        n("notice for a desk", countries=("AUS.customs",)),
        n("countries of a notice out of order", r.NOT_CANONICAL, countries=("JPN", "AUS")),
        n("a country of a notice twice", r.NOT_CANONICAL, countries=("AUS", "AUS")),
        n("notice without a date", days=0),
        n("notice of nothing", out=()),
        n("a row of no stage", out=(modified_row("graphite", 0),)),
        n("a row of stage 4", out=(modified_row("graphite", 4),)),
        n("a row of no subject", out=(modified_row("Graphite", 1),)),
        n("a heading goes out", out=(modified_row("graphite", 1, "2504"),)),
        n("a floor of what goes out", out=(modified_row("graphite", 1, "250410", 1),)),
        n("rows out of order", r.NOT_CANONICAL, out=two),
        n("a row twice", r.NOT_CANONICAL, out=two[:1] * 2),
        n("stages out of order", r.NOT_CANONICAL, out=(modified_row("graphite", 2), modified_row("graphite", 1))),
        n("a floor above the largest", in_=(modified_row("graphite", 1, "250410", 1000001),)),
        n("a floor without a code", in_=(modified_row("graphite", 1, "", 1),)),
        n("an unknown field in a notice", r.UNKNOWN_FIELD, citation="x" * 2, in_=(
            modified_row("graphite", 1) + w.num(5, 1),)),
        act("effect of notice 0", "modification-effect", effect(0, JAN), r.FIELD),
        act("effect of a notice beyond 63 bits", "modification-effect", effect(LIMIT, JAN), r.FIELD),
        act("effect without a date", "modification-effect", effect(5, 0), r.FIELD),
        a("allowance of no kind", kind=0),
        a("allowance of kind 3", kind=3),
        a("allowance of no country", country="aus"),
        a("allowance for nothing", products=()),
        a("products out of order", r.NOT_CANONICAL, products=(product("graphite", 2), GRAPHITE)),
        a("a product twice", r.NOT_CANONICAL, products=(GRAPHITE, GRAPHITE)),
        a("a product of no stage", products=(product("graphite", 0),)),
        a("a code of 8 digits", hs6=("25041000",)),
        a("codes out of order", r.NOT_CANONICAL, hs6=("250490", "250410")),
        a("allowance toward nobody", concern=0),
        a("countries beside all of them", countries=("CHN",)),
        a("origins out of order", r.NOT_CANONICAL, concern=0, countries=("RUS", "CHN")),
        a("no step", steps=()),
        a("a step without a date", steps=(step(0, 10000),)),
        a("a share above the whole", steps=(step(JAN, 10001),)),
        a("steps out of order", r.NOT_CANONICAL, steps=(step(JAN + 1, 1), step(JAN, 10000))),
        a("two steps of one day", r.NOT_CANONICAL, steps=(step(JAN, 1), step(JAN, 10000))),
        a("a phase-in with a judgement", more=w.num(9, 1)),
        a("a phase-in with a ceiling", more=w.num(12, 1)),
        a("a phase-in with kinds of measures", more=w.packed(13, (1,))),
        a("a citation of 1025 bytes", citation="x" * 1025),
        c("comparable without a judgement", judgement=0),
        c("judgement 3", judgement=3),
        c("a judgement without a date", judged=0),
        c("a judgement that ends before it begins", end=JAN - 1),
        c("a ceiling below 0", ceiling=-1),
        c("comparable with a step", steps=STEPS),
        c("a measure of kind 0", kinds=(0,)),
        c("a measure of kind 7", kinds=(7,)),
        c("kinds out of order", r.NOT_CANONICAL, kinds=(2, 1)),
        act("report of no kind", "report", report(0, JAN, HASH), r.FIELD),
        act("report of kind 2", "report", report(2, JAN, HASH), r.FIELD),
        act("report without a date", "report", report(1, 0, HASH), r.FIELD),
        act("report without its text", "report", report(1, JAN, b""), r.FIELD),
        act("review of no kind", "review", review(0, JAN, HASH, 1), r.FIELD),
        act("review of kind 2", "review", review(2, JAN, HASH, 1), r.FIELD),
        act("review without a date", "review", review(1, 0, HASH, 1), r.FIELD),
        act("review with a hash of 31 bytes", "review", review(1, JAN, HASH[1:], 1), r.FIELD),
        act("review of outcome 4", "review", review(1, JAN, HASH, 4), r.FIELD),
    ]


def cases(register):
    return [{"name": n, "door": "act", "bytes": b, "verdict": v} for n, b, v in refused_acts(register)]


# --- arithmetic -------------------------------------------------------------


def shares():
    """The floor times the share, rounded up to a basis point."""
    out = []
    for floor in (1, 3, 750, 2499, 2500, 2501, 10000, 1000000):
        for share in (0, 1, 3333, 4000, 6667, 9999, 10000):
            whole, rest = divmod(floor * share, 10000)
            out.append({"floor_bp": floor, "share_bp": share, "step_bp": whole + (rest > 0)})
    return out


def five_years():
    """The last day on which a phase-in that begins on a day may end."""
    epoch, out = datetime.date(1970, 1, 1), []
    for y, m, d in ((2026, 1, 1), (2026, 3, 1), (2027, 2, 28), (2028, 2, 29), (2028, 3, 1), (2096, 2, 29),
                    (2095, 2, 28), (2026, 12, 31)):
        day = 28 if (m, d) == (2, 29) else d
        out.append({"begins_days": (datetime.date(y, m, d) - epoch).days,
                    "last_days": (datetime.date(y + 5, m, day) - epoch).days})
    return out
