/* correct.c - one field of an encoded body: it is decoded, set, and written again. */
#include "correct.h"

#include <string.h>

#include "body.h"
#include "kind.h"
#include "pb.h"

/* All kinds call the field alike (PROTOCOL M5.19). */
static bool
set_corrects(ProtobufCMessage *body, Cmsa__Ref **refs, size_t n)
{
	const ProtobufCFieldDescriptor *f =
	    protobuf_c_message_descriptor_get_field_by_name(body->descriptor, "corrects");

	if (!f)
		return false;
	memcpy((uint8_t *)body + f->quantifier_offset, &n, sizeof(n));
	memcpy((uint8_t *)body + f->offset, &refs, sizeof(refs));
	return true;
}

static enum err
write_again(struct buf *out, uint32_t kind, ProtobufCMessage *body, struct errmsg *m)
{
	struct body_fault fault = { 0 };

	if (body_check(kind, body, &fault))
		return errmsg_set(m, ERR_INPUT, "%s: %s", fault.field, fault.why);
	buf_reset(out);
	pb_write(out, body);
	if (out->n > LIMIT_BODY_BYTES)
		return errmsg_set(m, ERR_INPUT,
		    "expected at most %d bytes in the last entry, found %zu",
		    LIMIT_BODY_BYTES, out->n);
	return ERR_NONE;
}

enum err
correct_bodies(struct bodies *bodies, uint32_t kind, Cmsa__Ref **refs, size_t n_refs,
    struct errmsg *m)
{
	const ProtobufCMessage *read = NULL;
	ProtobufCMessage *body;
	struct arena mem;
	struct buf *last;
	enum err e = ERR_INPUT;

	if (!bodies->n || (bodies->n > 1 && kind == KIND_ALERT))
		return errmsg_set(m, ERR_INPUT,
		    "expected one %s that corrects others, found %zu", kind_name(kind),
		    bodies->n);
	last = &bodies->at[bodies->n - 1];
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (!body_parse(&read, &mem, kind, 1, buf_view(last), NULL) && read) {
		memcpy(&body, &read, sizeof(body)); /* it lies in our own arena */
		if (set_corrects(body, refs, n_refs))
			e = write_again(last, kind, body, m);
		else
			errmsg_set(m, e, "an entry of kind %s corrects nothing",
			    kind_name(kind));
	} else {
		errmsg_set(m, e, "the body breaks a rule");
	}
	arena_clear(&mem);
	return e;
}
