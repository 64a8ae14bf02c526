/* Door: a frame of another node (PROTOCOL 6), decoded as core does it, and what lies in
 * it taken apart: entries, acts, and the headers and bodies of a segment. */
#include "act.h"
#include "entry.h"
#include "pb.h"
#include "segment.h"
#include "wire.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take_live(const Cmsa__Live *l)
{
	struct entry e;

	for (size_t i = 0; i < l->n_entries; i++)
		if (entry_parse(&e, pb_bytes(l->entries[i]->header)) == V_OK)
			entry_check_body(&e, pb_bytes(l->entries[i]->body));
}

static void
take_acts(const Cmsa__Acts *acts)
{
	for (size_t i = 0; i < acts->n_acts; i++) {
		struct act a;
		enum verdict v = act_parse(&a, pb_bytes(acts->acts[i]));

		if (v == V_OK || v == V_UPGRADE_NEEDED)
			act_clear(&a);
	}
}

static void
take_segment(const Cmsa__Segment *s)
{
	struct bytes headers = pb_bytes(s->headers), header, body;
	struct bytes bodies =
	    s->n_blobs ? pb_bytes(s->blobs[0]->bodies) : bytes_of(NULL, 0);
	struct entry e;

	while (segment_next_header(&header, &headers))
		if (entry_parse(&e, header) == V_OK &&
		    segment_next_body(&body, &bodies, &e))
			entry_check_body(&e, body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const ProtobufCMessage *m = NULL;
	const Cmsa__Wire *w;
	struct arena mem;

	if (size > LIMIT_FRAME_BYTES)
		return 0;
	arena_init(&mem, LIMIT_FRAME_ARENA);
	if (pb_parse(&m, &mem, &cmsa__wire__descriptor, bytes_of(data, size)) == V_OK) {
		w = (const Cmsa__Wire *)m;
		if (w->message_case == CMSA__WIRE__MESSAGE_LIVE)
			take_live(w->live);
		if (w->message_case == CMSA__WIRE__MESSAGE_ACTS)
			take_acts(w->acts);
		if (w->message_case == CMSA__WIRE__MESSAGE_SEGMENT)
			take_segment(w->segment);
	}
	arena_clear(&mem);
	return 0;
}
