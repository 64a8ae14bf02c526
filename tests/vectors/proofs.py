"""proofs.py - vectors of proofs of forks: AUS tells a place in two ways, USA proves it, and what is
no proof: by its form (refused), or because it does not verify (no effect).
"""
import wire as w

MALFORMED, NOT_CANONICAL, UNKNOWN_FIELD, FIELD, PREV = 1, 2, 3, 7, 24


def blob(headers):
    return b"".join(len(h).to_bytes(4, "big") + h for h in headers)


def side(entries, signature=None):
    """The run of these entries, signed by its last."""
    return w.raw(1, blob([e["header"] for e in entries])) + w.raw(
        2, entries[-1]["signature"] if signature is None else signature)


def body(a, b):
    """Two runs, the smaller id first."""
    a, b = sorted((a, b), key=lambda run: run[0]["id"])
    return w.each(1, [side(a), side(b)])


def second_history(feed, n, start, register_number, time_ms, **more):
    """What the same author also said, from entry `start` on: `n` entries."""
    other = type(feed)(feed.alliance, feed.author, feed.key, feed.register)
    other.entries = list(feed.entries[:start - 1])
    for i in range(n):
        other.add("a second AUS 1:%d" % (start + i), 500, 2, b"another %d" % i, register_number,
                  time_ms + i, **more)
    return other.entries[start - 1:]


def judgements(feed, other, stranger, later_key):
    """Bodies of a right form, and what they are to somebody who holds AUS up to 1:2."""
    first = feed.entries[2:3]
    at = {"before": feed.entries[1]["id"], "public_key": feed.key.public, "generation": 1}

    def say(name, proven, data, **more):
        return dict(at, name=name, proven=proven, body=data, **more)

    swapped = sorted((first, other[:1]), key=lambda run: run[0]["id"])
    deep = second_history(feed, 1, 5, 11, 1775000009000)
    return [
        say("one header each", 1, body(first, other[:1])),
        say("one header against three, signed by the last", 1, body(first, other)),
        say("the other one was made by a stranger", 0, body(first, stranger)),
        say("the signature of the other side", 0, w.each(1, [
            side(swapped[0], swapped[1][-1]["signature"]),
            side(swapped[1], swapped[0][-1]["signature"])])),
        say("a signature of zeros", 0, w.each(1, [side(swapped[0], bytes(64)), side(swapped[1])])),
        say("somebody holds another entry before it", 0, body(first, other[:1]),
            before=feed.entries[0]["id"]),
        say("a later place, known up to 1:2 alone", 0, body(feed.entries[4:5], deep)),
        say("under a generation that is not current", 0, body(*later_key)),
    ]


def cases(first, other, deep):
    a, b = sorted((first[:1], other[:1]), key=lambda run: run[0]["id"])
    good = body(first[:1], other[:1])

    def c(name, data, verdict):
        return {"name": name, "door": "body", "kind": 3, "schema": 1, "bytes": data,
                "verdict": verdict}

    gap = [other[0], other[2]]
    return [
        c("nothing", b"", FIELD),
        c("one side", w.each(1, [side(a)]), FIELD),
        c("three sides", w.each(1, [side(a), side(b), side(b)]), FIELD),
        c("the greater id first", w.each(1, [side(b), side(a)]), NOT_CANONICAL),
        c("twice the same", w.each(1, [side(a), side(a)]), NOT_CANONICAL),
        c("no signature", w.each(1, [side(a, b""), side(b)]), FIELD),
        c("a signature of 63 bytes", w.each(1, [side(a, bytes(63)), side(b)]), FIELD),
        c("no header", w.each(1, [w.raw(2, bytes(64)), side(b)]), FIELD),
        c("a header cut short", w.each(1, [w.raw(1, blob([a[0]["header"]])[:-1]) +
                                           w.raw(2, bytes(64)), side(b)]), FIELD),
        c("a byte behind the last header", w.each(1, [w.raw(1, blob([a[0]["header"]]) + b"\0") +
                                                      w.raw(2, bytes(64)), side(b)]), FIELD),
        c("a header that is none", w.each(1, [w.raw(1, blob([b"x"])) + w.raw(2, bytes(64)),
                                              side(b)]), MALFORMED),
        c("a header left out", body(first[:1], gap), PREV),
        c("headers that do not link", body(first[:1], [other[0], deep[0]]), PREV),
        c("of two places", body(first[:1], other[1:2]), FIELD),
        c("of two authors", body(first[:1], [deep[1]]), FIELD),
        c("257 headers", w.each(1, [w.raw(1, blob([e["header"] for e in deep[2:]])) +
                                    w.raw(2, bytes(64)), side(b)]), FIELD),
        c("a field that nobody knows", good + w.num(2, 1), UNKNOWN_FIELD),
    ]
