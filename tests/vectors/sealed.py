"""sealed.py - vectors of sealed bodies: wraps, commitments, ciphertexts, opened and refused;
one ciphertext that opens under two keys, which only the commitment tells apart.
"""
import hashlib
import struct

import nacl.bindings as na

import alerts
import wire as w

READERS = ("AUS reading 1", "USA reading", "auditor reading")


def named(name):
    return hashlib.sha256(b"cmsa vector sealed " + name.encode()).digest()


def secret_of(name):
    return hashlib.sha256(b"cmsa vector " + name.encode()).digest()


def public_of(secret):
    return na.crypto_scalarmult_base(secret)


def context(alliance, author, incarnation, seq, prev, kind, schema):
    return (b"cmsa/1/sealed-body\0" + alliance + bytes([len(author)]) + author.encode() +
            struct.pack(">IQ", incarnation, seq) + prev + struct.pack(">II", kind, schema))


def commitment(key, ctx):
    return hashlib.sha256(b"cmsa/1/key\0" + key + ctx).digest()


def wrap(key, reading):
    ephemeral = hashlib.sha256(b"cmsa/1/wrap\0" + key + reading).digest()
    public = public_of(ephemeral)
    nonce = hashlib.blake2b(public + reading, digest_size=24).digest()
    return public + na.crypto_box(key, nonce, reading, ephemeral)


def pad(body):
    room = 256
    while room < len(body):
        room *= 2
    return struct.pack(">I", len(body)) + body + bytes(room - len(body))


def sealed(wraps, nonce, ciphertext):
    return w.each(1, wraps) + w.raw(2, nonce) + w.raw(3, ciphertext)


def seal(name, plain, readers, ctx, padded=None):
    key, nonce = named(name + " key"), named(name + " nonce")[:24]
    wraps = [wrap(key, public_of(secret_of(r))) for r in readers]
    room = 1
    while room < len(wraps):
        room *= 2
    while len(wraps) < room:
        fill = named("%s fill %d" % (name, len(wraps)))
        wraps.append(wrap(named("%s thrown away" % name), public_of(fill)))
    ciphertext = na.crypto_aead_xchacha20poly1305_ietf_encrypt(
        pad(plain) if padded is None else padded, ctx, nonce, key)
    return key, nonce, sorted(wraps), ciphertext


# --- a ciphertext under two keys -----------------------------------------------


def chacha_rounds(state):
    x = list(state)

    def quarter(a, b, c, d):
        for p, q, r, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            x[p] = (x[p] + x[q]) & 0xffffffff
            v = x[r] ^ x[p]
            x[r] = ((v << n) | (v >> (32 - n))) & 0xffffffff

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return x


SIGMA = struct.unpack("<4I", b"expand 32-byte k")


def poly_key(key, nonce):
    """r and s of XChaCha20-Poly1305: the first block of the stream."""
    x = chacha_rounds(SIGMA + struct.unpack("<8I", key) + struct.unpack("<4I", nonce[:16]))
    sub = struct.pack("<8I", *(x[:4] + x[12:]))
    start = list(SIGMA + struct.unpack("<8I", sub) + (0, 0) + struct.unpack("<2I", nonce[16:]))
    block = struct.pack("<16I", *((a + b) & 0xffffffff for a, b in zip(chacha_rounds(start), start)))
    r = int.from_bytes(block[:16], "little") & 0x0ffffffc0ffffffc0ffffffc0fffffff
    return r, int.from_bytes(block[16:32], "little")


P = (1 << 130) - 5


def blocks(ctx, ciphertext):
    def filled(b):
        return b + bytes(-len(b) % 16)

    data = filled(ctx) + filled(ciphertext) + struct.pack("<QQ", len(ctx), len(ciphertext))
    return [int.from_bytes(data[i:i + 16] + b"\1", "little") for i in range(0, len(data), 16)]


def poly(list_, r):
    a = 0
    for b in list_:
        a = (a + b) * r % P
    return a


def two_keys(ctx):
    """Nonce, ciphertext and two keys: the last whole block of it is where the two lines meet."""
    n = 4 + 256
    for i in range(1000):
        k1, k2 = named("two keys %d a" % i), named("two keys %d b" % i)
        nonce = named("two keys %d nonce" % i)[:24]
        (r1, s1), (r2, s2) = poly_key(k1, nonce), poly_key(k2, nonce)
        # under the first key the beginning of it is a body of 5 bytes
        text = bytearray(na.crypto_aead_xchacha20poly1305_ietf_encrypt(
            pad(b"goods"), ctx, nonce, k1)[:n])
        at = 240
        text[at:at + 16] = bytes(16)
        list_ = blocks(ctx, bytes(text))
        free = (len(ctx) + 15) // 16 + at // 16
        power = len(list_) - free
        list_[free] = 0
        rest = poly(list_, r2) + s2 - poly(list_, r1) - s1
        for wrap_ in range(-4, 5):
            block = (rest + (wrap_ << 128)) * pow(pow(r1, power, P) - pow(r2, power, P), -1, P) % P
            if block >> 128 != 1:
                continue
            list_[free] = block
            tag = ((poly(list_, r1) + s1) % (1 << 128)).to_bytes(16, "little")
            text[at:at + 16] = (block & ((1 << 128) - 1)).to_bytes(16, "little")
            out = bytes(text) + tag
            try:
                for k in (k1, k2):
                    na.crypto_aead_xchacha20poly1305_ietf_decrypt(out, ctx, nonce, k)
            except Exception:
                continue
            return nonce, out, k1, k2
    raise ValueError("no two keys")


# --- the file -------------------------------------------------------------------


def case(name, alliance, plain, readers, verdict=0, author="USA", seq=17, kind=34, spoil=None,
         padded=None):
    prev = named("prev")
    ctx = context(alliance, author, 1, seq, prev, kind, 1)
    key, nonce, wraps, ciphertext = seal(name, plain, readers, ctx, padded)
    committed = commitment(key, ctx)
    parts = {"key": key, "nonce": nonce, "wraps": wraps, "ciphertext": ciphertext,
             "commitment": committed}
    if spoil:
        spoil(parts)
    return {"name": name, "author": author, "incarnation": 1, "seq": seq, "prev": prev,
            "kind": kind, "schema": 1, "context": ctx, "readers": list(readers), "plain": plain,
            "verdict": verdict, "body": sealed(parts["wraps"], parts["nonce"], parts["ciphertext"]),
            **parts}


def other_key(parts):
    parts["key"] = named("another key")


def flipped(parts):
    parts["ciphertext"] = parts["ciphertext"][:9] + bytes([parts["ciphertext"][9] ^ 1]) + \
        parts["ciphertext"][10:]


def three_wraps(parts):
    parts["wraps"] = parts["wraps"][:3]


def make(alliance):
    alert = alerts.alert("USA", "sealed-1")
    ctx = context(alliance, "USA", 1, 17, named("prev"), 34, 1)
    nonce, text, k1, k2 = two_keys(ctx)
    return {
        "alliance_id": alliance,
        "readers": [{"name": r, "secret": secret_of(r), "public": public_of(secret_of(r))}
                    for r in READERS],
        "opened": [
            case("an alert for three readers", alliance, alert, READERS),
            case("a response for one", alliance, b"answer", READERS[:1], author="USA.customs-1",
                 seq=(1 << 63) - 1, kind=35),
            case("an empty body for two", alliance, b"", READERS[:2]),
            case("256 bytes", alliance, bytes(range(256)), READERS[1:2]),
            case("257 bytes", alliance, bytes(range(256)) + b"x", READERS[1:2])],
        "refused": [
            case("three wraps", alliance, b"goods", READERS, 70, spoil=three_wraps),
            case("another key", alliance, b"goods", READERS, 72, spoil=other_key),
            case("a flipped bit of the ciphertext", alliance, b"goods", READERS, 73, spoil=flipped),
            case("padding that is not zero", alliance, b"goods", READERS, 74,
                 padded=pad(b"goods")[:-1] + b"\1"),
            case("padding longer than it must be", alliance, b"goods", READERS, 74,
                 padded=struct.pack(">I", 5) + b"goods" + bytes(507)),
            case("a length beyond the padding", alliance, b"goods", READERS, 74,
                 padded=struct.pack(">I", 257) + bytes(256))],
        "two_keys": {"author": "USA", "incarnation": 1, "seq": 17, "prev": named("prev"),
                     "kind": 34, "schema": 1, "context": ctx, "nonce": nonce, "ciphertext": text,
                     "key": k1, "other_key": k2, "commitment": commitment(k1, ctx),
                     "body": sealed([wrap(k1, public_of(secret_of(READERS[0])))], nonce, text)}}
