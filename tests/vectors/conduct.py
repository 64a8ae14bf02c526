"""conduct.py - vectors of acts on conduct, of measures and of attendance: acts that follow the
register of make_vectors.py, entries that follow the feed of USA, and what must be refused.
"""
import refused as r
import wire as w

JAN, LIMIT = r.JAN, 1 << 63
HASH = bytes(range(32))


def add_acts(register, registrars):
    """One act of each kind; numbers go on where `register` ends."""
    def add(name, kind, body):
        register.add(name, JAN + 100, kind, body, registrars=registrars)
        return len(register.acts)

    add("engagement of JPN", "engagement", w.engagement("JPN", JAN, JAN + 9, "duties", "letter"))
    add("AUS agrees to 4(b)(5)(C)", "undertaking", w.undertaking("AUS", 7, JAN + 30, HASH, "note"))
    add("a determination that it does not", "determination", w.determination("AUS", JAN + 90, 0, HASH))
    add("a determination that it does", "determination", w.determination("AUS", JAN + 91, 1, HASH))
    number = add("a regular meeting", "meeting", w.meeting(JAN + 60, 1, "prices"))
    add("who attended it", "meeting-record", w.meeting_record(number, ["AUS", "USA"]))
    add("a record of nobody", "meeting-record", w.meeting_record(number, []))
    add("AUS withdraws", "withdrawal", w.withdrawal("AUS", JAN + 120, "note verbale"))
    add("a termination", "termination", w.termination(JAN + 200, "4(j)(1)(A)"))
    add("a policy that lets no meeting be missed", "policy",
        w.policy(kinds=(1, 2, 32, 33, 36, 37, 38)) + w.num(13, 1))
    return number


def add_entries(feed, meeting, time_ms):
    number = len(feed.register.acts)
    feed.add("measures: one whole, one with nothing that may be left out", 36, 1, w.measures("USA", [
        w.measure("s-1", 2, minerals=1, derivatives=1, codes=["250410", "850511"],
                  all_countries=1, entities=1, citation="Act 9 of 2025", authority="an office",
                  start=JAN, end=JAN + 700, sha256=HASH),
        w.measure("q-1", 5, minerals=1, countries=["CHN", "RUS"], start=JAN,
                  quota=1500500000, sample=1)]), number, time_ms)
    feed.add("attendance: yes and no", 37, 3, w.attendances("USA", [
        w.attendance(meeting, 1), w.attendance(meeting + 1000, 0, "a storm", 1)],
        batch_=w.batch(bytes(range(16)), 1, 2)), number, time_ms + 1000)


def refused_acts(register):
    number, prev = len(register.acts) + 1, register.acts[-1]["id"]

    def act(kind, body):
        return w.signed_act(w.act(number, prev, JAN, kind, body), [])

    return [
        ("engagement of no country", act("engagement", w.engagement("Jpn", JAN, 0, "", "")), r.FIELD),
        ("engagement without a date", act("engagement", w.engagement("JPN", 0, 0, "", "")), r.FIELD),
        ("undertaking of no paragraph", act("undertaking", w.undertaking("AUS", 0, JAN, HASH, "")), r.FIELD),
        ("undertaking of paragraph 8", act("undertaking", w.undertaking("AUS", 8, JAN, HASH, "")), r.FIELD),
        ("undertaking without its text", act("undertaking", w.undertaking("AUS", 1, JAN, b"", "")), r.FIELD),
        ("determination with a hash of 31 bytes",
         act("determination", w.determination("AUS", JAN, 1, HASH[1:])), r.FIELD),
        ("withdrawal of a desk", act("withdrawal", w.withdrawal("AUS.customs", JAN, "")), r.FIELD),
        ("withdrawal in 2200", act("withdrawal", w.withdrawal("AUS", 84006, "")), r.FIELD),
        ("termination without a date", act("termination", w.termination(0, "")), r.FIELD),
        ("meeting without a date", act("meeting", w.meeting(0, 1, "")), r.FIELD),
        ("a subject of 1025 bytes", act("meeting", w.meeting(JAN, 1, "x" * 1025)), r.FIELD),
        ("record of meeting 0", act("meeting-record", w.meeting_record(0, [])), r.FIELD),
        ("record of a meeting beyond 63 bits", act("meeting-record", w.meeting_record(LIMIT, [])), r.FIELD),
        ("attendees out of order",
         act("meeting-record", w.meeting_record(5, ["USA", "AUS"])), r.NOT_CANONICAL),
        ("an attendee twice", act("meeting-record", w.meeting_record(5, ["AUS", "AUS"])), r.NOT_CANONICAL),
        ("an attendee that is no country",
         act("meeting-record", w.meeting_record(5, ["court-of-audit"])), r.FIELD),
        ("an unknown field in a meeting",
         act("meeting", w.meeting(JAN, 1, "") + w.num(9, 1)), r.UNKNOWN_FIELD),
        ("a policy with too many misses", act("policy", w.policy() + w.num(13, 36501)), r.FIELD),
    ]


def refused_bodies():
    def m(*rows, country="AUS", **more):
        return 36, w.measures(country, list(rows), **more)

    def one(id_="a", kind=3, start=JAN, **more):
        return w.measure(id_, kind, start=start, **more)

    def a(*rows, country="AUS", **more):
        return 37, w.attendances(country, list(rows), **more)

    return [
        ("a measure without a country", *m(one(), country=""), r.COUNTRY),
        ("no measure", *m(), r.FIELD),
        ("a measure without an id", *m(one("")), r.FIELD),
        ("an id twice", *m(one(), one(kind=2)), r.DUPLICATE),
        ("a measure of no kind", *m(one(kind=0)), r.FIELD),
        ("a measure of kind 7", *m(one(kind=7)), r.FIELD),
        ("a measure without a start", *m(one(start=0)), r.DATE),
        ("a measure that ends before it starts", *m(one(end=JAN - 1)), r.DATE),
        ("a heading of a measure", *m(one(codes=["2504"])), r.CODE),
        ("codes out of order", *m(one(codes=["850511", "250410"])), r.CODE),
        ("a code twice", *m(one(codes=["250410", "250410"])), r.CODE),
        ("countries of a measure out of order", *m(one(countries=["RUS", "CHN"])), r.FIELD),
        ("countries beside all of them", *m(one(countries=["CHN"], all_countries=1)), r.FIELD),
        ("a hash of 33 bytes", *m(one(sha256=bytes(33))), r.FIELD),
        ("a quota below 0", *m(one(kind=5, quota=-1)), r.QUANTITY),
        ("a quota of another kind", *m(one(quota=1)), r.QUANTITY),
        ("a citation of 1025 bytes", *m(one(citation="x" * 1025)), r.TOO_LARGE),
        ("an unknown field in a measure", *m(one() + w.num(16, 1)), r.UNKNOWN_FIELD),
        ("measures in a batch of one part",
         *m(one(), batch_=w.batch(bytes(16), 1, 1)), r.BATCH),
        ("attendance of a desk", *a(w.attendance(4, 1), country="AUS.customs"), r.COUNTRY),
        ("attendance of nothing", *a(), r.FIELD),
        ("attendance of meeting 0", *a(w.attendance(0, 1)), r.FIELD),
        ("attendance beyond 63 bits", *a(w.attendance(LIMIT, 1)), r.FIELD),
        ("a meeting twice", *a(w.attendance(4, 1), w.attendance(4, 0)), r.DUPLICATE),
        ("a note with a line feed", *a(w.attendance(4, 1, "a\nb")), r.BAD_TEXT),
        ("a note of 1025 bytes", *a(w.attendance(4, 1, "x" * 1025)), r.TOO_LARGE),
    ]


def cases(register):
    out = [{"name": n, "door": "act", "bytes": b, "verdict": v} for n, b, v in refused_acts(register)]
    return out + [{"name": n, "door": "body", "kind": k, "schema": 1, "bytes": b, "verdict": v}
                  for n, k, b, v in refused_bodies()]
