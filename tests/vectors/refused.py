"""refused.py - bytes that a node must refuse, each with the verdict of PROTOCOL.md 8.

Each case takes a right record and spoils one thing.  `door` says what is handed in:
header, signed-entry, entry (with key and alliance: hash and signature), act,
act-signature, body (with kind), application, headers-blob, chain (the last header
after the ones before it).
"""
import wire as w

MALFORMED, NOT_CANONICAL, UNKNOWN_FIELD, BAD_TEXT, TOO_LARGE, VERSION, FIELD = range(1, 8)
BODY_HASH, BAD_SIGNATURE, WRONG_KEY, AUDIENCE, UPGRADE = 8, 9, 10, 13, 14
GAP, FORK, PREV, REGISTER_FALLS, FIRST_NOT_KEYS = 22, 23, 24, 25, 28
ACT_SIGNATURES, ACT_KEYS = 42, 43
SCHEMA, COUNTRY, SUBJECT, QUANTITY, DATE, CODE, DUPLICATE, RATE, BATCH = range(60, 69)

JAN = 20454  # 2026-01-01


def flip(data, at=-1, bit=1):
    b = bytearray(data)
    b[at] ^= bit
    return bytes(b)


def header_cases(good):
    """`good`: the values of a header of kind capacity, audience alliance."""
    def h(**more):
        return w.header({**good, **more})

    fields = w.header_fields(good)
    swapped = b"".join(f for _, f in fields[1:2] + fields[:1] + fields[2:])
    doubled = b"".join(f for _, f in fields[:1] + fields)
    return [
        ("two fields out of order", swapped, NOT_CANONICAL),
        ("a field twice", doubled, NOT_CANONICAL),
        ("a varint longer than needed", b"\x08\x81\x00" + h()[2:], NOT_CANONICAL),
        ("a default written out", h() + b"\x82\x01\x00", NOT_CANONICAL),
        ("an unknown field", h() + w.num(17, 1), UNKNOWN_FIELD),
        ("cut short", h()[:-1], MALFORMED),
        ("a group", b"\x0b" + h(), MALFORMED),
        ("nothing", b"", VERSION),
        ("version 2", h(version=2), VERSION),
        ("author is not UTF-8", h(author=b"AU\xff"), BAD_TEXT),
        ("author with a line feed", h(author="AU\n"), BAD_TEXT),
        ("author with a C1 control", h(author="AU\u0085"), BAD_TEXT),
        ("author in small letters, too short", h(author="au"), FIELD),
        ("author of four capitals", h(author="AUST"), FIELD),
        ("desk without a name", h(author="AUS."), FIELD),
        ("no author", h(author=b""), FIELD),
        ("incarnation 0", h(incarnation=0), FIELD),
        ("seq 0", h(seq=0), FIELD),
        ("seq beyond 63 bits", h(seq=1 << 63), FIELD),
        ("prev of 31 bytes", h(prev=bytes(31)), FIELD),
        ("no prev", h(prev=b""), FIELD),
        ("key generation 0", h(key=0), FIELD),
        ("register number 0", h(register_number=0), FIELD),
        ("register id of 33 bytes", h(register_id=bytes(33)), FIELD),
        ("a time before 1970", h(time_ms=-1), FIELD),
        ("a time in 2200", h(time_ms=7258118400000), FIELD),
        ("kind 0", h(kind=0), FIELD),
        ("kind 65536", h(kind=65536), FIELD),
        ("schema 0", h(schema=0), FIELD),
        ("audience 0", h(audience=0), AUDIENCE),
        ("audience 5", h(audience=5), AUDIENCE),
        ("capacity for customs", h(audience=2), AUDIENCE),
        ("witness for the alliance", h(kind=2), AUDIENCE),
        ("a body over 256 KiB", h(body_size=262145), TOO_LARGE),
        ("an extension of 257 bytes", h(extension=bytes(257)), TOO_LARGE),
        ("a header over 1024 bytes", h(extension=bytes(900)), TOO_LARGE),
        ("a key commitment on an open body", h(key_commitment=bytes(range(32))), FIELD),
        ("no key commitment on a sealed one", h(kind=34, audience=4), FIELD),
        ("kind proof, reserved", h(kind=3, audience=1), UPGRADE),
        ("an unknown kind that changes acceptance", h(kind=31, audience=1), UPGRADE),
    ]


def signed_entry_cases(e):
    header, signature, body = e["header"], e["signature"], e["body"]
    s = w.signed_entry(header, signature, body)
    return [
        ("cut short", s[:-1], MALFORMED),
        ("body before signature", w.raw(1, header) + w.raw(3, body) + w.raw(2, signature),
         NOT_CANONICAL),
        ("header twice", w.raw(1, header) + s, NOT_CANONICAL),
        ("an unknown field", s + w.raw(4, b"x"), UNKNOWN_FIELD),
        ("no header", w.raw(2, signature) + w.raw(3, body), FIELD),
        ("a signature of 63 bytes", w.signed_entry(header, signature[:63], body), FIELD),
        ("an empty signature written out", w.raw(1, header) + b"\x12\x00", NOT_CANONICAL),
        ("a length longer than needed",
         b"\x0a" + bytes([len(header) & 0x7F | 0x80, len(header) >> 7 | 0x80, 0]) + header,
         NOT_CANONICAL),
        ("a header over 1024 bytes", w.raw(1, bytes(1025)), TOO_LARGE),
    ]


def entry_cases(register, e):
    def case(name, verdict, entry=None, alliance=None, key=None):
        return {"name": name, "door": "entry", "verdict": verdict,
                "bytes": entry if entry is not None else e["signed_entry"],
                "alliance_id": alliance or register.alliance,
                "public_key": key or e["public_key"]}

    header, signature, body = e["header"], e["signature"], e["body"]
    return [
        case("one bit of the body flipped", BODY_HASH,
             w.signed_entry(header, signature, flip(body))),
        case("the body a byte longer", BODY_HASH,
             w.signed_entry(header, signature, body + b"\0")),
        case("one bit of the signature flipped", BAD_SIGNATURE,
             w.signed_entry(header, flip(signature, 0), body)),
        case("one bit of the hash in the header flipped", BODY_HASH,
             w.signed_entry(w.header({**e["values"], "body_hash": flip(
                 e["values"]["body_hash"])}), signature, body)),
        case("the time in the header changed", BAD_SIGNATURE,
             w.signed_entry(w.header({**e["values"], "time_ms": 5}), signature, body)),
        case("signed for another alliance", BAD_SIGNATURE, alliance=bytes(range(32))),
        case("signed by another key", BAD_SIGNATURE, key=bytes.fromhex(
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")),
        case("a key of small order", BAD_SIGNATURE, key=bytes(32)),
    ]


def act_cases(register):
    a = {x["name"]: x for x in register.acts}
    enrol = a["enrol AUS, two nodes"]
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    other = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    prev = register.id(4)
    sig = bytes(64)

    def act(kind, body, number=5, prev_=prev, date=JAN, signatures=()):
        return w.signed_act(w.act(number, prev_, date, kind, body), signatures)

    def genesis(rows, threshold, number=1, prev_=b""):
        return act("genesis", w.genesis("x", rows, threshold, bytes(range(32))), number, prev_)

    def one(role=1, author="AUS", identity=key, signing=other, nodes=None):
        nodes = nodes if nodes is not None else [w.node("main", bytes(32), [], 1)]
        return act("enrol", w.enrol(author, role, identity, signing, bytes(range(32)), nodes))

    def address(text):
        return one(nodes=[w.node("main", bytes(32), [text], 1)])

    rows = [w.registrar("a", key), w.registrar("b", other)]
    cert = w.certification("AUS", JAN, JAN)
    return [
        ("cut short", enrol["signed_act"][:-1], MALFORMED),
        ("an act inside that is cut short", w.signed_act(enrol["act"][:-1], []), MALFORMED),
        ("an unknown field beside the act", enrol["signed_act"] + w.num(3, 1), UNKNOWN_FIELD),
        ("signatures out of order", act("certification", cert, signatures=[
            w.act_signature(1, sig), w.act_signature(0, sig)]), NOT_CANONICAL),
        ("one registrar twice", act("certification", cert, signatures=[
            w.act_signature(1, sig), w.act_signature(1, sig)]), NOT_CANONICAL),
        ("incoming before outgoing", act("certification", cert, signatures=[
            w.act_signature(0, sig, 1), w.act_signature(0, sig)]), NOT_CANONICAL),
        ("a signature of 63 bytes", act("certification", cert, signatures=[
            w.act_signature(0, sig[:63])]), FIELD),
        ("registrar 32", act("certification", cert, signatures=[w.act_signature(32, sig)]), FIELD),
        ("number 0", act("certification", cert, number=0), FIELD),
        ("no date", act("certification", cert, date=0), FIELD),
        ("a date in 2200", act("certification", cert, date=84006), FIELD),
        ("prev of 31 bytes", act("certification", cert, prev_=bytes(31)), FIELD),
        ("no body", w.signed_act(w.num(1, 5) + w.raw(2, prev) + w.num(3, JAN), []), FIELD),
        ("a body of a later version", act(21, w.raw(1, "AUS")), UPGRADE),
        ("a body of a later version, fields out of order", w.signed_act(
            w.raw(2, prev) + w.num(1, 5) + w.num(3, JAN) + w.msg(21, w.raw(1, "AUS")), []),
         NOT_CANONICAL),
        ("a body of a later version as act 1", act(21, w.raw(1, "AUS"), 1, b""), FIELD),
        ("two bodies", w.signed_act(w.act(5, prev, JAN, "certification", cert) +
                                    w.msg(18, w.policy()), []), NOT_CANONICAL),
        ("a number as an unknown body", w.signed_act(
            w.num(1, 5) + w.raw(2, prev) + w.num(3, JAN) + w.num(21, 1), []), UNKNOWN_FIELD),
        ("genesis with a prev", genesis(rows, 2, prev_=prev), FIELD),
        ("genesis as act 2", genesis(rows, 2, 2, prev), FIELD),
        ("another act as act 1", act("certification", cert, 1, b""), FIELD),
        ("1 of 2 registrars is no majority", genesis(rows, 1), FIELD),
        ("3 of 2 registrars", genesis(rows, 3), FIELD),
        ("no registrars", genesis([], 0), FIELD),
        ("a registrar's key twice", genesis(rows + rows[:1], 2), ACT_KEYS),
        ("a registrar's key that is no point", genesis([w.registrar("a", b"\x02" + bytes(31))], 1),
         ACT_KEYS),
        ("a key of algorithm 2", genesis([w.registrar("a", key, 2)], 1), FIELD),
        ("a territory outside XAA..XZZ", act("territory", w.territory("EUR", "x", ["AUT"])), FIELD),
        ("countries of a territory out of order",
         act("territory", w.territory("XEU", "x", ["DEU", "AUT"])), NOT_CANONICAL),
        ("a territory in a territory", act("territory", w.territory("XEU", "x", ["XAA"])), FIELD),
        ("role desk by an act", one(4, "AUS.customs"), FIELD),
        ("an auditor with the name of a country", one(3), FIELD),
        ("a member that is no country", one(1, "court-of-audit"), FIELD),
        ("identity and signing key the same", one(signing=key), ACT_KEYS),
        ("no node", one(nodes=[]), FIELD),
        ("no node that writes", one(nodes=[w.node("main", bytes(32), [], 0)]), FIELD),
        ("two nodes that write", one(nodes=[w.node("a", bytes(32), [], 1),
                                            w.node("b", key, [], 1)]), FIELD),
        ("one CURVE key for two nodes", one(nodes=[w.node("a", bytes(32), [], 1),
                                                   w.node("b", bytes(32), [], 0)]), ACT_KEYS),
        ("an address by name", address("tcp://node.example:7001"), FIELD),
        ("an address without a port", address("tcp://127.0.0.1"), FIELD),
        ("port 0", address("tcp://127.0.0.1:0"), FIELD),
        ("port 65536", address("tcp://127.0.0.1:65536"), FIELD),
        ("another transport", address("ipc:///tmp/x"), FIELD),
        ("an IPv6 address without brackets", address("tcp://::1:7001"), FIELD),
        ("a text with a control character",
         act("territory", w.territory("XEU", "a\tb", ["AUT"])), BAD_TEXT),
        ("a certification without its second date",
         act("certification", w.certification("AUS", JAN, 0)), FIELD),
        ("a resolution of no kind", act("resolution", w.resolution(4, 0, JAN, JAN, "")), FIELD),
        ("rows of another table", act("reference", w.raw(1, "iso3166") + w.raw(2, "1") + w.num(
            3, 1) + w.num(4, 1) + w.each(15, [w.raw(1, "810600") + w.each(2, ["810610"])])), FIELD),
        ("a table of no name", act("reference", w.raw(1, "tariffs") + w.raw(2, "1") + w.num(
            3, 1) + w.num(4, 1)), FIELD),
        ("part 2 of 1", act("reference", w.reference("hs2017_to_hs2022", "1", 2, 1, [
            w.raw(1, "810600") + w.each(2, ["810610"])])), FIELD),
        ("kinds of a policy out of order", act("policy", w.policy(kinds=(2, 1))), FIELD),
        ("a policy without an age", act("policy", w.policy(review_max_age_days=0)), FIELD),
    ]


def body_cases():
    q1 = w.quantity(1, "5", "t", grams=5000000)
    key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    sig, h32 = bytes(range(64)), bytes(range(32))
    ref = w.ref("AUS", 1, 4, h32)

    def cap(*reviews, country="AUS", **more):
        return w.capacity(country, list(reviews), **more)

    def rev(subjects=("lithium",), stage=1, q=q1, date=JAN, **more):
        return w.review(list(subjects), stage, q, date=date, **more)

    def dut(*lines, edition="HS2022", country="AUS", **more):
        return w.duty(country, edition, list(lines), **more)

    def ln(code="260600", start=JAN, **more):
        return w.line(code, start=start, **more)

    def head(author="AUS", incarnation=1, seq=1, id_=h32):
        return w.head(author, incarnation, seq, id_)

    return [
        ("keys of generation 0", 1, w.keys_body(0, key, h32, sig, sig), FIELD),
        ("keys of algorithm 2", 1, w.keys_body(1, key, h32, sig, sig, 2), FIELD),
        ("a signing key that is no point", 1, w.keys_body(1, b"\x02" + bytes(31), h32, sig, sig),
         ACT_KEYS),
        ("a keys body with an unknown field", 1, w.keys_body(1, key, h32, sig, sig) + w.num(7, 1),
         UNKNOWN_FIELD),
        ("heads out of order", 2, w.witness(0, [head("USA"), head("AUS")]), NOT_CANONICAL),
        ("a feed twice", 2, w.witness(0, [head(), head(seq=2)]), NOT_CANONICAL),
        ("a head with an id of 31 bytes", 2, w.witness(0, [head(id_=bytes(31))]), FIELD),
        ("a head at seq 0", 2, w.witness(0, [head(seq=0)]), FIELD),
        ("capacity cut short", 32, cap(rev())[:-1], MALFORMED),
        ("capacity with an unknown field", 32, cap(rev()) + w.num(9, 1), UNKNOWN_FIELD),
        ("an unknown field in a review", 32, cap(rev() + w.num(15, 1)), UNKNOWN_FIELD),
        ("a text with DEL", 32, cap(rev(source="a\x7f")), BAD_TEXT),
        ("a text of 1025 bytes", 32, cap(rev(source="x" * 1025)), TOO_LARGE),
        ("a country in small letters", 32, cap(rev(), country="aus"), COUNTRY),
        ("no review", 32, cap(), FIELD),
        ("no stage", 32, cap(rev(stage=0)), FIELD),
        ("stage 4", 32, cap(rev(stage=4)), FIELD),
        ("no subject", 32, cap(rev(())), SUBJECT),
        ("a subject in capitals", 32, cap(rev(("Lithium",))), SUBJECT),
        ("subjects out of order", 32, cap(rev(("nickel", "lithium"))), SUBJECT),
        ("a subject twice", 32, cap(rev(("lithium", "lithium"))), SUBJECT),
        ("nil for the rest with a subject", 32, cap(rev(q=w.quantity(2), stage=0, nil_for_rest=1)),
         SUBJECT),
        ("nil for the rest that is not nil", 32, cap(rev((), 0, q1, nil_for_rest=1)), SUBJECT),
        ("nil for the rest with a stage", 32, cap(rev((), 1, w.quantity(2), nil_for_rest=1)), FIELD),
        ("no capacity", 32, cap(rev(q=None)), QUANTITY),
        ("capacity without presence", 32, cap(rev(q=b"")), QUANTITY),
        ("presence 5", 32, cap(rev(q=w.quantity(5))), QUANTITY),
        ("a figure that is withheld", 32, cap(rev(q=w.quantity(3, grams=5))), QUANTITY),
        ("a mass below 0", 32, cap(rev(q=w.quantity(1, "5", "t", grams=-5))), QUANTITY),
        ("mass and volume", 32, cap(rev(q=w.quantity(1, "5", "t", grams=5, litres=5))), QUANTITY),
        ("reported, but not as published", 32, cap(rev(q=w.quantity(1, grams=5))), QUANTITY),
        ("bound 3", 32, cap(rev(q=w.quantity(1, "5", "t", grams=5, bound=3))), FIELD),
        ("production without presence", 32, cap(rev(production=b"")), QUANTITY),
        ("no date of review", 32, cap(rev(date=0)), DATE),
        ("a review in 1899", 32, cap(rev(date=-25568)), DATE),
        ("reference year 1899", 32, cap(rev(year=1899)), DATE),
        ("a batch of one part", 32, cap(rev(), batch_=w.batch(bytes(range(16)), 1, 1)), BATCH),
        ("part 3 of 2", 32, cap(rev(), batch_=w.batch(bytes(range(16)), 3, 2)), BATCH),
        ("a batch id of 15 bytes", 32, cap(rev(), batch_=w.batch(bytes(range(15)), 1, 2)), BATCH),
        ("an attachment without a name", 32, cap(rev(), attachments=[
            w.attachment(h32, 5, "text/plain", "")]), FIELD),
        ("no line", 33, dut(), FIELD),
        ("an edition that is no HS", 33, dut(ln(), edition="2022"), FIELD),
        ("an importer of two letters", 33, dut(ln(), country="AU"), COUNTRY),
        ("a code of five digits", 33, dut(ln("26060")), CODE),
        ("a code of thirteen digits", 33, dut(ln("2606000000000")), CODE),
        ("a code with a dot", 33, dut(ln("2606.00")), CODE),
        ("scope country without an origin", 33, dut(ln(scope=5)), FIELD),
        ("an origin without scope country", 33, dut(ln(origin="CHN")), FIELD),
        ("scope 0", 33, dut(ln(scope=0)), FIELD),
        ("kind of duty 8", 33, dut(ln(kind=8)), FIELD),
        ("no start", 33, dut(ln(start=0)), DATE),
        ("an end before the start", 33, dut(ln(end=JAN - 1)), DATE),
        ("10000.01 per cent", 33, dut(ln(ad_valorem_bp=1000001)), RATE),
        ("a specific part that does not count", 33, dut(ln(specific="1 EUR/kg")), RATE),
        ("specific without a specific part", 33, dut(ln(combination=1)), RATE),
        ("specific with an ad valorem part", 33, dut(ln(
            combination=1, ad_valorem_bp=5, specific="1 EUR/kg")), RATE),
        ("a sum without a specific part", 33, dut(ln(combination=2, ad_valorem_bp=5)), RATE),
        ("combination 5", 33, dut(ln(combination=5, specific="1 EUR/kg")), RATE),
        ("an equivalent whose period ends before it begins", 33, dut(ln(
            combination=1, specific="x", equivalent_=w.equivalent(
                1, JAN, JAN - 1, 1, "EUR", 1, "kg", "x"))), RATE),
        ("two rows of one key", 33, dut(ln(), ln(ad_valorem_bp=5)), DUPLICATE),
        ("two rows of one key apart", 33, dut(ln(), ln("260601"), ln(published="x")), DUPLICATE),
        ("an assessment without a digest", 38, w.assessment(1, 1, ref, JAN, b""), FIELD),
        ("an incomplete one with a digest", 38, w.assessment(1, 1, ref, JAN, h32, 1), FIELD),
        ("level 3", 38, w.assessment(1, 3, ref, JAN, h32), FIELD),
        ("rules version 0", 38, w.assessment(0, 1, ref, JAN, h32), FIELD),
        ("no position", 38, w.assessment(1, 1, None, JAN, h32), FIELD),
        ("no date", 38, w.assessment(1, 1, ref, 0, h32), DATE),
        ("a count without a country", 38, w.assessment(1, 1, ref, JAN, h32, counts=[
            w.criterion_count("", 1, 2, [])]), FIELD),
    ]


def chain_cases(feed):
    e = feed.entries

    def changed(i, **more):
        return w.header({**e[i]["values"], **more})

    def case(name, verdict, *headers):
        return {"name": name, "door": "chain", "verdict": verdict, "headers": list(headers),
                "alliance_id": feed.alliance}

    first, second = e[0]["header"], e[1]["header"]
    return [
        case("the second entry first", GAP, second),
        case("a first entry of kind capacity", FIRST_NOT_KEYS, changed(
            1, seq=1, prev=feed.alliance)),
        case("a first entry whose prev is not the alliance id", PREV, changed(0, prev=bytes(32))),
        case("the third after the first", GAP, first, e[2]["header"]),
        case("another entry at the tip's place", FORK, first, second, changed(1, time_ms=5)),
        case("an entry that does not chain", PREV, first, changed(1, prev=bytes(32))),
        case("an older act than the entry before", REGISTER_FALLS, first, second,
             changed(2, register_number=10)),
        case("key generation 2 without a keys entry", WRONG_KEY, first, changed(1, key=2)),
    ]


def application_cases(good):
    app = good["application"]
    sigs = [good["signed_application"][-132:-66][2:], good["signed_application"][-64:]]
    return [
        ("cut short", good["signed_application"][:-1], MALFORMED),
        ("identity signature by nobody", w.signed_application(app, flip(sigs[0]), sigs[1]),
         BAD_SIGNATURE),
        ("signing signature by nobody", w.signed_application(app, sigs[0], flip(sigs[1])),
         BAD_SIGNATURE),
        ("signatures exchanged", w.signed_application(app, sigs[1], sigs[0]), BAD_SIGNATURE),
        ("a signature of 63 bytes", w.signed_application(app, sigs[0][:63], sigs[1]), FIELD),
        ("an unknown field inside", w.signed_application(app + w.num(9, 1), sigs[0], sigs[1]),
         UNKNOWN_FIELD),
        ("another author", w.signed_application(app.replace(b"USA", b"USB"), sigs[0], sigs[1]),
         BAD_SIGNATURE),
        ("role removed", w.signed_application(app.replace(b"USA\x10\x02", b"USA\x10\x05"),
                                              sigs[0], sigs[1]), FIELD),
    ]


def blob_cases(feed):
    h = feed.entries[0]["header"]
    return [
        ("a length beyond the end", len(h).to_bytes(4, "big") + h[:-1], MALFORMED),
        ("length 0", bytes(4), MALFORMED),
        ("a length over 1024", (1025).to_bytes(4, "big") + bytes(1025), MALFORMED),
        ("half a length", b"\0\0", MALFORMED),
    ]


def cases(register, feed, application, registrar_key):
    """Every case as {name, door, verdict, ...}; `registrar_key` signed act 2 last."""
    def rows(door, triples):
        return [{"name": n, "door": door, "bytes": b, "verdict": v} for n, b, v in triples]

    e = feed.entries[1]
    out = rows("header", header_cases(e["values"]))
    out += rows("signed-entry", signed_entry_cases(e))
    out += entry_cases(register, e)
    out += rows("act", act_cases(register))
    out += [{"name": n, "door": "body", "kind": k, "schema": 1, "bytes": b, "verdict": v}
            for n, k, b, v in body_cases()]
    out += [{"name": "schema 2", "door": "body", "kind": 32, "schema": 2, "bytes": e["body"],
             "verdict": SCHEMA}]
    out += rows("application", application_cases(application))
    out += rows("headers-blob", blob_cases(feed))
    out += chain_cases(feed)
    act = register.acts[1]
    for name, alliance, sig_flip in (("an act signed for another alliance", bytes(32), 0),
                                     ("an act with a flipped signature", register.alliance, 1)):
        sig = act["signed_act"][-64:]
        out.append({"name": name, "door": "act-signature", "verdict": ACT_SIGNATURES,
                    "alliance_id": alliance, "id": act["id"],
                    "signature": flip(sig, 0) if sig_flip else sig,
                    "public_key": registrar_key})
    return out
