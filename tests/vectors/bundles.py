"""bundles.py - vectors of audit bundles (PROTOCOL.md 10): everything of the other vectors at one
position, and one range of it.
"""
import hashlib

import wire as w

MAGIC = b"cmsa/1/bundle\0"
AS_OF = 20727  # 2026-10-01


def frame(field, body):
    f = w.msg(field, body)
    return len(f).to_bytes(4, "big") + f


def place(e):
    v = e["values"]
    return v["author"], v["seq"]


def segment(run, bodies_of, signed):
    """`bodies_of`: places whose bodies are in the file; each blob of them is whole."""
    first, last = run[0]["values"], run[-1]
    headers = b"".join(len(e["header"]).to_bytes(4, "big") + e["header"] for e in run)
    blobs = []
    for audience in (1, 2, 3, 4):
        held = b"".join(e["body"] for e in run if e["values"]["audience"] == audience and
                        place(e) in bodies_of)
        if held:
            blobs.append(w.num(1, audience) + w.raw(2, held))
    signature = [w.num(1, last["values"]["seq"]) + w.raw(2, last["signature"])] if signed else []
    return (w.raw(1, first["author"]) + w.num(2, 1) + w.num(3, first["seq"]) +
            w.raw(4, headers) + w.each(5, signature) + w.each(6, blobs))


def ranges(entries, wanted):
    """Consecutive wanted entries; every entry of the vectors is signed."""
    out = []
    for e in sorted(entries, key=place):
        if place(e) not in wanted:
            continue
        author, seq = place(e)
        if out and place(out[-1][-1]) == (author, seq - 1):
            out[-1].append(e)
        else:
            out.append([e])
    return out


def cut(run, bodies_of):
    """A range into segments: a blob is all of its audience's bodies, or none."""
    out, held = [[]], {}
    for e in run:
        audience, has = e["values"]["audience"], place(e) in bodies_of
        if held.get(audience, has) != has:
            out.append([])
            held = {}
        out[-1].append(e)
        if e["body"]:
            held[audience] = has
    return out


def bundle(name, alliance, acts, entries, choices, wanted, bodies_of):
    heads = {}
    for e in sorted(entries, key=place):
        heads[e["values"]["author"]] = e
    manifest = (w.num(1, 1) + w.raw(2, alliance) + w.num(3, len(acts)) +
                w.raw(4, acts[-1]["id"]) +
                w.each(5, [w.head(a, 1, e["values"]["seq"], e["id"])
                           for a, e in sorted(heads.items())]) +
                w.num(6, AS_OF) + w.num(7, 1) +
                w.each(8, [w.raw(1, a) + w.num(2, first) + w.num(3, last)
                           for a, first, last in choices]))
    file = MAGIC + frame(1, manifest)
    for a in acts:
        file += frame(2, a["signed_act"])
    runs = ranges(entries, wanted)
    for run in runs:
        pieces = cut(run, bodies_of)
        for i, piece in enumerate(pieces):
            file += frame(3, segment(piece, bodies_of, i == len(pieces) - 1))
    n_entries = sum(len(r) for r in runs)
    n_bodies = sum(1 for r in runs for e in r if e["body"] and place(e) in bodies_of)
    file += frame(6, w.num(1, len(acts)) + w.num(2, n_entries) + w.num(3, n_bodies) +
                  w.raw(5, hashlib.sha256(file).digest()))
    return {"name": name, "file": file, "acts": len(acts), "entries": n_entries,
            "bodies": n_bodies, "ranges": len(runs)}


def make(alliance, acts, entries):
    everything = {place(e) for e in entries}
    # AUS 2..3; its first entry; who witnessed them: nobody but itself
    some = {("AUS", 1), ("AUS", 2), ("AUS", 3)}
    desk = {("USA", 1)} | {("USA", s) for s in (4, 5, 7)} | {
        ("USA.customs", s) for s in (1, 3, 4)}
    return {"alliance_id": alliance, "bundles": [
        bundle("everything", alliance, acts, entries, [], everything, everything),
        bundle("a body is not held", alliance, acts, entries, [], everything,
               everything - {("USA.customs", 3)}),
        bundle("two entries of AUS", alliance, acts, entries, [("AUS", 2, 3)], some, some),
        bundle("two entries of a desk, and what its country says of it", alliance, acts, entries,
               [("USA.customs", 3, 4)], desk, desk),
    ]}
