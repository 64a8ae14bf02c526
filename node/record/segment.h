/* segment.h - a run of consecutive entries of one feed as it lies on disk and goes over
 * the wire: headers, few signatures, one blob of bodies an audience (PROTOCOL.md 6.6). */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <stdbool.h>

#include "bytes.h"
#include "entry.h"

/* Is the segment full, so that an entry with this body starts the next one?  Boundaries
 * follow from headers alone: 256 entries, or bodies that would pass 768 KiB. */
bool segment_is_full(size_t n_entries, size_t body_bytes, size_t next_body_bytes);

/* Appends one header with its length to a headers blob. */
void segment_add_header(struct buf *headers, struct bytes header);

/* Takes the next header off the front of a headers blob.  False at its end, or when the
 * length does not fit (then blob->n is not 0). */
bool segment_next_header(struct bytes *header, struct bytes *blob);

/* Takes the body of `e` off the front of its audience's blob; false when too short.  An
 * empty body is taken from an absent blob too, and is not NULL. */
bool segment_next_body(struct bytes *body, struct bytes *blob, const struct entry *e);

#endif
