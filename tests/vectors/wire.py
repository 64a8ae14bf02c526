"""wire.py - the few protobuf encodings the vectors need, written by hand from proto/.

Uses nothing of the node and no protobuf library: it is the second opinion.  Every
function takes the fields in order of their numbers and gives the canonical bytes
(PROTOCOL.md 2.3): ascending numbers, shortest varints, defaults left out.
"""


def varint(n):
    out = b""
    while n > 0x7F:
        out += bytes([n & 0x7F | 0x80])
        n >>= 7
    return out + bytes([n])


def num(field, n):
    """An integer, enum or bool; a negative one as 64-bit two's complement."""
    if n == 0:
        return b""
    return varint(field << 3) + varint(int(n) & (1 << 64) - 1)


def raw(field, data):
    """bytes or text; left out when empty."""
    if isinstance(data, str):
        data = data.encode()
    return msg(field, data) if data else b""


def msg(field, data):
    """A message, or one value of a repeated field: written also when empty."""
    if isinstance(data, str):
        data = data.encode()
    return varint(field << 3 | 2) + varint(len(data)) + data


def each(field, values):
    return b"".join(msg(field, v) for v in values)


def packed(field, numbers):
    return raw(field, b"".join(varint(n) for n in numbers))


# --- common.proto -----------------------------------------------------------


def ref(author, incarnation, seq, id_):
    return raw(1, author) + num(2, incarnation) + num(3, seq) + raw(4, id_)


head = ref  # the same four fields


def batch(id_, part, parts):
    return raw(1, id_) + num(2, part) + num(3, parts)


def attachment(sha256, size, media_type, name):
    return raw(1, sha256) + num(2, size) + raw(3, media_type) + raw(4, name)


# --- entry.proto ------------------------------------------------------------

HEADER = (
    ("version", num), ("author", raw), ("incarnation", num), ("seq", num), ("prev", raw),
    ("key", num), ("register_number", num), ("register_id", raw), ("time_ms", num),
    ("kind", num), ("schema", num), ("audience", num), ("body_hash", raw),
    ("body_size", num), ("key_commitment", raw), ("extension", raw),
)


def header_fields(h):
    """[(name, encoded field)] in order, those that are not default."""
    parts = [(name, enc(i + 1, h.get(name, 0 if enc is num else b"")))
             for i, (name, enc) in enumerate(HEADER)]
    return [p for p in parts if p[1]]


def header(h):
    return b"".join(p[1] for p in header_fields(h))


def signed_entry(header_, signature, body):
    return raw(1, header_) + raw(2, signature) + raw(3, body)


# --- act.proto --------------------------------------------------------------

BODY = {
    "genesis": 10, "registrars": 11, "territory": 12, "enrol": 13, "certification": 14,
    "resolution": 15, "entry-into-force": 16, "reference": 17, "policy": 18,
    "undertaking": 22, "determination": 23, "withdrawal": 26, "termination": 27, "meeting": 29,
    "meeting-record": 30, "engagement": 33, "cut": 19, "modification-notice": 24, "modification-effect": 25,
    "allowance": 28, "report": 31, "review": 32,
}
TABLE = {
    "critical_minerals": 10, "countries_of_concern": 11, "mineral_hs6": 12,
    "section301_floors": 13, "select_derivative_products": 14, "hs2017_to_hs2022": 15,
    "iso3166": 16, "country_income": 17,
}


def act(number, prev, date, kind, body):
    field = BODY[kind] if isinstance(kind, str) else kind
    return num(1, number) + raw(2, prev) + num(3, date) + msg(field, body)


def registrar(name, key, algorithm=1):
    return raw(1, name) + num(2, algorithm) + raw(3, key)


def genesis(name, registrars, threshold, nonce):
    return raw(1, name) + each(2, registrars) + num(3, threshold) + raw(4, nonce)


def registrars_body(registrars, threshold):
    return each(1, registrars) + num(2, threshold)


def territory(code, name, countries):
    return raw(1, code) + raw(2, name) + each(3, countries)


def node(name, curve_key, addresses, writes):
    return raw(1, name) + raw(2, curve_key) + each(3, addresses) + num(4, writes)


def enrol(author, role, identity, signing, reading, nodes, algorithm=1):
    """Enrol and Application have the same fields."""
    return (raw(1, author) + num(2, role) + num(3, algorithm) + raw(4, identity) +
            raw(5, signing) + raw(6, reading) + each(7, nodes))


def certification(country, finance, ways_and_means):
    return raw(1, country) + num(2, finance) + num(3, ways_and_means)


def resolution(act_number, kind, enacted, notice, citation):
    return num(1, act_number) + num(2, kind) + num(3, enacted) + num(4, notice) + raw(5, citation)


def entry_into_force(country, certification_act, in_force):
    return raw(1, country) + num(2, certification_act) + num(3, in_force)


def reference(table, edition, part, parts, rows, corrects_from=0):
    return (raw(1, table) + raw(2, edition) + num(3, part) + num(4, parts) +
            num(5, corrects_from) + each(TABLE[table], rows))


def policy(rules_version=1, kinds=(1, 2, 32, 33, 38), hkg_mac_country=0, hkg_mac_entities=1,
           sdp_wider=0, mixed_floor=1, floor_counts=1, review_max_age_days=365,
           alert_witnesses=2, own_head_quorum=2, hs_edition="HS2022"):
    return (num(1, rules_version) + packed(2, kinds) + num(4, hkg_mac_country) +
            num(5, hkg_mac_entities) + num(6, sdp_wider) + num(7, mixed_floor) +
            num(8, floor_counts) + num(9, review_max_age_days) + num(10, alert_witnesses) +
            num(11, own_head_quorum) + raw(12, hs_edition))


def engagement(country, engaged, consulted, steps, citation):
    return raw(1, country) + num(2, engaged) + num(3, consulted) + raw(4, steps) + raw(5, citation)


def undertaking(country, paragraph, agreed, sha256, citation):
    return raw(1, country) + num(2, paragraph) + num(3, agreed) + raw(4, sha256) + raw(5, citation)


def determination(country, determined, meets, sha256):
    return raw(1, country) + num(2, determined) + num(3, meets) + raw(4, sha256)


def withdrawal(country, withdrawn, citation):
    return raw(1, country) + num(2, withdrawn) + raw(3, citation)


def termination(terminated, citation):
    return num(1, terminated) + raw(2, citation)


def meeting(held, regular, subject):
    return num(1, held) + num(2, regular) + raw(3, subject)


def meeting_record(meeting_act, attendees):
    return num(1, meeting_act) + each(2, attendees)


def act_signature(registrar_index, signature, incoming=0):
    return num(1, registrar_index) + raw(2, signature) + num(3, incoming)


def signed_act(act_, signatures):
    return raw(1, act_) + each(2, signatures)


def signed_application(application, identity_signature, signing_signature):
    return raw(1, application) + raw(2, identity_signature) + raw(3, signing_signature)


def peer(author, node_name, curve_key, address):
    return raw(1, author) + raw(2, node_name) + raw(3, curve_key) + raw(4, address)


def invitation(acts, head_number, head_id, peers):
    return each(1, acts) + num(2, head_number) + raw(3, head_id) + each(4, peers)


# --- bodies -----------------------------------------------------------------


def keys_body(generation, signing, reading, identity_signature, possession_signature,
              algorithm=1):
    return (num(1, generation) + num(2, algorithm) + raw(3, signing) + raw(4, reading) +
            raw(5, identity_signature) + raw(6, possession_signature))


def witness(full, heads):
    return num(1, full) + each(2, heads)


def quantity(presence, published="", unit="", grams=0, litres=0, bound=0, estimated=0):
    return (num(1, presence) + raw(2, published) + raw(3, unit) + num(4, grams) +
            num(5, litres) + num(6, bound) + num(7, estimated))


def review(subjects, stage, capacity, form="", basis="", production=None, reserves=None,
           year=0, date=0, method="", source="", secondary=0, sample=0, nil_for_rest=0):
    return (each(1, subjects) + num(2, stage) + raw(3, form) + raw(4, basis) +
            (b"" if capacity is None else msg(5, capacity)) +
            (b"" if production is None else msg(6, production)) +
            (b"" if reserves is None else msg(7, reserves)) + num(8, year) + num(9, date) +
            raw(10, method) + raw(11, source) + num(12, secondary) + num(13, sample) +
            num(14, nil_for_rest))


def capacity(country, reviews, batch_=None, attachments=()):
    return (raw(1, country) + each(2, reviews) + (b"" if batch_ is None else msg(3, batch_)) +
            each(4, attachments))


def equivalent(rate_bp, from_days, to_days, value_cents, currency, quantity_, unit, source):
    return (num(1, rate_bp) + num(2, from_days) + num(3, to_days) + num(4, value_cents) +
            raw(5, currency) + num(6, quantity_) + raw(7, unit) + raw(8, source))


def line(code, scope=1, origin="", kind=1, measure="", start=0, end=0, combination=0,
         ad_valorem_bp=0, specific="", published="", equivalent_=None, citation=""):
    return (raw(1, code) + num(2, scope) + raw(3, origin) + num(4, kind) + raw(5, measure) +
            num(6, start) + num(7, end) + num(8, combination) + num(9, ad_valorem_bp) +
            raw(10, specific) + raw(11, published) +
            (b"" if equivalent_ is None else msg(12, equivalent_)) + raw(13, citation))


def duty(country, edition, lines, schedule="", mfn_only=0, batch_=None, attachments=()):
    return (raw(1, country) + raw(2, edition) + raw(3, schedule) + num(4, mfn_only) +
            each(5, lines) + (b"" if batch_ is None else msg(6, batch_)) + each(7, attachments))


def measure(id_, kind, minerals=0, derivatives=0, codes=(), all_countries=0, countries=(),
            entities=0, citation="", authority="", start=0, end=0, sha256=b"", quota=0, sample=0):
    return (raw(1, id_) + num(2, kind) + num(3, minerals) + num(4, derivatives) + each(5, codes) +
            num(6, all_countries) + each(7, countries) + num(8, entities) + raw(9, citation) +
            raw(10, authority) + num(11, start) + num(12, end) + raw(13, sha256) + num(14, quota) +
            num(15, sample))


def attendance(meeting_act, attended, note="", sample=0):
    return num(1, meeting_act) + num(2, attended) + raw(3, note) + num(4, sample)


def measures(country, rows, batch_=None):
    return raw(1, country) + each(2, rows) + (b"" if batch_ is None else msg(3, batch_))


attendances = measures  # the same fields


def status_count(status, reason, count):
    return num(1, status) + raw(2, reason) + num(3, count)


def criterion_count(country, criterion, status, counts):
    return raw(1, country) + num(2, criterion) + num(3, status) + each(4, counts)


def assessment(rules_version, level, position, as_of, digest, incomplete=0, counts=()):
    return (num(1, rules_version) + num(2, level) +
            (b"" if position is None else msg(3, position)) + num(4, as_of) +
            raw(5, digest) + num(6, incomplete) + each(7, counts))


def finding(f):
    return (raw(1, f["country"]) + num(2, f["criterion"]) + each(3, f["products"]) +
            num(4, f["stage"]) + each(5, f["hs6"]) + each(6, f["partners"]) +
            num(7, f["status"]) + raw(8, f["reason"]) + raw(9, f["measured"]) +
            raw(10, f["required"]) +
            each(11, [ref(e["author"], e["incarnation"], e["seq"], bytes.fromhex(e["id"]))
                      for e in f["evidence"]]) +
            each(12, f["flags"]) + num(13, f["count"]))
