/* entry.c - headers and signed entries: bytes <-> values. */
#include "entry.h"

#include <sodium.h>
#include <stdlib.h>

#include "entry.pb-c.h"
#include "pb.h"

enum {
	MAX_KIND = 65535
};
static const int64_t MAX_TIME_MS = INT64_C(7258118400000); /* 2200-01-01 */

static enum verdict
check_scalars(const Cmsa__Header *h)
{
	if (h->version != 1)
		return V_VERSION;
	if (!author_is_valid(h->author) || !h->incarnation || !h->seq ||
	    h->seq > INT64_MAX || !h->key)
		return V_FIELD;
	if (!h->register_number || h->register_number > INT64_MAX)
		return V_FIELD;
	if (h->time_ms < 0 || h->time_ms >= MAX_TIME_MS)
		return V_FIELD;
	if (!h->kind || h->kind > MAX_KIND || !h->schema)
		return V_FIELD;
	if (!kind_allows_audience(h->kind, h->audience))
		return V_AUDIENCE;
	if (h->body_size > LIMIT_BODY_BYTES || h->extension.len > LIMIT_EXTENSION_BYTES)
		return V_TOO_LARGE;
	return V_OK;
}

static enum verdict
take_hashes(struct entry *e, const Cmsa__Header *h)
{
	if (!hash_from(&e->prev, pb_bytes(h->prev)) ||
	    !hash_from(&e->register_id, pb_bytes(h->register_id)) ||
	    !hash_from(&e->body_hash, pb_bytes(h->body_hash)))
		return V_FIELD;
	if (h->audience == AUDIENCE_NAMED)
		return hash_from(&e->key_commitment, pb_bytes(h->key_commitment))
			   ? V_OK
			   : V_FIELD;
	return h->key_commitment.len ? V_FIELD : V_OK;
}

static void
take_scalars(struct entry *e, const Cmsa__Header *h)
{
	memcpy(
	    e->place.author, h->author, strlen(h->author) + 1); /* checked: at most 20 */
	e->place.incarnation = h->incarnation;
	e->place.seq = h->seq;
	e->key = h->key;
	e->register_number = h->register_number;
	e->time_ms = h->time_ms;
	e->kind = h->kind;
	e->schema = h->schema;
	e->audience = h->audience;
	e->body_size = h->body_size;
}

/* The extension is the last field of the header: its bytes are the last of it. */
static struct bytes
extension_in(struct bytes header, size_t n)
{
	return n ? bytes_of(header.p + header.n - n, n) : bytes_of(NULL, 0);
}

enum verdict
entry_parse(struct entry *e, struct bytes header)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__Header *h;
	struct arena mem;
	enum verdict v;

	*e = (struct entry){ .header = header };
	if (header.n > LIMIT_HEADER_BYTES)
		return V_TOO_LARGE;
	arena_init(&mem, LIMIT_HEADER_ARENA);
	v = pb_parse_canonical(&m, &mem, &cmsa__header__descriptor, header);
	if (v)
		goto out;
	h = (const Cmsa__Header *)m;
	v = check_scalars(h);
	if (!v)
		v = take_hashes(e, h);
	if (v)
		goto out;
	take_scalars(e, h);
	e->extension = extension_in(header, h->extension.len);
	e->id = entry_id(header);
	if (e->kind < KIND_FIRST_DATA && !kind_is_known(e->kind))
		v = V_UPGRADE_NEEDED;
out:
	arena_clear(&mem);
	return v;
}

void
entry_write(struct buf *out, const struct entry *e)
{
	Cmsa__Header h;

	cmsa__header__init(&h);
	h.version = 1;
	h.author = pb_text(e->place.author);
	h.incarnation = e->place.incarnation;
	h.seq = e->place.seq;
	h.prev = pb_hash_data(e->prev.b);
	h.key = e->key;
	h.register_number = e->register_number;
	h.register_id = pb_hash_data(e->register_id.b);
	h.time_ms = e->time_ms;
	h.kind = e->kind;
	h.schema = e->schema;
	h.audience = e->audience;
	h.body_hash = pb_hash_data(e->body_hash.b);
	h.body_size = e->body_size;
	if (e->audience == AUDIENCE_NAMED)
		h.key_commitment = pb_hash_data(e->key_commitment.b);
	h.extension = pb_data(e->extension);
	pb_write(out, &h.base);
}

struct hash
entry_id(struct bytes header)
{
	return hash_tagged(TAG_ENTRY, header);
}

struct hash
body_hash(struct bytes body)
{
	return hash_tagged(TAG_BODY, body);
}

enum verdict
entry_check_body(const struct entry *e, struct bytes body)
{
	struct hash h;

	if (body.n > LIMIT_BODY_BYTES)
		return V_TOO_LARGE;
	if (body.n != e->body_size)
		return V_BODY_HASH;
	h = body_hash(body);
	return hash_eq(&h, &e->body_hash) ? V_OK : V_BODY_HASH;
}

void
entry_signing_string(struct buf *out, const struct hash *alliance, const struct hash *id)
{
	buf_add(out, TAG_SIGNATURE, sizeof(TAG_SIGNATURE));
	buf_add(out, alliance->b, sizeof(alliance->b));
	buf_add(out, id->b, sizeof(id->b));
}

enum verdict
entry_check_signature(const struct hash *alliance, const struct hash *id,
    const struct signature *sig, const struct public_key *key)
{
	struct buf s = { 0 };
	int bad;

	entry_signing_string(&s, alliance, id);
	bad = crypto_sign_verify_detached(sig->b, s.p, s.n, key->b);
	buf_clear(&s);
	return bad ? V_BAD_SIGNATURE : V_OK;
}

static enum verdict
take_length(size_t *n, struct bytes *in)
{
	*n = 0;
	for (unsigned shift = 0; shift <= 21 && in->n; shift += 7) {
		uint8_t b = *in->p++;

		in->n--;
		*n |= (size_t)(b & 0x7f) << shift;
		if (b & 0x80)
			continue;
		/* longer than needed, or an empty field, which proto3 does not write */
		if (!b)
			return V_NOT_CANONICAL;
		return *n <= in->n ? V_OK : V_MALFORMED;
	}
	return V_MALFORMED;
}

/* SignedEntry has three byte fields, 1 to 3, each at most once: read by hand, so that the
 * parts can borrow the input. */
static enum verdict
take_field(struct bytes *value, unsigned *number, struct bytes *in)
{
	uint8_t tag = *in->p++;
	enum verdict v;
	size_t n;

	in->n--;
	if ((tag & 7) != 2 || !(tag >> 3))
		return V_MALFORMED;
	*number = tag >> 3;
	if (*number > 3)
		return V_UNKNOWN_FIELD;
	v = take_length(&n, in);
	if (v)
		return v;
	*value = bytes_of(in->p, n);
	in->p += n;
	in->n -= n;
	return V_OK;
}

enum verdict
signed_entry_parse(struct bytes *header, struct bytes *signature, struct bytes *body,
    struct bytes signed_entry)
{
	struct bytes part[4] = { { 0 } };
	unsigned last = 0;

	while (signed_entry.n) {
		struct bytes value = { 0 };
		unsigned number = 0;
		enum verdict v = take_field(&value, &number, &signed_entry);

		if (v)
			return v;
		if (number <= last)
			return V_NOT_CANONICAL;
		part[number] = value;
		last = number;
	}
	if (!part[1].n || (part[2].n && part[2].n != sizeof(struct signature)))
		return V_FIELD;
	if (part[1].n > LIMIT_HEADER_BYTES || part[3].n > LIMIT_BODY_BYTES)
		return V_TOO_LARGE;
	*header = part[1];
	*signature = part[2];
	*body = part[3];
	return V_OK;
}

void
signed_entry_write(
    struct buf *out, struct bytes header, struct bytes signature, struct bytes body)
{
	Cmsa__SignedEntry s;

	cmsa__signed_entry__init(&s);
	s.header = pb_data(header);
	s.signature = pb_data(signature);
	s.body = pb_data(body);
	pb_write(out, &s.base);
}

int
place_cmp(const struct place *a, const struct place *b)
{
	int c = strcmp(a->author, b->author);

	if (c)
		return c;
	if (a->incarnation != b->incarnation)
		return a->incarnation < b->incarnation ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return 0;
}
