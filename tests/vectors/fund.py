"""fund.py - vectors of the trust fund and of replies: a table of incomes and a policy that follow
the acts of conduct.json, entries that follow the feed of USA, and what must be refused.
"""
import refused as r
import wire as w

JAN = r.JAN
ID = bytes(range(32))
(RECEIPT, TRANSFER, INTEREST, INVESTMENT, SALE, DISBURSEMENT, CERTIFICATION, NEED) = range(1, 9)


def row(id_, kind, days=JAN, cents=0, year=0, subject="", stage=0, cost=0, of="", backing=0,
        bearing=0, recipient=0, project="", purpose=0, country="", certified=(0, 0, 0, 0),
        offered=0, citation="", sample=0):
    return (w.raw(1, id_) + w.num(2, kind) + w.num(3, days) + w.num(4, cents) + w.num(5, year) +
            w.raw(6, subject) + w.num(7, stage) + w.num(8, cost) + w.raw(9, of) +
            w.num(10, backing) + w.num(11, bearing) + w.num(12, recipient) + w.raw(13, project) +
            w.num(14, purpose) + w.raw(15, country) +
            b"".join(w.num(16 + i, c) for i, c in enumerate(certified)) + w.num(20, offered) +
            w.raw(21, citation) + w.num(22, sample))


def fund(rows, country="USA", batch_=None, attachments=(), corrects=()):
    return (raw_rows(country, rows) + (b"" if batch_ is None else w.msg(3, batch_)) +
            w.each(4, attachments) + w.each(15, corrects))


def raw_rows(country, rows):
    return w.raw(1, country) + w.each(2, rows)


def reply(country="USA", criterion=4, reason="", product="", to=None, as_of=JAN, text="It is not so.",
          sample=0, attachments=(), corrects=()):
    return (w.raw(1, country) + w.num(2, criterion) + w.raw(3, reason) + w.raw(4, product) +
            (b"" if to is None else w.msg(5, to)) + w.num(6, as_of) + w.raw(7, text) +
            w.num(8, sample) + w.each(9, attachments) + w.each(15, corrects))


def income(country, year, group):
    return w.raw(1, country) + w.num(2, year) + w.num(3, group)


def add_acts(register, registrars):
    register.add("incomes of countries", JAN + 140, "reference", w.reference(
        "country_income", "FY26", 1, 1,
        [income("AUS", 2026, 4), income("BRA", 2026, 3), income("IND", 2026, 2),
         income("COD", 1900, 1)]), registrars=registrars)
    register.add("a policy with the close of a fiscal year", JAN + 141, "policy", w.policy(
        kinds=(1, 2, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41)) + w.num(17, 36500),
        registrars=registrars)


def add_entries(feed, number, time_ms):
    def say(name, kind, audience, body):
        return feed.add(name, kind, audience, body, number, time_ms)

    first = say("a fund with a row of each kind", 39, 1, fund([
        row("r1", RECEIPT, cents=(1 << 63) - 1, subject="lithium", stage=2, citation="report 1"),
        row("r2", RECEIPT, cents=5),
        row("t1", TRANSFER, cents=100000, year=2026),
        row("i1", INTEREST, cents=1),
        row("n1", INVESTMENT, cents=500, backing=2, bearing=1),
        row("s1", SALE, cents=450, cost=500, of="n1", sample=1),
        row("d1", DISBURSEMENT, cents=7, recipient=3, project="a mine", purpose=4, country="AUS"),
        row("d2", DISBURSEMENT, cents=7, recipient=1),
        row("c1", CERTIFICATION, project="a mine", country="AUS", certified=(1, 1, 1, 1),
            offered=10000),
        row("m1", NEED)],
        batch_=w.batch(ID[:16], 1, 2), attachments=[w.attachment(ID, 5, "text/csv", "a.csv")]))
    v = first["values"]
    at = w.ref(v["author"], v["incarnation"], v["seq"], first["id"])
    say("a correction of the fund", 39, 3, fund([row("t1", TRANSFER, cents=1, year=2199)],
                                                corrects=[at]))
    answer = say("a reply with no more than it needs", 41, 1, reply())
    v = answer["values"]
    say("a reply with all there can be", 41, 2, reply(
        "USA", 7, "too-narrow", "permanent-magnet", at, -1, "See the paper.", 1,
        [w.attachment(ID, 9, "application/pdf", "paper.pdf")],
        [w.ref(v["author"], v["incarnation"], v["seq"], answer["id"])]))


def fund_cases():
    def f(*rows, **more):
        return 39, fund(list(rows), **more)

    def one(kind=INTEREST, **more):
        return f(row("a", kind, **more))

    year = {"year": 2026}
    return [
        ("a fund of another country", *f(row("a", INTEREST), country="AUS"), r.COUNTRY),
        ("a fund of no row", *f(), r.FIELD),
        ("a row without an id", *f(row("", INTEREST)), r.FIELD),
        ("a row twice", *f(row("a", INTEREST), row("a", NEED)), r.DUPLICATE),
        ("a row of no kind", *one(0), r.FIELD),
        ("a row of kind 9", *one(9), r.FIELD),
        ("a row without a day", *one(days=0), r.DATE),
        ("a row in 2200", *one(days=84006), r.DATE),
        ("an amount below 0", *one(cents=-1), r.QUANTITY),
        ("an amount of a certification", *one(CERTIFICATION, project="p", cents=1), r.QUANTITY),
        ("a cost of interest", *one(cost=1), r.QUANTITY),
        ("a cost below 0", *one(SALE, of="n", cost=-1), r.QUANTITY),
        ("a transfer of no year", *one(TRANSFER), r.DATE),
        ("a transfer of year 1899", *one(TRANSFER, year=1899), r.DATE),
        ("a transfer of year 2200", *one(TRANSFER, year=2200), r.DATE),
        ("a receipt of a fiscal year", *one(RECEIPT, year=2026), r.DATE),
        ("a receipt of what has no name", *one(RECEIPT, subject="Lithium"), r.SUBJECT),
        ("interest on a mineral", *one(subject="lithium"), r.SUBJECT),
        ("a receipt on what is manufactured", *one(RECEIPT, stage=3), r.FIELD),
        ("a stage of a transfer", *one(TRANSFER, stage=1, **year), r.FIELD),
        ("an investment in nothing", *one(INVESTMENT), r.FIELD),
        ("an investment of backing 4", *one(INVESTMENT, backing=4), r.FIELD),
        ("a backing of interest", *one(backing=1), r.FIELD),
        ("interest that bears interest", *one(bearing=1), r.FIELD),
        ("a sale of nothing", *one(SALE), r.FIELD),
        ("interest of an investment", *one(of="n1"), r.FIELD),
        ("a disbursement to nobody", *one(DISBURSEMENT), r.FIELD),
        ("a disbursement to recipient 4", *one(DISBURSEMENT, recipient=4), r.FIELD),
        ("a recipient of interest", *one(recipient=1), r.FIELD),
        ("a purpose of interest", *one(purpose=1), r.FIELD),
        ("purpose 5", *one(DISBURSEMENT, recipient=1, purpose=5), r.FIELD),
        ("a country of interest", *one(country="AUS"), r.FIELD),
        ("a desk as a country", *one(DISBURSEMENT, recipient=1, country="AUS.x"), r.FIELD),
        ("a project of interest", *one(project="p"), r.FIELD),
        ("a certification of no project", *one(CERTIFICATION), r.FIELD),
        ("interest in the national interest", *one(certified=(1, 0, 0, 0)), r.FIELD),
        ("a disbursement certified (ii)(I)",
         *one(DISBURSEMENT, recipient=1, certified=(0, 1, 0, 0)), r.FIELD),
        ("a share of 10001 bp", *one(CERTIFICATION, project="p", offered=10001), r.FIELD),
        ("a project of 1025 bytes",
         *one(DISBURSEMENT, recipient=1, project="x" * 1025), r.TOO_LARGE),
        ("an unknown field in a row", *f(row("a", INTEREST) + w.num(23, 1)), r.UNKNOWN_FIELD),
        ("a fund in a batch of one part",
         *f(row("a", INTEREST), batch_=w.batch(bytes(16), 1, 1)), r.BATCH),
    ]


def reply_cases():
    def a(**more):
        return 41, reply(**more)

    return [
        ("a reply of a desk", *a(country="USA.customs"), r.COUNTRY),
        ("a reply of no country", *a(country=""), r.COUNTRY),
        ("a reply to no criterion", *a(criterion=0), r.FIELD),
        ("a reply to criterion 8", *a(criterion=8), r.FIELD),
        ("a reason of 65 bytes", *a(reason="x" * 65), r.TOO_LARGE),
        ("a reply about what has no name", *a(product="Lithium"), r.SUBJECT),
        ("a reply to a place without its id", *a(to=w.ref("USA", 1, 4, b"")), r.FIELD),
        ("a reply of no day", *a(as_of=0), r.DATE),
        ("a reply that says nothing", *a(text=""), r.FIELD),
        ("a reply of 1025 bytes", *a(text="x" * 1025), r.TOO_LARGE),
        ("a reply with a line feed", *a(text="a\nb"), r.BAD_TEXT),
        ("a paper without a name", *a(attachments=[w.attachment(ID, 1, "", "")]), r.FIELD),
        ("an unknown field in a reply", 41, reply() + w.num(16, 1), r.UNKNOWN_FIELD),
    ]


def act_cases(register):
    number, prev = len(register.acts) + 1, register.acts[-1]["id"]

    def act(kind, body):
        return w.signed_act(w.act(number, prev, JAN, kind, body), [])

    def table(*rows):
        return act("reference", w.reference("country_income", "x", 1, 1, list(rows)))

    return [
        ("no incomes", table(), r.FIELD),
        ("the income of a desk", table(income("AUS.x", 2026, 1)), r.FIELD),
        ("an income of 1899", table(income("AUS", 1899, 1)), r.FIELD),
        ("an income of 2200", table(income("AUS", 2200, 1)), r.FIELD),
        ("an income of no group", table(income("AUS", 2026, 0)), r.FIELD),
        ("an income of group 5", table(income("AUS", 2026, 5)), r.FIELD),
        ("a policy whose years close after 36501 days",
         act("policy", w.policy() + w.num(17, 36501)), r.FIELD),
    ]


def cases(register):
    out = [{"name": n, "door": "act", "bytes": b, "verdict": v} for n, b, v in act_cases(register)]
    return out + [{"name": n, "door": "body", "kind": k, "schema": 1, "bytes": b, "verdict": v}
                  for n, k, b, v in fund_cases() + reply_cases()]
