/* act_text.c - acts as text, by the generated descriptors: a field added to act.proto is
 * shown without an edit here. */
#include "act_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "mem.h"

enum {
	SHOWN_ROWS = 8
};

static bool
is_date(const ProtobufCFieldDescriptor *f)
{
	size_t n = strlen(f->name);

	return f->type == PROTOBUF_C_TYPE_INT32 && n > 5 &&
	       !strcmp(f->name + n - 5, "_days");
}

static void
add_name(struct buf *out, const ProtobufCFieldDescriptor *f)
{
	buf_add(out, f->name, strlen(f->name) - (is_date(f) ? 5 : 0));
}

static void
add_date(struct buf *out, int32_t days)
{
	char text[11];

	date_write(text, (struct date){ days });
	buf_add_str(out, days ? text : "none");
}

static void
add_bytes(struct buf *out, const ProtobufCBinaryData *d)
{
	char *hex = mem_new(2 * d->len + 1);

	hex_write(hex, d->data, d->len);
	buf_add_str(out, d->len ? hex : "none");
	free(hex);
}

static void
add_enum(struct buf *out, const ProtobufCEnumDescriptor *type, int value)
{
	const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(type, value);

	if (v)
		buf_add_str(out, v->name);
	else
		buf_add_format(out, "unknown (%d)", value);
}

static void
add_scalar(struct buf *out, const ProtobufCFieldDescriptor *f, const void *at)
{
	union {
		int32_t i32;
		uint32_t u32;
		int64_t i64;
		uint64_t u64;
		protobuf_c_boolean b;
		const char *s;
		ProtobufCBinaryData d;
	} v;

	/* the types act.proto uses */
	if (f->type == PROTOBUF_C_TYPE_STRING) {
		memcpy(&v.s, at, sizeof(v.s));
		buf_add_format(out, "%s", *v.s ? v.s : "none");
	} else if (f->type == PROTOBUF_C_TYPE_BYTES) {
		memcpy(&v.d, at, sizeof(v.d));
		add_bytes(out, &v.d);
	} else if (f->type == PROTOBUF_C_TYPE_BOOL) {
		memcpy(&v.b, at, sizeof(v.b));
		buf_add_str(out, v.b ? "yes" : "no");
	} else if (f->type == PROTOBUF_C_TYPE_ENUM) {
		memcpy(&v.i32, at, sizeof(v.i32));
		add_enum(out, f->descriptor, v.i32);
	} else if (f->type == PROTOBUF_C_TYPE_INT32) {
		memcpy(&v.i32, at, sizeof(v.i32));
		if (is_date(f))
			add_date(out, v.i32);
		else
			buf_add_format(out, "%" PRId32, v.i32);
	} else if (f->type == PROTOBUF_C_TYPE_UINT32) {
		memcpy(&v.u32, at, sizeof(v.u32));
		buf_add_format(out, "%" PRIu32, v.u32);
	} else if (f->type == PROTOBUF_C_TYPE_INT64) {
		memcpy(&v.i64, at, sizeof(v.i64));
		buf_add_format(out, "%" PRId64, v.i64);
	} else if (f->type == PROTOBUF_C_TYPE_UINT64) {
		memcpy(&v.u64, at, sizeof(v.u64));
		buf_add_format(out, "%" PRIu64, v.u64);
	} else {
		buf_add_str(out, "(of a type this program cannot show)");
	}
}

static size_t
element_size(const ProtobufCFieldDescriptor *f)
{
	if (f->type == PROTOBUF_C_TYPE_BYTES)
		return sizeof(ProtobufCBinaryData);
	if (f->type == PROTOBUF_C_TYPE_STRING || f->type == PROTOBUF_C_TYPE_MESSAGE)
		return sizeof(void *);
	return sizeof(uint32_t); /* the other repeated fields of act.proto */
}

/* The values of a field: how many, and the first. */
static size_t
values(
    const uint8_t **first, const ProtobufCMessage *msg, const ProtobufCFieldDescriptor *f)
{
	const uint8_t *base = (const uint8_t *)msg;
	size_t n;

	*first = base + f->offset;
	if (f->label != PROTOBUF_C_LABEL_REPEATED)
		return 1;
	memcpy(&n, base + f->quantifier_offset, sizeof(n));
	memcpy(first, base + f->offset, sizeof(*first));
	return n;
}

static void add_row(struct buf *out, const ProtobufCMessage *msg);

static void
add_value(struct buf *out, const ProtobufCFieldDescriptor *f, const uint8_t *at)
{
	const ProtobufCMessage *inner;

	if (f->type != PROTOBUF_C_TYPE_MESSAGE) {
		add_scalar(out, f, at);
		return;
	}
	memcpy(&inner, at, sizeof(inner));
	add_row(out, inner);
}

/* A message inside another, on one line.  Acts do not nest further than three levels. */
static void
add_row(struct buf *out, const ProtobufCMessage *msg)
{
	for (unsigned i = 0; i < msg->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &msg->descriptor->fields[i];
		const uint8_t *at;
		size_t n = values(&at, msg, f);

		buf_add_str(out, i ? "; " : "");
		add_name(out, f);
		for (size_t k = 0; k < n; k++) {
			buf_add_str(out, k ? ", " : " ");
			add_value(out, f, at + k * element_size(f));
		}
		if (!n)
			buf_add_str(out, " none");
	}
}

static void
add_field(struct buf *out, const ProtobufCMessage *msg, const ProtobufCFieldDescriptor *f,
    bool all)
{
	const uint8_t *at;
	size_t n = values(&at, msg, f);

	for (size_t i = 0; i < n; i++) {
		if (i == SHOWN_ROWS && !all) {
			buf_add_format(
			    out, "  ... and %zu more; --all shows them\n", n - i);
			return;
		}
		buf_add_str(out, "  ");
		add_name(out, f);
		if (f->label == PROTOBUF_C_LABEL_REPEATED)
			buf_add_format(out, " %zu", i);
		buf_add_str(out, ": ");
		add_value(out, f, at + i * element_size(f));
		buf_add_str(out, "\n");
	}
}

/* The one body of the oneof. */
static const ProtobufCMessage *
body_of(const Cmsa__Act *act)
{
	const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field(
	    act->base.descriptor, (unsigned)act->body_case);
	const ProtobufCMessage *body;

	if (!f)
		return NULL;
	memcpy(&body, (const uint8_t *)act + f->offset, sizeof(body));
	return body;
}

void
act_text_write(struct buf *out, const struct act *a, bool all)
{
	const char *kind = act_kind_name((uint32_t)a->kind);
	const ProtobufCMessage *body = a->body ? body_of(a->body) : NULL;
	char id[HASH_HEX_LEN], date[11];

	date_write(date, a->date);
	hash_hex(id, &a->id);
	buf_add_format(out, "act %" PRIu64 " of %s: %s\n  id: %s\n", a->number, date,
	    kind ? kind : "unknown", id);
	if (a->number > 1) {
		hash_hex(id, &a->prev);
		buf_add_format(out, "  follows: %s\n", id);
	}
	for (unsigned i = 0; body && i < body->descriptor->n_fields; i++)
		add_field(out, body, &body->descriptor->fields[i], all);
	buf_add_format(out, "  signatures: %zu\n", a->n_sigs);
	for (size_t i = 0; i < a->n_sigs; i++)
		buf_add_format(out, "    registrar %" PRIu32 "%s\n", a->sigs[i].registrar,
		    a->sigs[i].incoming ? " of the new list" : "");
}
