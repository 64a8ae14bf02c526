#!/usr/bin/python3
"""make_vectors.py FOLDER - writes the golden vectors of PROTOCOL.md 9 as JSON files.

An independent implementation: PyNaCl for Ed25519 and X25519, hashlib for SHA-256,
wire.py for encodings; nothing of the node.  Deterministic.  Vectors are added to, never
edited: what is in the folder today must come out the same tomorrow.
"""
import hashlib
import json
import os
import sys
from datetime import date

import nacl.bindings as na

sys.dont_write_bytecode = True  # the folder of vectors stays as it is

import alerts
import allowances
import bundles
import conduct
import cuts
import fund
import proofs
import refused
import sealed
import rotations
import wire as w

EPOCH = date(1970, 1, 1)


def day(y, m, d):
    return (date(y, m, d) - EPOCH).days


def tagged(tag, *parts):
    return hashlib.sha256(tag.encode() + b"\0" + b"".join(parts)).digest()


def be32(n):
    return n.to_bytes(4, "big")


def be64(n):
    return n.to_bytes(8, "big")


def short(text):
    return bytes([len(text)]) + text.encode()


class Key:
    """An Ed25519 key from a named seed."""

    def __init__(self, name):
        self.name = name
        self.seed = hashlib.sha256(b"cmsa vector " + name.encode()).digest()
        self.public, self.secret = na.crypto_sign_seed_keypair(self.seed)

    def sign(self, string):
        return na.crypto_sign(string, self.secret)[:64]


def x25519(name):
    return na.crypto_scalarmult_base(hashlib.sha256(b"cmsa vector " + name.encode()).digest())


KEYS = {n: Key(n) for n in (
    "registrar-0", "registrar-1", "registrar-2", "registrar-3", "registrar-4",
    "AUS identity", "AUS signing 1", "AUS signing 2", "USA identity", "USA signing 1",
    "auditor identity", "auditor signing 1", "stranger")}
READING = {n: x25519(n) for n in ("AUS reading 1", "AUS reading 2", "USA reading", "auditor reading")}
CURVE = {n: x25519(n) for n in ("AUS main", "AUS copy", "USA main", "auditor main")}
REGISTRARS = [KEYS["registrar-%d" % i] for i in range(3)]
LATER_REGISTRARS = [KEYS["registrar-%d" % i] for i in (1, 3, 4)]


# --- acts -------------------------------------------------------------------


class Register:
    """Builds the chain of acts; every act signed by the first two registrars."""

    def __init__(self):
        self.acts = []
        self.alliance = bytes(32)

    def add(self, name, days, kind, body, registrars=REGISTRARS, incoming=()):
        number = len(self.acts) + 1
        prev = self.acts[-1]["id"] if self.acts else b""
        act = w.act(number, prev, days, kind, body)
        id_ = tagged("cmsa/1/act", act)
        string = b"cmsa/1/act-signature\0" + self.alliance + id_
        signatures = [w.act_signature(i, r.sign(string)) for i, r in enumerate(registrars[:2])]
        signatures += [w.act_signature(i, r.sign(string), 1) for i, r in enumerate(incoming[:2])]
        self.acts.append({
            "name": name, "number": number, "date_days": days, "kind": w.BODY[kind],
            "prev": prev, "act": act, "id": id_, "signing_string": string,
            "signed_act": w.signed_act(act, signatures)})
        if number == 1:
            self.alliance = id_

    def id(self, number):
        return self.acts[number - 1]["id"]


def registrar_rows(keys):
    return [w.registrar(k.name, k.public) for k in keys]


def aus_nodes():
    return [w.node("main", CURVE["AUS main"], ["tcp://127.0.0.1:7001", "tcp://[::1]:7001"], 1),
            w.node("copy-2", CURVE["AUS copy"], [], 0)]


def usa_nodes():
    return [w.node("main", CURVE["USA main"], ["tcp://127.0.0.1:7002"], 1)]


def k(name):
    return KEYS[name].public


def make_register():
    r = Register()
    r.add("genesis: three registrars, two sign", day(2026, 1, 5), "genesis", w.genesis(
        "Vector Alliance", registrar_rows(REGISTRARS), 2, bytes(range(32))))
    r.add("critical minerals, the first of two parts", day(2026, 1, 6), "reference", w.reference(
        "critical_minerals", "2025", 1, 2,
        [w.raw(1, "aluminum") + w.raw(2, "aluminum") + w.raw(3, "Al") + w.num(5, day(2018, 5, 18)),
         w.raw(1, "lithium") + w.raw(2, "lithium") + w.raw(3, "Li") + w.num(5, day(2018, 5, 18))]))
    r.add("critical minerals, the second part", day(2026, 1, 6), "reference", w.reference(
        "critical_minerals", "2025", 2, 2,
        [w.raw(1, "helium") + w.raw(2, "helium") + w.raw(3, "He") + w.raw(4, "gases") +
         w.num(5, day(2018, 5, 18)) + w.num(6, day(2022, 2, 23))]))
    r.add("enrol AUS, two nodes", day(2026, 1, 7), "enrol", w.enrol(
        "AUS", 1, k("AUS identity"), k("AUS signing 1"), READING["AUS reading 1"], aus_nodes()))
    r.add("enrol USA", day(2026, 1, 7), "enrol", w.enrol(
        "USA", 1, k("USA identity"), k("USA signing 1"), READING["USA reading"], usa_nodes()))
    r.add("enrol an auditor", day(2026, 1, 8), "enrol", w.enrol(
        "court-of-audit", 3, k("auditor identity"), k("auditor signing 1"),
        READING["auditor reading"], [w.node("main", CURVE["auditor main"], [], 1)]))
    r.add("territory XEU", day(2026, 1, 9), "territory", w.territory(
        "XEU", "European Union", ["AUT", "DEU", "FRA"]))
    r.add("certification of AUS", day(2026, 2, 2), "certification", w.certification(
        "AUS", day(2026, 2, 2), day(2026, 2, 3)))
    r.add("its approval", day(2026, 3, 2), "resolution", w.resolution(
        8, 1, day(2026, 3, 1), day(2026, 2, 3), "Pub. L. 000-00"))
    r.add("its entry into force", day(2026, 3, 5), "entry-into-force", w.entry_into_force(
        "AUS", 8, day(2026, 3, 5)))
    r.add("policy", day(2026, 3, 6), "policy", w.policy())
    r.add("countries of concern", day(2026, 3, 6), "reference", w.reference(
        "countries_of_concern", "2026", 1, 1,
        [w.raw(1, "CHN") + w.num(2, 1) + w.num(3, day(2021, 1, 1)) + w.raw(5, "covered nation"),
         w.raw(1, "HKG") + w.num(2, 3)]))
    r.add("HS codes of minerals", day(2026, 3, 6), "reference", w.reference(
        "mineral_hs6", "2026", 1, 1,
        [w.raw(1, "aluminum") + w.num(2, 1) + w.raw(3, "260600") + w.raw(4, "HS2022") +
         w.num(5, 1) + w.each(6, ["26060000"]),
         w.raw(1, "gallium") + w.num(2, 1) + w.raw(4, "HS2022")]))
    r.add("section 301 floors", day(2026, 3, 6), "reference", w.reference(
        "section301_floors", "2026-01-01", 1, 1,
        [w.raw(1, "25041010") + w.raw(2, "250410") + w.each(3, ["graphite"]) + w.num(4, 1) +
         w.num(5, 2500) + w.raw(6, "9903.91.06") + w.raw(7, "89 FR 76581") +
         w.num(8, day(2026, 1, 1))]))
    r.add("select derivative products", day(2026, 3, 6), "reference", w.reference(
        "select_derivative_products", "2026", 1, 1,
        [w.raw(1, "permanent-magnet") + w.raw(2, "permanent magnet") + w.num(3, 1) +
         w.raw(4, "850511") + w.raw(5, "85051100") + w.raw(6, "10") + w.num(7, 2500) +
         w.num(8, day(2026, 1, 1))]))
    r.add("HS 2017 to HS 2022", day(2026, 3, 6), "reference", w.reference(
        "hs2017_to_hs2022", "2022", 1, 1, [w.raw(1, "810600") + w.each(2, ["810610", "810690"])]))
    r.add("country codes, texts beyond ASCII", day(2026, 3, 6), "reference", w.reference(
        "iso3166", "2026", 1, 1,
        [w.raw(1, "CIV") + w.raw(2, "CI") + w.raw(3, "384") + w.raw(4, "C\u00f4te d\u2019Ivoire")]))
    r.add("registrars replaced: both lists sign", day(2026, 4, 1), "registrars",
          w.registrars_body(registrar_rows(LATER_REGISTRARS), 2), incoming=LATER_REGISTRARS)
    r.add("the auditor removed", day(2026, 4, 2), "enrol", w.enrol(
        "court-of-audit", 5, k("auditor identity"), k("auditor signing 1"),
        READING["auditor reading"], []), registrars=LATER_REGISTRARS)
    return r


def make_applications():
    application = w.enrol("USA", 2, k("USA identity"), k("USA signing 1"),
                          READING["USA reading"], usa_nodes())
    string = b"cmsa/1/application\0" + application
    return [{
        "name": "USA asks to be a candidate", "application": application,
        "signing_string": string,
        "signed_application": w.signed_application(
            application, KEYS["USA identity"].sign(string), KEYS["USA signing 1"].sign(string))}]


# --- entries ----------------------------------------------------------------


def keys_statement(alliance, author, incarnation, generation, old, new, identity):
    """The two signatures of a keys body and the strings they are over."""
    tail = (alliance + short(author) + be32(incarnation) + be32(generation) +
            (old.public if old else bytes(32)) + new.public)
    strings = [b"cmsa/1/identity\0" + tail, b"cmsa/1/possession\0" + tail]
    return {"author": author, "incarnation": incarnation, "generation": generation,
            "old_key": old.public if old else bytes(32), "new_key": new.public,
            "identity_string": strings[0], "identity_signature": identity.sign(strings[0]),
            "possession_string": strings[1], "possession_signature": new.sign(strings[1])}


class Feed:
    """Builds one author's chain of entries."""

    def __init__(self, alliance, author, key, register):
        self.alliance, self.author, self.key, self.register = alliance, author, key, register
        self.entries = []

    def add(self, name, kind, audience, body, register_number, time_ms, generation=1, **more):
        seq = len(self.entries) + 1
        values = {
            "version": 1, "author": self.author, "incarnation": 1, "seq": seq,
            "prev": self.entries[-1]["id"] if self.entries else self.alliance,
            "key": generation, "register_number": register_number,
            "register_id": self.register.id(register_number), "time_ms": time_ms,
            "kind": kind, "schema": 1, "audience": audience,
            "body_hash": tagged("cmsa/1/body", body), "body_size": len(body), **more}
        header = w.header(values)
        id_ = tagged("cmsa/1/entry", header)
        string = b"cmsa/1/signature\0" + self.alliance + id_
        signature = self.key.sign(string)
        self.entries.append({
            "name": name, "values": values, "header": header, "id": id_,
            "signing_string": string, "signature": signature, "public_key": self.key.public,
            "body": body, "signed_entry": w.signed_entry(header, signature, body)})
        return self.entries[-1]


T0 = 1775000000000


def duty_lines():
    return [
        w.line("260600", start=day(2026, 1, 1), published="Free"),
        w.line("26060000", scope=5, origin="CHN", kind=2, measure="s301-2024",
               start=day(2024, 9, 27), ad_valorem_bp=2500, published="25%",
               citation="89 FR 76581"),
        w.line("2504101000", scope=3, kind=7, measure="m", start=day(1950, 6, 1),
               end=day(2026, 12, 31), combination=2, ad_valorem_bp=350,
               specific="1.2 EUR/kg", published="3.5 % + 1.2 EUR/kg",
               equivalent_=w.equivalent(410, day(2025, 1, 1), day(2025, 12, 31), 123456789,
                                        "EUR", 1000, "kg", "customs statistics")),
    ]


def capacity_reviews():
    return [
        w.review(["lithium"], 1, w.quantity(1, "1,300", "metric tons", grams=1300000000),
                 form="ore", basis="metal content",
                 production=w.quantity(1, "<5", "metric tons", grams=5000000, bound=1, estimated=1),
                 reserves=w.quantity(3), year=2025, date=day(2026, 1, 15), method="survey",
                 source="ministry"),
        w.review(["aluminum", "lithium"], 2, w.quantity(4),
                 production=w.quantity(1, "7", "litres", litres=7), date=day(2026, 1, 15),
                 secondary=1),
        w.review([], 0, w.quantity(2), date=day(2026, 1, 15), sample=1, nil_for_rest=1),
    ]


def make_feed(register, gathered):
    """AUS: every kind interpreted, one that is not, one sealed to named readers."""
    a = register.alliance
    f = Feed(a, "AUS", KEYS["AUS signing 1"], register)
    st = keys_statement(a, "AUS", 1, 1, None, KEYS["AUS signing 1"], KEYS["AUS identity"])
    f.add("keys, generation 1, prev is the alliance id", 1, 1, w.keys_body(
        1, KEYS["AUS signing 1"].public, READING["AUS reading 1"], st["identity_signature"],
        st["possession_signature"]), 4, T0)
    f.add("capacity for the alliance", 32, 3, w.capacity("AUS", capacity_reviews()), 11, T0 + 1000)
    f.add("duty, one part of two, with an attachment", 33, 1, w.duty(
        "AUS", "HS2022", duty_lines(), schedule="2026", mfn_only=1,
        batch_=w.batch(bytes(range(16)), 1, 2),
        attachments=[w.attachment(bytes(range(32)), 12345, "application/pdf", "schedule.pdf")]),
          11, T0 + 2000)
    f.add("a kind of data that no version knows, with an extension", 500, 2, b"anything", 11,
          T0 + 3000, extension=b"\x00\xffnot interpreted")
    f.add("a body sealed to named readers", 34, 4, b"ciphertext", 11, T0 + 4000,
          key_commitment=bytes(range(100, 132)))
    f.add("capacity that is unusable: country is no code", 32, 1, w.capacity(
        "Aus", capacity_reviews()[:1]), 11, T0 + 5000)
    wit = f.add("witness, full", 2, 1, w.witness(1, [w.head("USA", 1, 1, gathered["usa"])]),
                11, T0 + 6000)
    position = w.ref("AUS", 1, wit["values"]["seq"], wit["id"])
    f.add("assessment at that witness entry", 38, 1, w.assessment(
        1, 1, position, (T0 + 6000) // 86400000, gathered["digest"], counts=[
            w.criterion_count("AUS", 1, 2, [w.status_count(2, "below-floor", 3),
                                            w.status_count(6, "floor-zero", 1)])]),
          11, T0 + 6001)
    return f, [st]


def make_rotation(register, feed):
    """What follows when AUS changes its key: formats that later versions will accept."""
    f = Feed(register.alliance, "AUS", KEYS["AUS signing 1"], register)
    f.entries = list(feed.entries)
    st = keys_statement(register.alliance, "AUS", 1, 2, KEYS["AUS signing 1"],
                        KEYS["AUS signing 2"], KEYS["AUS identity"])
    f.add("keys, generation 2, signed by generation 1", 1, 1, w.keys_body(
        2, KEYS["AUS signing 2"].public, READING["AUS reading 2"], st["identity_signature"],
        st["possession_signature"]), 11, T0 + 7000)
    f.key = KEYS["AUS signing 2"]
    f.add("duty under generation 2", 33, 1, w.duty("AUS", "HS2017", duty_lines()[:1]), 18,
          T0 + 8000, generation=2)
    return f.entries[len(feed.entries):], st


def make_conduct(register, usa):
    """What follows the register and the feed of USA: acts on conduct, measures, attendance."""
    later = Register()
    later.acts, later.alliance = list(register.acts), register.alliance
    meeting = conduct.add_acts(later, LATER_REGISTRARS)
    f = Feed(register.alliance, "USA", KEYS["USA signing 1"], later)
    f.entries = list(usa.entries)
    conduct.add_entries(f, meeting, T0 + 9000)
    return {"alliance_id": register.alliance, "acts": later.acts[len(register.acts):],
            "later_registrars": [x.public for x in LATER_REGISTRARS],
            "entries": f.entries[len(usa.entries):], "refused": conduct.cases(later)}


def make_allowances(register):
    """What follows the acts of conduct.json: acts on the terms of agreements."""
    later = Register()
    later.acts, later.alliance = list(register.acts), register.alliance
    conduct.add_acts(later, LATER_REGISTRARS)
    n_acts = len(later.acts)
    allowances.add_acts(later, LATER_REGISTRARS)
    return {"alliance_id": register.alliance, "acts": later.acts[n_acts:],
            "later_registrars": [x.public for x in LATER_REGISTRARS],
            "refused": allowances.cases(later), "shares": allowances.shares(),
            "five_years": allowances.five_years()}


def make_cuts(register, feed):
    """What follows acts.json and the feed of AUS: cuts, and how incarnation 2 of AUS begins."""
    later = Register()
    later.acts, later.alliance = list(register.acts), register.alliance
    new = KEYS["AUS signing 2"]
    number = cuts.add_acts(later, LATER_REGISTRARS, feed.entries[-1], new.public, Key("JPN signing 2").public)
    st = keys_statement(register.alliance, "AUS", 2, 1, None, new, KEYS["AUS identity"])
    f = Feed(register.alliance, "AUS", new, later)
    f.entries = list(feed.entries)
    f.add("keys of incarnation 2", 1, 1, w.keys_body(
        1, new.public, READING["AUS reading 1"], st["identity_signature"],
        st["possession_signature"]), number, T0 + 9000, incarnation=2, prev=later.id(number))
    f.add("duty of incarnation 2", 33, 1, w.duty("AUS", "HS2017", duty_lines()[:1]), number,
          T0 + 10000, incarnation=2)
    return {"alliance_id": register.alliance, "acts": later.acts[len(register.acts):],
            "later_registrars": [x.public for x in LATER_REGISTRARS],
            "entries": f.entries[len(feed.entries):], "statement": dict(st, alliance_id=register.alliance),
            "refused": cuts.cases(later, new.public)}


def make_alerts(register, usa):
    """What follows conduct.json: a desk of USA, its feed, alerts and what becomes of them."""
    later = Register()
    later.acts, later.alliance = list(register.acts), register.alliance
    meeting = conduct.add_acts(later, LATER_REGISTRARS)
    country = Feed(register.alliance, "USA", KEYS["USA signing 1"], later)
    country.entries = list(usa.entries)
    conduct.add_entries(country, meeting, T0 + 9000)
    n_acts, n_entries = len(later.acts), len(country.entries)
    alerts.policy_act(later, LATER_REGISTRARS)
    identity, signing = Key("USA.customs identity"), Key("USA.customs signing 1")
    reading = x25519("USA.customs reading")
    grant = w.enrol("USA.customs", 4, identity.public, signing.public, reading,
                    [w.node("main", x25519("USA.customs main"), [], 1)])
    statement = keys_statement(register.alliance, "USA.customs", 1, 1, None, signing, identity)
    desk = Feed(register.alliance, "USA.customs", signing, later)
    alerts.add_entries(country, desk, grant, w.keys_body(
        1, signing.public, reading, statement["identity_signature"],
        statement["possession_signature"]), len(later.acts), T0 + 20000)
    string = b"cmsa/1/application\0" + grant
    return {"alliance_id": register.alliance, "acts": later.acts[n_acts:],
            "later_registrars": [x.public for x in LATER_REGISTRARS],
            "entries": country.entries[n_entries:] + desk.entries,
            "application": {"name": "a desk asks its country", "application": grant,
                            "signed_application": w.signed_application(
                                grant, identity.sign(string), signing.sign(string))},
            "refused": alerts.cases(later, grant)}


def make_fund(register, usa):
    """What follows conduct.json, beside alerts.json: the trust fund, and replies of USA."""
    later = Register()
    later.acts, later.alliance = list(register.acts), register.alliance
    meeting = conduct.add_acts(later, LATER_REGISTRARS)
    f = Feed(register.alliance, "USA", KEYS["USA signing 1"], later)
    f.entries = list(usa.entries)
    conduct.add_entries(f, meeting, T0 + 9000)
    n_acts, n_entries = len(later.acts), len(f.entries)
    fund.add_acts(later, LATER_REGISTRARS)
    fund.add_entries(f, len(later.acts), T0 + 20000)
    return {"alliance_id": register.alliance, "acts": later.acts[n_acts:],
            "later_registrars": [x.public for x in LATER_REGISTRARS],
            "entries": f.entries[n_entries:], "refused": fund.cases(later)}


def make_proofs(register, feed, usa):
    """AUS tells its third entry in two ways; USA proves it, behind its keys entry."""
    other = proofs.second_history(feed, 3, 3, 11, T0 + 9000)
    liar = Feed(register.alliance, "AUS", KEYS["stranger"], register)
    liar.entries = list(feed.entries)
    else_ = Feed(register.alliance, "USA", KEYS["USA signing 1"], register)
    else_.entries = list(feed.entries)
    f = Feed(register.alliance, "USA", KEYS["USA signing 1"], register)
    f.entries = list(usa.entries)
    f.add("a proof, one header each", 3, 1, proofs.body(feed.entries[2:3], other[:1]), 11, T0 + 9000)
    f.add("a proof, one against three", 3, 1, proofs.body(feed.entries[2:3], other), 11, T0 + 9001)
    f.add("a proof that does not verify", 3, 1, proofs.body(
        feed.entries[2:3], proofs.second_history(liar, 1, 3, 11, T0 + 9000)), 11, T0 + 9002)
    return {"alliance_id": register.alliance, "entries": f.entries[len(usa.entries):],
            "judgements": proofs.judgements(
                feed, other, proofs.second_history(liar, 1, 3, 11, T0 + 9000),
                [proofs.second_history(feed, 1, 3, 11, T0 + i, generation=2) for i in (1, 2)]),
            "refused": proofs.cases(feed.entries[2:3], other, (
                proofs.second_history(feed, 1, 4, 11, T0) +
                proofs.second_history(else_, 1, 3, 11, T0) +
                proofs.second_history(feed, 257, 3, 11, T0)))}


def make_usa(register):
    f = Feed(register.alliance, "USA", KEYS["USA signing 1"], register)
    st = keys_statement(register.alliance, "USA", 1, 1, None, KEYS["USA signing 1"],
                        KEYS["USA identity"])
    f.add("keys of USA", 1, 1, w.keys_body(
        1, KEYS["USA signing 1"].public, READING["USA reading"], st["identity_signature"],
        st["possession_signature"]), 5, T0)
    return f


# --- what is computed over many records -------------------------------------


def heads_bytes(heads):
    return b"".join(short(h["author"]) + be32(h["incarnation"]) + be64(h["seq"]) + h["id"]
                    for h in heads)


def make_heads(feeds):
    some = [{"author": f.author, "incarnation": 1, "seq": len(f.entries),
             "id": f.entries[-1]["id"]} for f in feeds]
    many = sorted(some + [
        {"author": "AUS", "incarnation": 2, "seq": 1 << 40, "id": bytes(range(32))},
        {"author": "AUS.customs-1", "incarnation": 1, "seq": 7, "id": bytes(32)},
        {"author": "court-of-audit", "incarnation": 1, "seq": 1, "id": b"\xff" * 32}],
        key=lambda h: (h["author"], h["incarnation"]))
    return [{"name": n, "heads": h, "digest": tagged("cmsa/1/heads", heads_bytes(h))}
            for n, h in (("no head", []), ("two heads", some), ("five heads", many))]


def boundaries(sizes):
    """First index of each segment: 256 entries, or bodies that would pass 768 KiB."""
    firsts, entries, total = [], 0, 0
    for i, size in enumerate(sizes):
        if not entries or entries == 256 or total + size > 768 * 1024:
            firsts.append(i)
            entries, total = 0, 0
        entries, total = entries + 1, total + size
    return firsts


def make_segments(feed):
    k256 = 262144
    sizes = {
        "600 small bodies": [400] * 600, "largest bodies, three fit": [k256] * 7,
        "one byte too much": [k256, k256, k256 - 1, 1, 1], "exactly full, then one byte":
        [k256, k256, k256, 1], "256 entries of 3072 bytes fill both limits": [3072] * 300}
    blobs = {}
    for e in feed.entries:
        blobs.setdefault(e["values"]["audience"], b"")
        blobs[e["values"]["audience"]] += e["body"]
    return {
        "boundaries": [{"name": n, "body_sizes": s, "first": boundaries(s)}
                       for n, s in sizes.items()],
        "runs": [{
            "name": "the feed of AUS in one run", "author": "AUS", "incarnation": 1, "first": 1,
            "headers": b"".join(be32(len(e["header"])) + e["header"] for e in feed.entries),
            "signatures": [{"seq": e["values"]["seq"], "signature": e["signature"]}
                           for e in feed.entries[-1:]],
            "blobs": [{"audience": a, "bodies": b} for a, b in sorted(blobs.items())],
            "ids": [e["id"] for e in feed.entries]}]}


def make_findings(register, usa):
    evidence = {"author": "USA", "incarnation": 1, "seq": 1, "id": usa.entries[0]["id"].hex()}
    base = {"country": "AUS", "criterion": 1, "products": ["lithium"], "stage": 1,
            "hs6": ["253090"], "partners": ["CHN", "RUS", "entities"], "status": 2,
            "reason": "below-floor", "measured": "2400 bp", "required": "2500 bp",
            "evidence": [evidence], "flags": ["claimed-equivalent", "corrected"], "count": 3}
    rows = [
        base,
        {**base, "criterion": 3, "hs6": [], "partners": [], "status": 3, "reason": "no-review",
         "measured": "", "required": "365 days", "evidence": [], "flags": [], "count": 1},
        {**base, "country": "USA", "criterion": 4, "products": ["permanent-magnet"], "stage": 3,
         "hs6": ["850511"], "partners": ["AUS"], "status": 6, "reason": "free",
         "measured": "0 bp", "required": "0 bp", "flags": [], "count": 300}]
    return rows


def make_digests(register, usa):
    findings = make_findings(register, usa)
    heads = [{"author": "USA", "incarnation": 1, "seq": 1, "id": usa.entries[0]["id"]}]
    out = []
    for name, rows, head_rows in (("three findings", findings, heads), ("none at all", [], [])):
        pb = [w.finding(f) for f in rows]
        number, as_of = 11, day(2026, 4, 1)
        string = (register.alliance + be32(1) + be32(1) + be64(number) + register.id(number) +
                  be32(len(head_rows)) + heads_bytes(head_rows) + be32(as_of) + be32(len(pb)) +
                  b"".join(be32(len(p)) + p for p in pb))
        out.append({
            "name": name, "alliance_id": register.alliance, "rules_version": 1, "level": 1,
            "register_number": number, "register_id": register.id(number), "heads": head_rows,
            "as_of_days": as_of, "findings": rows, "finding_bytes": pb,
            "digest": tagged("cmsa/1/digest", string)})
    return out


# --- files ------------------------------------------------------------------


def plain(x):
    """bytes become lower-case hexadecimal."""
    if isinstance(x, (bytes, bytearray)):
        return x.hex()
    if isinstance(x, dict):
        return {k_: plain(v) for k_, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    return x


def write(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="ascii", newline="\n") as f:
        json.dump(plain(value), f, indent=1, sort_keys=True)
        f.write("\n")


def main(folder):
    register = make_register()
    usa = make_usa(register)
    digests = make_digests(register, usa)
    feed, statements = make_feed(register, {
        "usa": usa.entries[0]["id"], "digest": digests[0]["digest"]})
    rotation, statement = make_rotation(register, feed)
    statements.append(statement)
    applications = make_applications()
    write(folder, "keys.json", {
        "ed25519": [{"name": x.name, "seed": x.seed, "public_key": x.public}
                    for x in KEYS.values()],
        "statements": [dict(s, alliance_id=register.alliance) for s in statements]})
    write(folder, "acts.json", {
        "alliance_id": register.alliance, "acts": register.acts, "applications": applications,
        "registrars": [x.public for x in REGISTRARS],
        "later_registrars": [x.public for x in LATER_REGISTRARS],
        "invitation": w.invitation(
            [a["signed_act"] for a in register.acts], len(register.acts), register.acts[-1]["id"],
            [w.peer("AUS", "main", CURVE["AUS main"], "tcp://127.0.0.1:7001"),
             w.peer("USA", "main", CURVE["USA main"], "tcp://127.0.0.1:7002")])})
    write(folder, "entries.json", {"alliance_id": register.alliance,
                                   "entries": feed.entries + usa.entries,
                                   "rotation": rotation})
    write(folder, "segments.json", make_segments(feed))
    write(folder, "heads.json", make_heads([feed, usa]))
    write(folder, "findings.json", digests)
    conduct_, alerts_ = make_conduct(register, usa), make_alerts(register, usa)
    write(folder, "conduct.json", conduct_)
    write(folder, "alerts.json", alerts_)
    write(folder, "bundles.json", bundles.make(
        register.alliance, register.acts + conduct_["acts"] + alerts_["acts"],
        feed.entries + usa.entries + conduct_["entries"] + alerts_["entries"]))
    write(folder, "allowances.json", make_allowances(register))
    write(folder, "cuts.json", make_cuts(register, feed))
    write(folder, "fund.json", make_fund(register, usa))
    write(folder, "sealed.json", sealed.make(register.alliance))
    write(folder, "proofs.json", make_proofs(register, feed, usa))
    write(folder, "rotations.json", rotations.made(
        sys.modules[__name__], register, feed, rotation, T0 + 9000))
    write(folder, "refused.json", refused.cases(
        register, feed, applications[0], k("registrar-1")))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make_vectors.py FOLDER")
    main(sys.argv[1])
