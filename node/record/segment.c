/* segment.c - blobs of headers and bodies (PROTOCOL M6.11, M6.12). */
#include "segment.h"

#include <assert.h>

/* PROTOCOL 6.6: "An entry begins a new segment when the one before it has 256 entries, or
 * when its body_size, added to the body sizes of that segment, passes 786432." */
bool
segment_is_full(size_t n_entries, size_t body_bytes, size_t next_body_bytes)
{
	if (!n_entries)
		return false;
	return n_entries >= LIMIT_SEGMENT_ENTRIES ||
	       body_bytes + next_body_bytes > LIMIT_SEGMENT_BODY_BYTES;
}

void
segment_add_header(struct buf *headers, struct bytes header)
{
	assert(header.n <= LIMIT_HEADER_BYTES);
	buf_add_u32(headers, (uint32_t)header.n);
	buf_add(headers, header.p, header.n);
}

/* Nothing of nothing is still something held: not NULL. */
static struct bytes
take(struct bytes *blob, size_t n)
{
	struct bytes b = bytes_of(blob->p, n);

	if (!n)
		return bytes_of("", 0);
	blob->p += n;
	blob->n -= n;
	return b;
}

bool
segment_next_header(struct bytes *header, struct bytes *blob)
{
	uint32_t n;

	if (blob->n < 4)
		return false;
	n = get_u32(blob->p);
	if (!n || n > LIMIT_HEADER_BYTES || n > blob->n - 4)
		return false;
	take(blob, 4);
	*header = take(blob, n);
	return true;
}

bool
segment_next_body(struct bytes *body, struct bytes *blob, const struct entry *e)
{
	if (e->body_size > blob->n)
		return false;
	*body = take(blob, e->body_size);
	return true;
}
