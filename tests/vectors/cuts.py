"""cuts.py - vectors of acts that cut a feed, of what must be refused, and of the entries that begin
the next incarnation (PROTOCOL.md 3.7, M4.22).
"""
import refused as r
import wire as w

JAN = r.JAN
CLOSES, OPENS = 1, 2
ID = bytes(range(32))
KEYS_TAKEN = 43


def cut(author="AUS", incarnation=1, seq=4, id_=ID, then=CLOSES, algorithm=0, key=b"",
        reason="a stolen key", citation="", more=b""):
    return (w.raw(1, author) + w.num(2, incarnation) + w.num(3, seq) + w.raw(4, id_) +
            w.num(5, then) + w.num(6, algorithm) + w.raw(7, key) + w.raw(8, reason) +
            w.raw(9, citation) + more)


def add_acts(register, registrars, last, key, other_key):
    """Numbers go on where `register` ends; `last`: the last valid entry of AUS."""
    def add(name, **what):
        register.add(name, JAN + 120, "cut", cut(**what), registrars=registrars)
        return len(register.acts)

    add("a desk's feed ends", author="AUS.customs", seq=1)
    add("nothing of a feed is valid", author="JPN", seq=0, id_=b"", citation="note verbale")
    add("JPN begins anew at 1", author="JPN", seq=0, id_=b"", then=OPENS, algorithm=1, key=other_key)
    return add("AUS goes on under another key", seq=last["values"]["seq"], id_=last["id"],
               then=OPENS, algorithm=1, key=key)


def refused_acts(register, key):
    number, prev = len(register.acts) + 1, register.acts[-1]["id"]

    def a(name, verdict=r.FIELD, **what):
        return name, w.signed_act(w.act(number, prev, JAN, "cut", cut(**what)), []), verdict

    opens = {"then": OPENS, "algorithm": 1, "key": key}
    return [
        a("cut of no author", author="Aus"),
        a("cut of incarnation 0", incarnation=0),
        a("cut of the last incarnation there could be", incarnation=(1 << 32) - 1),
        a("cut at an entry beyond 63 bits", seq=(1 << 63) - 1),
        a("cut at an entry without an id", id_=b""),
        a("cut at no entry, with an id", seq=0),
        a("cut with an id of 31 bytes", id_=ID[1:]),
        a("cut that says not what follows", then=0),
        a("cut that does a third thing", then=3),
        a("cut that closes, with a key", key=key),
        a("cut that closes, with an algorithm", algorithm=1),
        a("cut that opens without a key", then=OPENS, algorithm=1),
        a("cut that opens under another algorithm", **{**opens, "algorithm": 2}),
        a("cut under a key that is no point", KEYS_TAKEN, **{**opens, "key": bytes([2]) + bytes(31)}),
        a("cut under a key of 33 bytes", **{**opens, "key": key + b"\0"}),
        a("cut without a reason", reason=""),
        a("cut with a reason of 1025 bytes", reason="x" * 1025),
        a("cut with a line feed in its reason", r.BAD_TEXT, reason="a\nb"),
        a("cut with an unknown field", r.UNKNOWN_FIELD, more=w.num(10, 1)),
    ]


def cases(register, key):
    return [{"name": n, "door": "act", "bytes": b, "verdict": v} for n, b, v in refused_acts(register, key)]
