/* Door: a body (PROTOCOL 5).  The first byte of the input is the kind, the rest the body.
 * What is accepted must write back to the same bytes. */
#include <assert.h>

#include "body.h"
#include "fork.h"
#include "limit.h"
#include "pb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A key that the fuzzer does not have: nothing is proven by it. */
static void
judge(const Cmsa__ProofBody *body)
{
	struct fork_feed feed = { .is_held = true, .generation = 1 };
	struct fork f;

	fork_of(&f, body);
	feed.before = f.prev;
	assert(f.at.seq && fork_judge(body, &feed) != FORK_PROVEN);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const ProtobufCMessage *m = NULL;
	const struct entry e = { .kind = data && size ? data[0] : 0,
		.schema = 1,
		.audience = AUDIENCE_PUBLIC };
	struct body_fault fault = { 0 };
	struct buf again = { 0 };
	struct arena mem;

	if (!size)
		return 0;
	arena_init(&mem, LIMIT_BODY_ARENA);
	if (body_parse(&m, &mem, data[0], 1, bytes_of(data + 1, size - 1), &fault) ==
		V_OK &&
	    m) {
		body_country(data[0], m);
		pb_write(&again, m);
		assert(bytes_eq(buf_view(&again), bytes_of(data + 1, size - 1)));
		buf_clear(&again);
		if (data[0] == KIND_PROOF)
			judge((const Cmsa__ProofBody *)(const void *)m);
	}
	/* what a mark adds is a verdict of its own */
	body_parse_of(&m, &mem, &e, bytes_of(data + 1, size - 1), NULL);
	arena_clear(&mem);
	return 0;
}
