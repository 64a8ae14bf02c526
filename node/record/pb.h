/* pb.h - protobuf-c over an arena, and the checks it does not make (PROTOCOL.md 2.3). */
#ifndef PB_H
#define PB_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "arena.h"
#include "bytes.h"
#include "verdict.h"

/* PROTOCOL M2.5, M2.6, M2.7.  Decodes `in` into `mem` (budget set by the caller).  Checks that every text is clean.
 * V_MALFORMED, V_BAD_TEXT or V_OK; unknown fields are kept, see pb_parse_canonical. */
enum verdict pb_parse(const ProtobufCMessage **out, struct arena *mem,
    const ProtobufCMessageDescriptor *type, struct bytes in);

/* PROTOCOL M2.4.  As pb_parse, and also: no unknown field at any depth (V_UNKNOWN_FIELD), and encoding
 * the value again gives the same bytes (V_NOT_CANONICAL). */
enum verdict pb_parse_canonical(const ProtobufCMessage **out, struct arena *mem,
    const ProtobufCMessageDescriptor *type, struct bytes in);

/* Does encoding the value, its unknown fields too, give these bytes? */
bool pb_is_canonical(const ProtobufCMessage *m, struct bytes in);

/* Encodes, appended to `out`.  Encoding follows field numbers: it is the canonical one.
 */
void pb_write(struct buf *out, const ProtobufCMessage *m);

static inline struct bytes
pb_bytes(ProtobufCBinaryData d)
{
	return bytes_of(d.data, d.len);
}

/* For encoding: protobuf-c wants a mutable pointer but does not write through it. */
ProtobufCBinaryData pb_data(struct bytes b);
ProtobufCBinaryData pb_hash_data(const void *p32);

/* The same for text fields. */
char *pb_text(const char *s);

#endif
