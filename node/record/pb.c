/* pb.c - protobuf-c over an arena, and the checks it does not make. */
#include "pb.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"

static void *
arena_alloc(void *ctx, size_t size)
{
	return arena_get(ctx, size);
}

static void
arena_free_nothing(void *ctx, void *p)
{
	(void)ctx;
	(void)p;
}

static const void *
field_at(const ProtobufCMessage *m, unsigned offset)
{
	return (const uint8_t *)m + offset;
}

/* How many values a field holds, and where the first is.  A oneof member that is not the
 * chosen one holds none. */
static size_t
field_values(
    const void **first, const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
	const void *at = field_at(m, f->offset);

	if (f->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t n;

		memcpy(&n, field_at(m, f->quantifier_offset), sizeof(n));
		memcpy(first, at, sizeof(*first));
		return n;
	}
	*first = at;
	if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
		uint32_t chosen;

		memcpy(&chosen, field_at(m, f->quantifier_offset), sizeof(chosen));
		return chosen == f->id;
	}
	return 1;
}

typedef bool message_fn(const ProtobufCMessage *m);

static bool
texts_are_clean(const ProtobufCMessage *m)
{
	for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
		const void *first;
		size_t n;

		if (f->type != PROTOBUF_C_TYPE_STRING)
			continue;
		n = field_values(&first, m, f);
		for (size_t k = 0; k < n; k++) {
			const char *s;

			memcpy(&s, (const uint8_t *)first + k * sizeof(s), sizeof(s));
			if (s && !text_is_clean((const uint8_t *)s, strlen(s)))
				return false;
		}
	}
	return true;
}

static bool
has_no_unknown(const ProtobufCMessage *m)
{
	return m->n_unknown_fields == 0;
}

/* Does `fn` hold for m and every message in it?  Our types do not nest in themselves, so
 * the depth is that of the .proto files. */
static bool
each_message(const ProtobufCMessage *m, message_fn *fn)
{
	if (!fn(m))
		return false;
	for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
		const void *first;
		size_t n;

		if (f->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		n = field_values(&first, m, f);
		for (size_t k = 0; k < n; k++) {
			const ProtobufCMessage *sub;

			memcpy(
			    &sub, (const uint8_t *)first + k * sizeof(sub), sizeof(sub));
			if (sub && !each_message(sub, fn))
				return false;
		}
	}
	return true;
}

enum verdict
pb_parse(const ProtobufCMessage **out, struct arena *mem,
    const ProtobufCMessageDescriptor *type, struct bytes in)
{
	ProtobufCAllocator a = {
		.alloc = arena_alloc, .free = arena_free_nothing, .allocator_data = mem
	};
	const uint8_t *p = in.p ? in.p : (const uint8_t *)"";
	ProtobufCMessage *m = protobuf_c_message_unpack(type, &a, in.n, p);

	if (!m)
		return V_MALFORMED;
	if (!each_message(m, texts_are_clean))
		return V_BAD_TEXT;
	*out = m;
	return V_OK;
}

bool
pb_is_canonical(const ProtobufCMessage *m, struct bytes in)
{
	size_t n = protobuf_c_message_get_packed_size(m);
	uint8_t *p;
	bool same;

	if (n != in.n)
		return false;
	p = mem_new(n);
	protobuf_c_message_pack(m, p);
	same = bytes_eq(bytes_of(p, n), in);
	free(p);
	return same;
}

enum verdict
pb_parse_canonical(const ProtobufCMessage **out, struct arena *mem,
    const ProtobufCMessageDescriptor *type, struct bytes in)
{
	const ProtobufCMessage *m = NULL;
	enum verdict v = pb_parse(&m, mem, type, in);

	if (v)
		return v;
	if (!each_message(m, has_no_unknown)) {
		*out = m;
		return V_UNKNOWN_FIELD;
	}
	if (!pb_is_canonical(m, in))
		return V_NOT_CANONICAL;
	*out = m;
	return V_OK;
}

void
pb_write(struct buf *out, const ProtobufCMessage *m)
{
	protobuf_c_message_pack(m, buf_more(out, protobuf_c_message_get_packed_size(m)));
}

ProtobufCBinaryData
pb_data(struct bytes b)
{
	ProtobufCBinaryData d = { .len = b.n };

	memcpy(&d.data, &b.p, sizeof(d.data));
	return d;
}

ProtobufCBinaryData
pb_hash_data(const void *p32)
{
	return pb_data(bytes_of(p32, 32));
}

char *
pb_text(const char *s)
{
	char *p;

	memcpy(&p, &s, sizeof(p));
	return p;
}
