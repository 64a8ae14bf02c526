/* proof_body.c - an opened body as JSON, from what the message says of itself: the reader's program
 * links no library for it.  Messages are not recursive. */
#include <inttypes.h>
#include <stdlib.h>

#include "body.h"
#include "proof.h"

static void add_message(struct buf *out, const ProtobufCMessage *m, int depth);

static void
add_bytes(struct buf *out, const ProtobufCBinaryData *d)
{
	char two[3];

	buf_add_str(out, "\"");
	for (size_t i = 0; i < d->len; i++) {
		hex_write(two, d->data + i, 1);
		buf_add_str(out, two);
	}
	buf_add_str(out, "\"");
}

static void
add_enum(struct buf *out, const ProtobufCEnumDescriptor *type, int value)
{
	const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(type, value);

	if (v)
		proof_json_text(out, v->name);
	else
		buf_add_format(out, "%d", value);
}

/* One value of the field, at `p`. */
static void
add_value(struct buf *out, const ProtobufCFieldDescriptor *f, const void *p, int depth)
{
	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING: proof_json_text(out, *(char *const *)p); return;
	case PROTOBUF_C_TYPE_BYTES: add_bytes(out, p); return;
	case PROTOBUF_C_TYPE_ENUM: add_enum(out, f->descriptor, *(const int *)p); return;
	case PROTOBUF_C_TYPE_BOOL:
		buf_add_str(out, *(const protobuf_c_boolean *)p ? "true" : "false");
		return;
	case PROTOBUF_C_TYPE_MESSAGE:
		add_message(out, *(const ProtobufCMessage *const *)p, depth + 1);
		return;
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
		buf_add_format(out, "%" PRId32, *(const int32_t *)p);
		return;
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		buf_add_format(out, "%" PRIu32, *(const uint32_t *)p);
		return;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		buf_add_format(out, "%" PRId64, *(const int64_t *)p);
		return;
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		buf_add_format(out, "%" PRIu64, *(const uint64_t *)p);
		return;
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE: break; /* no record has one */
	}
	buf_add_str(out, "null");
}

static size_t
size_of(const ProtobufCFieldDescriptor *f)
{
	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
	case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_BOOL: return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE: return 8;
	case PROTOBUF_C_TYPE_ENUM:
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FLOAT: return 4;
	}
	abort();
}

static void
add_list(struct buf *out, const ProtobufCFieldDescriptor *f, const char *at,
    const char *counted, int depth)
{
	const char *list = *(const char *const *)(const void *)at;
	const size_t n = *(const size_t *)(const void *)counted;

	buf_add_str(out, "[");
	for (size_t i = 0; i < n; i++) {
		buf_add_str(out, i ? ", " : "");
		add_value(out, f, list + i * size_of(f), depth);
	}
	buf_add_str(out, "]");
}

static void
add_message(struct buf *out, const ProtobufCMessage *m, int depth)
{
	const ProtobufCMessageDescriptor *t = m->descriptor;
	const char *base = (const char *)m;
	bool any = false;

	buf_add_str(out, "{");
	for (unsigned i = 0; i < t->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &t->fields[i];
		const char *at = base + f->offset;

		if (f->type == PROTOBUF_C_TYPE_MESSAGE &&
		    f->label != PROTOBUF_C_LABEL_REPEATED &&
		    !*(const void *const *)(const void *)at)
			continue;
		buf_add_format(
		    out, "%s\n%*s\"%s\": ", any ? "," : "", 2 * depth + 2, "", f->name);
		any = true;
		if (f->label == PROTOBUF_C_LABEL_REPEATED)
			add_list(out, f, at, base + f->quantifier_offset, depth);
		else
			add_value(out, f, at, depth);
	}
	buf_add_format(out, "\n%*s}", 2 * depth, "");
}

enum verdict
proof_body(struct buf *out, const struct proof *p)
{
	const struct proof_opened *o = &p->opens;
	const ProtobufCMessage *m = NULL;
	struct arena mem;
	enum verdict v;

	arena_init(&mem, LIMIT_BODY_ARENA);
	v = body_parse(
	    &m, &mem, o->entry->kind, o->entry->schema, buf_view(&o->body), NULL);
	if (!v && m) {
		add_message(out, m, 0);
		buf_add_str(out, "\n");
	}
	arena_clear(&mem);
	return v;
}
