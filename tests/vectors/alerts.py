"""alerts.py - vectors of alerts, responses, retractions, corrections and desks: acts that follow
conduct.json, entries that follow the feeds of USA, a desk's own feed, and what must be refused.
"""
import refused as r
import wire as w

JAN, LIMIT, IDENTIFIER = r.JAN, 1 << 63, 69
ID = bytes(range(32))
KINDS, AUDIENCES = [34, 35], [1, 2]


def party(name, country="", lei="", part=""):
    return w.raw(1, name) + w.raw(2, country) + w.raw(3, lei) + w.raw(4, part)


def alert(country, id_, severity=3, schemes=(1,), subjects=("graphite",), edition="", codes=(),
          declared="", suspected="", transit=(), action=(), parties=(), containers=(), vessel="",
          corrects=(), vessel_name="", bill="", ports=(), quantity="", unit="", mass=0, value=0,
          currency="", first=0, last=0, basis="two sets of papers", handling=3, sample=0,
          batch_=None, attachments=()):
    return (w.raw(1, country) + w.raw(2, id_) + w.num(3, severity) + w.packed(4, schemes) +
            w.each(5, subjects) + w.raw(6, edition) + w.each(7, codes) + w.raw(8, declared) +
            w.raw(9, suspected) + w.each(10, transit) + w.each(11, action) + w.each(12, parties) +
            w.each(13, containers) + w.raw(14, vessel) + w.each(15, corrects) +
            w.raw(16, vessel_name) + w.raw(17, bill) + w.each(18, ports) + w.raw(19, quantity) +
            w.raw(20, unit) + w.num(21, mass) + w.num(22, value) + w.raw(23, currency) +
            w.num(24, first) + w.num(25, last) + w.raw(26, basis) + w.num(27, handling) +
            w.num(28, sample) + (b"" if batch_ is None else w.msg(29, batch_)) +
            w.each(30, attachments))


def response(country, alert_, state, action="", days=0, sample=0, corrects=()):
    return (w.raw(1, country) + (b"" if alert_ is None else w.msg(2, alert_)) + w.num(3, state) +
            w.raw(4, action) + w.num(5, days) + w.num(6, sample) + w.each(15, corrects))


def retraction(entries, reason, sample=0):
    return w.each(1, entries) + w.raw(2, reason) + w.num(3, sample)


def desk(name, enrol=None, kinds=(), audiences=(), after=0):
    return (w.raw(1, name) + (b"" if enrol is None else w.msg(2, enrol)) + w.packed(3, kinds) +
            w.packed(4, audiences) + w.num(5, after))


def desks(rows, generation=1):
    return w.num(1, generation) + w.each(8, rows)


def ref(e):
    v = e["values"]
    return w.ref(v["author"], v["incarnation"], v["seq"], e["id"])


def add_entries(country, desk_feed, grant, keys_of_desk, number, time_ms):
    """`country`, `desk_feed`: feeds of USA and of its desk; `grant`: the enrol fields of it."""
    t = iter(range(time_ms, time_ms + 100000, 1000))

    def say(feed, name, kind, audience, body):
        return feed.add(name, kind, audience, body, number, next(t))

    say(country, "keys: a desk is granted alerts and responses", 1, 1,
        desks([desk("USA.customs", grant, KINDS, AUDIENCES)]))
    say(desk_feed, "the desk's own keys", 1, 1, keys_of_desk)
    first = say(desk_feed, "an alert with all there can be", 34, 2, alert(
        "USA", "2026-1", 4, (1, 2, 3), ("graphite", "lithium"), "HS2022", ("2504", "25041010"),
        "VNM", "CHN", ("VNM", "SGP"), ("AUS", "USA"),
        [party("A Shipper", "VNM", "HWUPKR0MPOU8FGXBT394", "consignor"), party("B")],
        ("CSQU3054383", "TEMU6079348"), "9074729", (), "EMMA", "BL-1", ("VNSGN", "USLAX"),
        "1,300", "t", 1300000000, 250000000, "USD", JAN, JAN + 9, "two sets of papers", 4, 1,
        w.batch(bytes(range(16)), 1, 2), [w.attachment(ID, 5, "text/plain", "papers.txt")]))
    say(desk_feed, "an alert with no more than it needs", 34, 1, alert("USA", "2026-2", handling=1))
    say(desk_feed, "a correction of the first", 34, 2, alert(
        "USA", "2026-1", action=("AUS",), corrects=[ref(first)]))
    answer = say(desk_feed, "a response", 35, 2, response("USA", ref(first), 1))
    say(desk_feed, "an outcome that corrects the response", 35, 1, response(
        "USA", ref(first), 3, "goods held", JAN + 20, 1, [ref(answer)]))
    say(desk_feed, "a retraction by the desk", 40, 1, retraction([ref(answer)], "another shipment"))
    say(country, "keys: the desk is limited", 1, 1, desks([desk(
        "USA.customs", grant, KINDS[:1], AUDIENCES[:1], 8)]))
    say(country, "a retraction by the country, of the desk's", 40, 1, retraction(
        [ref(first)], "sent in error", 1))
    say(country, "keys: the desk is withdrawn", 1, 1, desks([desk("USA.customs", after=9)]))


def policy_act(register, registrars):
    register.add("a policy with clocks of alerts", JAN + 130, "policy", w.policy(
        kinds=(1, 2, 32, 33, 34, 35, 36, 37, 38, 40)) + w.num(14, 1) + w.num(15, 20) +
        w.num(16, 36500), registrars=registrars)


def alert_cases():
    def a(country="USA", id_="1", **more):
        return 34, alert(country, id_, **more)

    at, later = w.ref("USA", 1, 4, ID), w.ref("USA", 1, 5, ID)
    return [
        ("an alert without a country", *a(""), r.COUNTRY),
        ("an alert without an id", *a(id_=""), r.FIELD),
        ("no severity", *a(severity=0), r.FIELD),
        ("severity 5", *a(severity=5), r.FIELD),
        ("no scheme", *a(schemes=()), r.FIELD),
        ("scheme 4", *a(schemes=(4,)), r.FIELD),
        ("schemes out of order", *a(schemes=(2, 1)), r.FIELD),
        ("a scheme twice", *a(schemes=(2, 2)), r.FIELD),
        ("an alert without a basis", *a(basis=""), r.FIELD),
        ("an alert without a mark", *a(handling=0), r.FIELD),
        ("mark 6", *a(handling=6), r.FIELD),
        ("an alert about nothing", *a(subjects=()), r.FIELD),
        ("no subject's name", *a(subjects=("Graphite",)), r.SUBJECT),
        ("subjects of an alert out of order", *a(subjects=("lithium", "graphite")), r.FIELD),
        ("a code of 5 digits", *a(edition="HS2022", codes=("25041",)), r.CODE),
        ("codes without an edition", *a(codes=("2504",)), r.FIELD),
        ("an edition without codes", *a(edition="HS2022"), r.FIELD),
        ("an origin that is no code", *a(declared="China"), r.FIELD),
        ("a desk named for action", *a(action=("AUS.customs",)), r.FIELD),
        ("countries for action out of order", *a(action=("USA", "AUS")), r.FIELD),
        ("a party without a name", *a(parties=[party("")]), r.FIELD),
        ("an LEI with another check digit",
         *a(parties=[party("A", lei="HWUPKR0MPOU8FGXBT395")]), IDENTIFIER),
        ("a container with another check digit", *a(containers=("CSQU3054384",)), IDENTIFIER),
        ("a container of category A", *a(containers=("CSQA3054383",)), IDENTIFIER),
        ("a vessel with another check digit", *a(vessel="9074720"), IDENTIFIER),
        ("a port with a figure 1", *a(ports=("US1AX",)), IDENTIFIER),
        ("a figure without its unit", *a(quantity="5"), r.QUANTITY),
        ("a mass below 0", *a(mass=-1), r.QUANTITY),
        ("a value without its currency", *a(value=5), r.QUANTITY),
        ("a currency in small letters", *a(value=5, currency="usd"), IDENTIFIER),
        ("a last day before the first", *a(first=JAN, last=JAN - 1), r.DATE),
        ("a basis of 1025 bytes", *a(basis="x" * 1025), r.TOO_LARGE),
        ("corrected entries out of order", *a(corrects=[later, at]), r.FIELD),
        ("an entry corrected twice", *a(corrects=[at, at]), r.FIELD),
        ("65 corrected entries",
         *a(corrects=[w.ref("USA", 1, n, ID) for n in range(1, 66)]), r.FIELD),
        ("an unknown field in an alert", 34, a()[1] + w.num(31, 1), r.UNKNOWN_FIELD),
    ]


def other_cases():
    at = w.ref("USA", 1, 4, ID)
    return [
        ("a response of a desk", 35, response("USA.customs", at, 1), r.COUNTRY),
        ("a response to nothing", 35, response("USA", None, 1), r.FIELD),
        ("a response to a place without its id", 35, response(
            "USA", w.ref("USA", 1, 4, b""), 1), r.FIELD),
        ("no state", 35, response("USA", at, 0), r.FIELD),
        ("state 6", 35, response("USA", at, 6), r.FIELD),
        ("a day without an action", 35, response("USA", at, 1, days=JAN), r.DATE),
        ("a retraction of nothing", 40, retraction([], "x"), r.FIELD),
        ("a retraction without a reason", 40, retraction([at], ""), r.FIELD),
        ("an entry taken back twice", 40, retraction([at, at], "x"), r.FIELD),
        ("a place at seq 0", 40, retraction([w.ref("USA", 1, 0, ID)], "x"), r.FIELD),
        ("257 entries taken back", 40, retraction(
            [w.ref("USA", 1, n, ID) for n in range(1, 258)], "x"), r.FIELD),
    ]


def desk_cases(grant):
    def d(name="USA.customs", enrol=grant, kinds=KINDS, audiences=AUDIENCES, after=0):
        return 1, desks([desk(name, enrol, kinds, audiences, after)])

    one = desk("USA.customs", grant, KINDS, AUDIENCES)
    return [
        ("desks and a key", 1, w.num(1, 1) + w.raw(3, ID) + w.each(8, [one]), r.FIELD),
        ("desks of generation 0", 1, desks([one], 0), r.FIELD),
        ("a desk twice", 1, desks([one, one]), r.FIELD),
        ("a country as a desk", *d("USA"), r.FIELD),
        ("the application of another desk", *d("USA.ports"), r.FIELD),
        ("a desk that writes capacity", *d(kinds=[32]), r.FIELD),
        ("a desk granted retractions", *d(kinds=[34, 40]), r.FIELD),
        ("a desk granted witness", *d(kinds=[2]), r.FIELD),
        ("kinds of a desk out of order", *d(kinds=[35, 34]), r.FIELD),
        ("a desk that writes for the alliance", *d(audiences=[1, 3]), r.FIELD),
        ("a desk that writes for nobody", *d(audiences=[]), r.FIELD),
        ("a withdrawn desk with kinds", *d(enrol=None), r.FIELD),
        ("a desk beyond 63 bits", *d(after=LIMIT), r.FIELD),
    ]


def policy_cases(register):
    number, prev = len(register.acts) + 1, register.acts[-1]["id"]
    return [{"name": "a policy with a clock of 36501 days, field %d" % field, "door": "act",
             "bytes": w.signed_act(w.act(number, prev, JAN, "policy",
                                         w.policy() + w.num(field, 36501)), []),
             "verdict": r.FIELD} for field in (14, 15, 16)]


def audience_cases():
    """A body and the audience of its header: the mark forbids it, or not."""
    return [{"name": "mark %d, audience %d" % (mark, audience), "door": "marked-body", "kind": 34,
             "schema": 1, "audience": audience, "bytes": alert("USA", "1", handling=mark),
             "verdict": r.AUDIENCE if audience == 1 and mark >= 4 else 0}
            for mark in range(1, 6) for audience in range(1, 4)]


def cases(register, grant):
    rows = alert_cases() + other_cases() + desk_cases(grant)
    out = [{"name": n, "door": "body", "kind": k, "schema": 1, "bytes": b, "verdict": v}
           for n, k, b, v in rows]
    return out + policy_cases(register) + audience_cases()
