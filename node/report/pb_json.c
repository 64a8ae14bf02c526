/* pb_json.c - protobuf-c messages walked by their descriptors. */
#include "pb_json.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "date.h"
#include "json.h"
#include "mem.h"

static bool
ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), k = strlen(tail);

	return n >= k && !strcmp(s + n - k, tail);
}

static json_t *
hex_value(const ProtobufCBinaryData *d)
{
	char *hex = mem_array(2 * d->len + 1, 1);
	json_t *v;

	hex_write(hex, d->data, d->len);
	v = json_string(hex);
	free(hex);
	return v;
}

/* What the names of an enum begin with: "PRESENCE_". */
static size_t
common_head(const ProtobufCEnumDescriptor *type)
{
	const char *a = type->values[0].name, *b = type->values[type->n_values - 1].name;
	size_t n = 0, head = 0;

	for (; a[n] && a[n] == b[n]; n++)
		if (a[n] == '_')
			head = n + 1;
	return head;
}

/* "PRESENCE_NOT_AVAILABLE" -> "not-available" */
static json_t *
enum_value(const ProtobufCEnumDescriptor *type, int number)
{
	const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(type, number);
	char text[64];
	size_t n = 0;

	if (!v)
		return json_integer(number);
	for (const char *s = v->name + common_head(type); *s && n + 1 < sizeof(text); s++)
		text[n++] = *s == '_' ? '-' : (char)tolower((unsigned char)*s);
	text[n] = '\0';
	return json_string(text);
}

static json_t *
date_value(int32_t days)
{
	char text[11];

	date_write(text, (struct date){ days });
	return json_string(text);
}

/* What a JSON integer of Jansson does not hold is text: a stranger may have written it. */
static json_t *
unsigned_value(uint64_t v)
{
	char text[21];

	if (v <= INT64_MAX)
		return json_integer((int64_t)v);
	snprintf(text, sizeof(text), "%" PRIu64, v);
	return json_string(text);
}

static json_t *
value_of(const ProtobufCFieldDescriptor *f, const void *at)
{
	uint64_t u64;
	uint32_t u32;
	const void *p;
	ProtobufCBinaryData d;

	switch (f->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
		memcpy(&u32, at, sizeof(u32));
		return ends_with(f->name, "_days") ? date_value((int32_t)u32)
						   : json_integer((int32_t)u32);
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		memcpy(&u32, at, sizeof(u32));
		return json_integer(u32);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		memcpy(&u64, at, sizeof(u64));
		return json_integer((int64_t)u64);
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		memcpy(&u64, at, sizeof(u64));
		return unsigned_value(u64);
	case PROTOBUF_C_TYPE_BOOL:
		memcpy(&u32, at, sizeof(u32));
		return json_boolean(u32);
	case PROTOBUF_C_TYPE_ENUM:
		memcpy(&u32, at, sizeof(u32));
		return enum_value(f->descriptor, (int)u32);
	case PROTOBUF_C_TYPE_STRING:
		memcpy(&p, at, sizeof(p));
		return json_string(p ? p : "");
	case PROTOBUF_C_TYPE_BYTES: memcpy(&d, at, sizeof(d)); return hex_value(&d);
	case PROTOBUF_C_TYPE_MESSAGE: memcpy(&p, at, sizeof(p)); return pb_json(p);
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE: break; /* there are none in our records */
	}
	return json_null();
}

static size_t
size_of(ProtobufCType t)
{
	switch (t) {
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE: return 8;
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
	case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_BOOL:
	case PROTOBUF_C_TYPE_ENUM: return 4;
	}
	return 4;
}

static json_t *
list_of(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
	const uint8_t *base = (const uint8_t *)m, *first;
	json_t *list = json_array();
	size_t n;

	memcpy(&n, base + f->quantifier_offset, sizeof(n));
	memcpy(&first, base + f->offset, sizeof(first));
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, value_of(f, first + i * size_of(f->type)));
	return list;
}

/* proto3: a field with its default is not there. */
static bool
is_set(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
	static const uint8_t zeros[sizeof(ProtobufCBinaryData)];
	const uint8_t *at = (const uint8_t *)m + f->offset;
	uint32_t chosen;
	const char *s;

	if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
		memcpy(
		    &chosen, (const uint8_t *)m + f->quantifier_offset, sizeof(chosen));
		return chosen == f->id;
	}
	if (f->type == PROTOBUF_C_TYPE_STRING) {
		memcpy(&s, at, sizeof(s));
		return s && *s;
	}
	return memcmp(at, zeros, size_of(f->type)) != 0;
}

json_t *
pb_json(const ProtobufCMessage *m)
{
	json_t *o = json_object();

	for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];

		if (f->label == PROTOBUF_C_LABEL_REPEATED)
			json_set(o, f->name, list_of(m, f));
		else if (is_set(m, f))
			json_set(o, f->name, value_of(f, (const uint8_t *)m + f->offset));
	}
	return o;
}
