/* sign_record.c - the sign process's record on disk. */
#include "sign_record.h"

#include <assert.h>
#include <string.h>

#include "file.h"

#define TAG_SIGN_RECORD "cmsa/1/sign-record"

static const uint8_t MAGIC[7] = { 'C', 'M', 'S', 'A', 'R', 'E', 'C' };

enum {
	MAGIC_BYTES = 8,
	FIXED_BYTES = MAGIC_BYTES + 32 + 4,
	SIGNATURE_BYTES = 64,
	CHECK_BYTES = 32,
	NEXT_BYTES = 32,
	MOST_BYTES =
	    FIXED_BYTES + LIMIT_HEADER_BYTES + SIGNATURE_BYTES + NEXT_BYTES + CHECK_BYTES,
	PLAIN = 1, /* versions */
	HANDS_OVER = 2,
};

void
sign_record_of(
    struct sign_record *out, const struct entry *e, const struct signature *sig)
{
	assert(e->header.n <= sizeof(out->header));
	*out = (struct sign_record){
		.place = e->place,
		.id = e->id,
		.register_number = e->register_number,
		.signature = *sig,
		.header_bytes = e->header.n,
		.generation = e->key,
	};
	memcpy(out->header, e->header.p, e->header.n);
}

static struct hash
check_of(struct bytes before)
{
	return hash_tagged(TAG_SIGN_RECORD, before);
}

static void
encode(struct buf *out, const struct sign_record *r)
{
	const uint8_t version = r->hands_over ? HANDS_OVER : PLAIN;
	struct hash check;

	buf_add(out, MAGIC, sizeof(MAGIC));
	buf_add(out, &version, 1);
	buf_add(out, r->key.b, sizeof(r->key.b));
	buf_add_u32(out, (uint32_t)r->header_bytes);
	if (r->header_bytes) {
		buf_add(out, r->header, r->header_bytes);
		buf_add(out, r->signature.b, sizeof(r->signature.b));
	}
	if (r->hands_over)
		buf_add(out, r->next.b, sizeof(r->next.b));
	check = check_of(buf_view(out));
	buf_add(out, check.b, sizeof(check.b));
}

static bool
is_whole(struct bytes b)
{
	struct hash check;
	size_t header_bytes, next_bytes;

	if (b.n < FIXED_BYTES + CHECK_BYTES || memcmp(b.p, MAGIC, sizeof(MAGIC)) != 0 ||
	    (b.p[sizeof(MAGIC)] != PLAIN && b.p[sizeof(MAGIC)] != HANDS_OVER))
		return false;
	header_bytes = get_u32(b.p + MAGIC_BYTES + 32);
	next_bytes = b.p[sizeof(MAGIC)] == HANDS_OVER ? NEXT_BYTES : 0;
	if (header_bytes > LIMIT_HEADER_BYTES || (next_bytes && !header_bytes) ||
	    b.n != FIXED_BYTES + header_bytes + (header_bytes ? SIGNATURE_BYTES : 0) +
		       next_bytes + CHECK_BYTES)
		return false;
	check = check_of(bytes_of(b.p, b.n - CHECK_BYTES));
	return !memcmp(check.b, b.p + b.n - CHECK_BYTES, CHECK_BYTES);
}

static enum err
decode(struct sign_record *out, struct bytes b, const char *path,
    const struct public_key *key, struct errmsg *m)
{
	struct bytes header;
	struct signature sig;
	struct entry e;

	*out = (struct sign_record){ 0 };
	if (!is_whole(b))
		return errmsg_set(
		    m, ERR_INPUT, "%s is damaged: it is no whole sign record", path);
	if (key && memcmp(b.p + MAGIC_BYTES, key->b, sizeof(key->b)) != 0)
		return errmsg_set(
		    m, ERR_INPUT, "%s is the record of another signing key", path);
	header = bytes_of(b.p + FIXED_BYTES, get_u32(b.p + MAGIC_BYTES + 32));
	memcpy(out->key.b, b.p + MAGIC_BYTES, sizeof(out->key.b));
	if (!header.n)
		return ERR_NONE;
	if (entry_parse(&e, header) != V_OK)
		return errmsg_set(
		    m, ERR_INPUT, "%s: the header in it does not parse", path);
	memcpy(sig.b, header.p + header.n, sizeof(sig.b));
	sign_record_of(out, &e, &sig);
	memcpy(out->key.b, b.p + MAGIC_BYTES, sizeof(out->key.b));
	out->hands_over = b.p[sizeof(MAGIC)] == HANDS_OVER;
	if (out->hands_over)
		memcpy(out->next.b, header.p + header.n + SIGNATURE_BYTES,
		    sizeof(out->next.b));
	return ERR_NONE;
}

enum err
sign_record_read(struct sign_record *out, const char *path, const struct public_key *key,
    struct errmsg *m)
{
	struct buf file = { 0 };
	enum err e = file_read(&file, path, MOST_BYTES, m);

	if (!e)
		e = decode(out, buf_view(&file), path, key, m);
	buf_clear(&file);
	return e;
}

enum err
sign_record_write(const char *path, const struct sign_record *r, struct errmsg *m)
{
	struct buf file = { 0 };
	enum err e;

	encode(&file, r);
	e = file_write(path, buf_view(&file), 0600, m);
	buf_clear(&file);
	return e;
}

enum err
sign_record_new(const char *path, const struct public_key *key, struct errmsg *m)
{
	const struct sign_record none = { .key = *key };
	struct buf file = { 0 };
	enum err e;

	encode(&file, &none);
	e = file_write_new(path, buf_view(&file), 0600, m);
	buf_clear(&file);
	return e;
}
