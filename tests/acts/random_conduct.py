"""Random scenarios of meetings, measures, alerts and what is taken back, for random_scenarios.py."""
import datetime

import rules

D0 = datetime.date(2026, 3, 1)
DAY = rules.DAY


def noon(day, hours=12):
    return datetime.datetime(day.year, day.month, day.day) + datetime.timedelta(hours=hours)


class World:
    """The text of a scenario, and what it means to rules.py."""

    def __init__(self, territory=None):
        self.text, self.seq, self.posts, self.steps, self.terms = [], {}, [], {}, []
        self.roles, self.lives, self.territories = {}, {}, territory or {}

    def territory(self, country):
        return self.territories.get(country)

    def say(self, *lines):
        self.text += lines

    def enrol(self, role, *countries):
        self.roles.update((c, role) for c in countries)
        self.say("enrol 2025-01-02 %s %s" % (role, " ".join(sorted(countries))))

    def members(self):
        return [c for c, role in self.roles.items() if role == "member"]

    def next_seq(self, author):
        self.seq[author] = self.seq.get(author, 1) + 1  # the first entry of a feed names its keys
        return self.seq[author]

    def post(self, line, below=(), **fields):
        """Writes an entry; its name is eN."""
        author = fields["author"]
        p = rules.Post(seq=self.next_seq(author), roles=dict(self.roles), **fields)
        self.posts.append(p)
        self.say(line + " as e%d" % len(self.posts), *("  " + b for b in below))
        return p

    def name(self, p):
        return "e%d" % (self.posts.index(p) + 1)

    def names(self, posts):
        places = [rules.place(p) for p in self.posts]
        return ",".join("e%d" % (places.index(rules.place(p)) + 1) for p in posts) or "none"

    def witness(self, author, time, seen):
        heads = {f: self.seq[f] for f in seen if f in self.seq and f != author}
        if heads:
            self.next_seq(author)
            self.steps.setdefault(author, []).append((time, heads))
            self.say("witness %s %sZ sees %s" % (author, time.isoformat(), " ".join(sorted(heads))))

    def desk(self, country, time, desk, kinds, audiences):
        """kinds None: withdrawn"""
        said = self.next_seq(country)
        self.terms.append(rules.Terms(desk, self.seq.get(desk, 0), kinds, audiences, said))
        words = ["withdrawn"] if kinds is None else [k + "s" for k in kinds] + list(audiences)
        self.say("desk %s %s %s %s" % (country, time.date(), desk, " ".join(words)))

    def agreement(self, country, day):
        """The state of agreements, each (certified, in force or None, withdrawn or None), in order."""
        if country == "USA":
            days = [f for life in self.lives.values() for _, f, _ in life if f]
            return "in-force" if days and min(days) <= day else None
        life = self.lives.get(self.territory(country) or country, ())
        if any(f and f <= day and not (end and end <= day) for _, f, end in life):
            return "in-force"
        last = max((end for _, f, end in life if f and f <= day and end), default=None)
        return "certified" if any(c <= day and (last is None or c >= last) for c, _, _ in life) else None

    def admit(self, country, day):
        self.lives.setdefault(country, []).append((day - 91 * DAY, day, None))
        self.say("admit %s %s" % (day, country))

    def certify(self, country, day):
        self.lives.setdefault(country, []).append((day, None, None))
        self.say("certify %s %s" % (day, country))

    def withdraw(self, country, day):
        c, f, _ = self.lives[country].pop()
        self.lives[country].append((c, f, day))
        self.say("withdraw %s %s" % (day, country))


# ---- what is taken back ----------------------------------------------------------------------------------------


def take_back(r, world, kind, author):
    """An entry of the kind that this one corrects, or nothing: (words, places)."""
    named = [p for p in world.posts if p.kind != "retraction" and (p.kind == kind or r.random() < 0.1)
             and (p.author == author or r.random() < 0.2)]
    if not named or r.random() > 0.25:
        return "", ()
    p, wrong = r.choice(named), r.random() < 0.1
    return " corrects " + world.name(p) + "!" * wrong, () if wrong else (rules.place(p),)


def retract(r, world, author, day):
    named = [p for p in world.posts if p.author == author or r.random() < 0.3]
    if named:
        p, wrong = r.choice(named), r.random() < 0.1
        world.post("retract %s %s %s" % (author, day, world.name(p) + "!" * wrong), author=author, time=noon(day),
                   kind="retraction", audience="public", about=author, names=() if wrong else (rules.place(p),))


def corrected(removed):
    return "flag corrected" if removed else "no-flag corrected"


# ---- (b)(2) ----------------------------------------------------------------------------------------------------


def attendance(r, world, author, meetings):
    words, names = take_back(r, world, "attendance", author)
    rows = {m.name: (author in (m.record or ())) != (r.random() < 0.15)
            for m in r.sample(meetings, r.randint((len(meetings) + 1) // 2, len(meetings)))}
    world.post("attendance %s 2026-06-01%s" % (author, words),
               ["%s %s" % (m, "yes" if y else "no") for m, y in rows.items()], author=author, time=noon(datetime.date(2026, 6, 1)), kind="attendance", audience="public", about=author,
               names=names, rows=rows)


def meeting_facts(r, world):
    """Meetings, the last record of each, and the days around which something changes."""
    meetings = []
    for n in range(r.choice((1, 2, 3, 4, 5))):
        held = D0 + r.choice((-100, 0, 5, r.randint(0, 250), r.randint(0, 250))) * DAY
        regular = r.random() < 0.9
        world.say("meeting %s %sas m%d" % (held, "" if regular else "irregular ", n))
        meetings.append(rules.Meeting("m%d" % n, held, regular, None))
    for n in list(range(len(meetings))) * 2:
        if r.random() < 0.7:
            there = sorted(c for c in ("AUS", "JPN", "USA") if r.random() < 0.5)
            world.say("meeting-record 2026-12-01 m%d %s" % (n, " ".join(there)))
            meetings[n] = meetings[n]._replace(record=there)
    return meetings


def b2_expect(world, meetings, may_miss, ended, d):
    standing = rules.Standing(world.posts)
    f0 = min((f for life in world.lives.values() for _, f, _ in life if f and f <= d), default=None)
    ended = ended if ended and ended <= d else None
    world.say("at %s" % d)
    for country in ("AUS", "JPN", "USA"):
        said, gone = {}, [p for p in standing.gone("attendance") if p.about == country and "m0" in p.rows]
        for p in standing.stands("attendance"):
            said.update(p.rows if p.about == country else {})
        certified = max((c for c, _, _ in world.lives.get(country, ()) if c <= d), default=None)
        since = f0 if country == "USA" else certified
        answers = rules.b2_answers(d, country, since, f0, ended, meetings, said, may_miss)
        for answer in sorted(set(answers)):
            world.say("expect-count %s b2 %s %s %d" % (country, *answer, answers.count(answer)))
        if len(answers) == 1:
            flagged = ""
            if len(meetings) == 1 and answers[0][1] != "no-meeting":
                word = [p for p in standing.stands("attendance") if p.about == country and "m0" in p.rows][-1:]
                rests = standing.evidence([] if answers[0][1] == "no-record" else word, gone)
                flagged = "%s evidence %s" % (corrected(gone), world.names(rests))
            world.say("expect %s b2 %s %s count 1 %s" % (country, *answers[0], flagged))


def meeting_scenario(r):
    world, may_miss, ended = World(), r.choice((0, 1, 1, 2)), None
    world.enrol("member", "AUS", "JPN", "USA")
    world.admit("AUS", D0 + r.choice((-200, -20, 0, 20)) * DAY)
    if r.random() < 0.7:
        world.certify("JPN", D0 + r.randint(-60, 60) * DAY)
    if r.random() < 0.3:
        world.withdraw("AUS", D0 + r.randint(30, 90) * DAY)
    if r.random() < 0.3:
        world.certify("AUS", D0 + r.randint(91, 120) * DAY)
    meetings = meeting_facts(r, world)
    if r.random() < 0.2:
        ended = max(f for life in world.lives.values() for _, f, _ in life if f) + r.randint(1, 150) * DAY
        world.say("terminate %s" % ended)
    world.say("policy 2025-01-02 meetings_may_miss %d" % may_miss)
    for _ in range(r.randint(1, 5)):
        author = r.choice(("AUS", "AUS", "JPN", "USA"))
        if r.random() < 0.2:
            retract(r, world, author, datetime.date(2026, 7, 1))
        else:
            attendance(r, world, author, meetings)
    last = max(m.held for m in meetings)
    days = [m.held + n * DAY for m in meetings for n in (-1, 0, 364, 365)] + [last, last, last + 100 * DAY]
    days += [c + n * DAY for life in world.lives.values() for c, _, _ in life for n in (-1, 0)]
    for d in [last + 1 * DAY] + r.sample(days, 4):
        b2_expect(world, meetings, may_miss, ended, d)
    return world.text


# ---- (b)(5) measures -------------------------------------------------------------------------------------------

COVERED = {"minerals": ("250410", "380190"), "derivatives": ("850511",)}
SORTS = {"enforcement": "b5a", "screening": "b5b", "remedies": "b5c"}


def measure_row(r, published):
    start = D0 + r.choice((-300, -1, 0, 1)) * DAY
    end = r.choice((None, None, None, max(start, D0 - DAY), max(start, D0)))
    codes = sorted(r.sample(("250410", "380190", "850511"), r.randint(1, 3))) if r.random() < 0.3 else []
    toward = r.choice((None, ["CHN"], ["RUS"], ["CHN", "RUS"]))
    m = rules.Measure("m%d" % r.randint(1, 6), r.choice(tuple(SORTS) * 3 + ("other",)), r.random() < 0.9,
                      r.random() < 0.9, codes, toward or [], not toward and r.random() < 0.7, r.random() < 0.7,
                      r.random() < 0.85, r.random() < 0.85, start, end, published)
    words = [m.id, m.kind] + ["minerals"] * m.minerals + ["derivatives"] * m.derivatives
    words += ["codes", ",".join(codes)] if codes else []
    words += ["toward", ",".join(toward)] if toward else ["concern"] if m.concern else []
    words += ["entities"] * m.entities + ["uncited"] * (not m.cited) + ["without-hash"] * (not m.hashed)
    words += ["from", str(start)] + (["to", str(end)] if end else [])
    return m, " ".join(words)


def publish_measures(r, world):
    day = D0 + r.choice((-310, -2, -1, 0, 1, 2)) * DAY
    found = {m.id: (m, row) for m, row in (measure_row(r, day) for _ in range(r.randint(2, 8)))}
    words, names = take_back(r, world, "measure", "AUS")
    world.post("measure AUS %s%s" % (day, words), [row for _, row in found.values()], author="AUS", time=noon(day),
               kind="measure", audience="public", about="AUS", names=names, rows=[m for m, _ in found.values()])


def measure_scenario(r):
    world, concern = World(), r.choice((("CHN",), ("CHN", "RUS")))
    world.say("tables 2025-01-01", "  mineral graphite", "  hs6 graphite mined 250410",
              "  hs6 graphite processed 380190", "  select permanent-magnet core 85051100 25 %", *("  concern %s" % c for c in concern))
    world.enrol("member", "AUS", "JPN")
    world.admit("AUS", datetime.date(2025, 6, 1))
    for _ in range(r.randint(1, 4)):
        if world.posts and r.random() < 0.25:
            retract(r, world, "AUS", D0)
        else:
            publish_measures(r, world)
    standing = rules.Standing(world.posts)
    rows = [m for p in standing.stands("measure") for m in p.rows]
    gone = [(m, p) for p in standing.gone("measure") for m in p.rows]
    for d in (D0, D0 + r.choice((-1, 1)) * DAY):
        world.say("at %s" % d)
        for kind, criterion in SORTS.items():
            removed = [p for m, p in gone if m.kind == kind and m.start <= d]
            for origin in (concern + ("entities",) if criterion == "b5c" else (None,)):
                status, reason, flags, cited = rules.b5_answer(d, rows, kind, origin, COVERED)
                posts = [p for p in standing.stands("measure") if any(m is c for m in p.rows for c in cited)]
                line = "expect AUS %s %s %s%s %s evidence %s" % (
                    criterion, status, reason, " toward " + origin if origin else "", corrected(removed),
                    world.names(standing.evidence(posts, removed)))
                for flag in ("published-late", "self-declared"):
                    world.say("%s %sflag %s" % (line, "" if flag in flags else "no-", flag))
    return world.text


# ---- (b)(5)(A) alerts ------------------------------------------------------------------------------------------

NAMED = ("AUS", "DEU", "GBR", "KOR", "USA", "XEU")
FEEDS = ("AUS", "AUS.customs", "CAN", "DEU", "GBR", "JPN", "JPN.customs", "KOR", "USA", "XEU")
STATES = ("acknowledged", "investigating") + rules.OUTCOMES
CLOCKS = [("not-due", "open"), ("deficient", "overdue"), ("met", "in-time"), ("deficient", "late"),
          ("met", "late-past")]


def random_time(r, most=50):
    return noon(D0, 24 * r.choice((0, 1, 2, 3, r.randint(0, most), r.randint(0, most))) + r.randint(0, 23))


def options(r, world, kind, author):
    """(words, fields) of an alert or a response."""
    words, names = take_back(r, world, kind, author)
    fields = {"author": author, "kind": kind, "audience": "public", "names": names}
    if r.random() < 0.15 and author != "KOR":
        words, fields["audience"] = words + " customs-only", "customs"
    if r.random() < 0.12:
        part = r.choice((1, 2))
        words, fields["batch"] = words + " part %d of 2 b%s" % (part, author[:3]), ("b" + author[:3], part, 2)
    if r.random() < 0.005:
        words, fields["known"] = words + " not-held", False
    return words, fields


def write_alert(r, world):
    author = r.choice(("JPN", "JPN", "JPN", "JPN.customs", "JPN.customs", "GBR", "CAN", "KOR", "DEU", "XEU"))
    named = sorted(r.sample([c for c in NAMED if c != rules.country_of(author)], r.choice((1, 1, 2, 3))))
    words, fields = options(r, world, "alert", author)
    time = random_time(r, 6)
    world.post("alert %s %sZ names %s%s" % (author, time.isoformat(), " ".join(named), words), time=time,
               about=rules.country_of(author), rows=named, **fields)


def write_response(r, world):
    alerts = [p for p in world.posts if p.kind == "alert"]
    if not alerts:
        return
    alert = r.choice(alerts)
    who = [a for a in FEEDS if rules.country_of(a) in alert.rows or world.territory(rules.country_of(a)) in alert.rows
           or any(world.territory(n) == a for n in alert.rows)]
    author = r.choice(who) if who and r.random() < 0.9 else r.choice(FEEDS)
    about = "DEU" if author == "XEU" and r.random() < 0.5 and world.territories else rules.country_of(author)
    wrong, state, time = r.random() < 0.08, r.choice(STATES), random_time(r)
    words, fields = options(r, world, "response", author)
    words = words + (" for " + about) * (about != rules.country_of(author))
    world.post("response %s %sZ %s to %s%s" % (author, time.isoformat(), state, world.name(alert) + "!" * wrong, words),
               time=time, about=about, rows=(state, None if wrong else rules.place(alert)), **fields)


def write_desk(r, world):
    country = r.choice(("AUS", "JPN"))
    desk = country + ".customs"
    granted = any(t.desk == desk for t in world.terms)
    if granted and r.random() < 0.3:
        world.desk(country, noon(D0), desk, None, ())
    else:
        kinds = [k for k in ("alert", "response") if r.random() < 0.8]
        audiences = [a for a in ("public", "customs") if r.random() < 0.85]
        kinds, audiences = (kinds, audiences) if kinds and audiences else ([], [])
        world.desk(country, noon(D0), desk, kinds, audiences)


def write_witness(r, world):
    seen = [f for f in FEEDS if r.random() < 0.7]
    world.witness(r.choice(("AUS", "CAN", "DEU", "GBR", "JPN", "KOR", "USA")), random_time(r), seen)


def alliance(r):
    world = World({"DEU": "XEU"} if r.random() < 0.5 else None)
    if world.territories:
        world.say("territory 2025-01-01 XEU DEU FRA")
    world.enrol("member", "AUS", "CAN", "GBR", "JPN", "USA", *(["XEU"] if world.territories else []))
    world.enrol(r.choice(("member", "candidate")), "DEU")
    world.admit("AUS", datetime.date(2025, 6, 1))
    world.admit("GBR", D0 + r.choice((-200, 0, 2, 4)) * DAY)
    world.admit("JPN", D0 + r.choice((-200, -200, -100, 2)) * DAY)
    if world.territories:
        world.admit("XEU", D0 + r.choice((-200, 3)) * DAY)
    if r.random() < 0.25:
        world.withdraw("JPN", D0 + r.randint(2, 8) * DAY)
    if r.random() < 0.2:
        world.withdraw("AUS", D0 + r.randint(2, 8) * DAY)
        world.certify("AUS", D0 + r.randint(8, 12) * DAY)
    if r.random() < 0.7:
        world.certify("KOR", D0 + r.randint(-3, 8) * DAY)
    return world


def clock_expect(world, country, clocks):
    if clocks is None:
        world.say("expect-count %s b5a not-computable body-missing 1" % country)
        world.say("expect-count %s b5a not-due * 0" % country)
        return
    for kind in ("ack", "outcome"):
        for status, reason in CLOCKS:
            n = sum(c.kind == kind and (c.status, c.reason) == (status, kind + "-" + reason) for c in clocks)
            world.say("expect-count %s b5a %s %s-%s %d" % (country, status, kind, reason, n))
        for c in clocks:
            if sum((c.kind, c.named) == (o.kind, o.named) for o in clocks) == 1:
                world.say("expect %s b5a %s %s toward %s clock %s measured %s required %s %s evidence %s"
                          % (country, c.status, c.reason, c.named, c.kind, c.measured, c.required,
                             corrected(c.corrected), world.names(c.evidence)))


def alerts_expect(world, policy, d, public):
    """At member level, or at public level, where bodies for others are missing."""
    posts = [p._replace(known=p.known and not (public and p.audience != "public")) for p in world.posts]
    standing = rules.Standing(posts, world.terms)
    alerts = rules.Alerts(d, standing, policy, world.agreement, world.territory, world.members(), world.steps)
    world.say("at %s%s" % (d, " public" if public else ""))
    for country in sorted(world.roles):
        if not any(p.kind == "retraction" for p in standing.missing):
            clock_expect(world, country, alerts.clocks(country))


def edges(world, policy):
    """Days on which a clock changes."""
    standing, policy = rules.Standing(world.posts, world.terms), rules.in_words(policy)
    alerts = rules.Alerts(D0, standing, policy, world.agreement, world.territory, world.members(), world.steps)
    found = {D0 + 60 * DAY}
    for p in standing.standing:
        w = alerts.day(p)
        days = (0, policy.ack, policy.outcome) if p.kind == "alert" else (0, policy.late)
        if w and p.kind in ("alert", "response"):
            found |= {w + n * DAY for n in days} | {w + (n + 1) * DAY for n in days} | {w - DAY}
    return sorted(found)


def alert_scenario(r):
    world = alliance(r)
    if r.random() < 0.4:
        policy = rules.Policy(*(r.choice(days) for days in ((1, 2, 3, 5), (0, 1, 2, 5), (0, 1, 5, 30), (0, 3, 365))))
    else:
        policy = rules.Policy()
    choices = ("alert_witnesses", "alert_ack_days", "alert_outcome_days", "alert_late_days")
    world.say("policy 2025-01-03 " + " ".join("%s %d" % pair for pair in zip(choices, policy)))
    for n in range(r.randint(6, 28)):
        if n == 3 and r.random() < 0.6:
            world.enrol("candidate", "KOR")
        what = write_alert if n < 2 else r.choices(
            (write_alert, write_response, write_witness, write_desk, None), (2, 5, 9, 1, 1))[0]
        if what:
            what(r, world)
        else:
            retract(r, world, r.choice(FEEDS), D0)
    days = edges(world, policy)
    for d in r.sample(days, min(6, len(days))):
        alerts_expect(world, policy, d, r.random() < 0.05)
    return world.text
