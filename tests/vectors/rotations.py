"""rotations.py - vectors of changes of keys: what follows the feed of AUS and its rotation in
entries.json, and what must be refused in the place after it.
"""
import wire as w

DUTY = 33


def node_key(name, curve_key, only=0):
    return w.raw(1, name) + w.raw(2, curve_key) + w.num(3, only)


class Rotations:
    """Bodies and entries; `make` is make_vectors itself, for its keys and helpers."""

    def __init__(self, make, register, feed, time_ms):
        self.make, self.register, self.feed, self.time_ms = make, register, feed, time_ms
        self.signing = {1: make.KEYS["AUS signing 1"], 2: make.KEYS["AUS signing 2"]}
        self.signing.update({n: make.Key("AUS signing %d" % n) for n in (3, 4, 5, 6)})
        self.identity = make.KEYS["AUS identity"]

    def body(self, generation, signing=None, reading=None, identity=None, old=None,
             possession=None, nodes=()):
        signing = signing or self.signing[generation]
        said = self.make.keys_statement(
            self.register.alliance, "AUS", 1, generation, old or self.signing[generation - 1],
            signing, identity or self.identity)
        if possession:
            said["possession_signature"] = possession.sign(said["possession_string"])
        return w.keys_body(generation, signing.public,
                           reading or self.make.x25519("AUS reading %d" % generation),
                           said["identity_signature"], said["possession_signature"]) + \
            w.each(9, nodes)

    def add(self, name, kind, body, key, signed_by=None):
        self.time_ms += 1000
        self.feed.key = self.signing[signed_by or key]
        return self.feed.add(name, kind, 1, body, 18, self.time_ms, generation=key)

    def duty(self, name, key, signed_by=None):
        body = w.duty("AUS", "HS2017", self.make.duty_lines()[:1])
        return self.add(name, DUTY, body, key, signed_by)

    def refuse(self, verdict, name, kind, body, key, signed_by=None):
        """A case in the next place, which it does not take."""
        entry = self.add(name, kind, body, key, signed_by)
        self.feed.entries.pop()
        return {"name": name, "signed_entry": entry["signed_entry"], "verdict": verdict}


def entries(x):
    x.add("keys, generation 3, a new transport key of a node", 1, x.body(
        3, nodes=[node_key("main", x.make.x25519("AUS main 3"))]), 2)
    x.duty("duty under generation 3", 3)
    x.add("keys, generation 4, signed by itself: that of generation 3 is lost", 1, x.body(4), 4)
    x.duty("duty under generation 4", 4)


def cases(x):
    again, usa = x.signing[2], x.make.READING["USA reading"]
    curve, stranger = x.make.CURVE["USA main"], x.make.KEYS["stranger"]
    fresh = x.make.x25519("AUS main 5")
    duty = w.duty("AUS", "HS2017", x.make.duty_lines()[:1])
    yield x.refuse(10, "signed by a retired generation, and says so", DUTY, duty, 3)
    yield x.refuse(9, "signed by a retired generation, and says the one in force", DUTY, duty, 4, 3)
    yield x.refuse(10, "data under a generation that nothing names", DUTY, duty, 5)
    yield x.refuse(10, "the generation after the next", 1, x.body(6, old=x.signing[4]), 4)
    yield x.refuse(10, "the generation in force again", 1, x.body(4), 4)
    yield x.refuse(9, "vouched for by another than the identity key", 1,
                   x.body(5, identity=stranger), 4)
    yield x.refuse(9, "the new key does not vouch for itself", 1, x.body(5, possession=stranger), 4)
    yield x.refuse(9, "in place of a key that is not in force", 1, x.body(5, old=x.signing[3]), 4)
    yield x.refuse(9, "names its own key, and another signed it", 1, x.body(5), 5, 4)
    yield x.refuse(33, "a signing key again", 1, x.body(5, signing=again), 4)
    yield x.refuse(33, "the identity key as signing key", 1, x.body(5, signing=x.identity), 4)
    yield x.refuse(33, "another author's reading key", 1, x.body(5, reading=usa), 4)
    yield x.refuse(33, "another author's transport key", 1,
                   x.body(5, nodes=[node_key("main", curve)]), 4)
    yield x.refuse(33, "a transport key as reading key", 1,
                   x.body(5, reading=x.make.x25519("AUS main 3")), 4)
    yield x.refuse(43, "one key for two nodes", 1,
                   x.body(5, nodes=[node_key("copy-2", fresh), node_key("main", fresh)]), 4)
    yield x.refuse(7, "nodes out of order", 1, x.body(5, nodes=[
        node_key("main", fresh), node_key("copy-2", x.make.x25519("AUS copy 5"))]), 4)


def made(make, register, feed, rotation, time_ms):
    f = make.Feed(register.alliance, "AUS", None, register)
    f.entries = list(feed.entries) + list(rotation)
    before = len(f.entries)
    x = Rotations(make, register, f, time_ms)
    entries(x)
    refused = list(cases(x))
    return {"alliance_id": register.alliance, "entries": f.entries[before:], "refused": refused}
