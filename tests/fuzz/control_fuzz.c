/* Door: core_control, what comes over the control socket.  The input is a row of requests, each
 * behind its length (u16).  Whatever they are, each has one answer that parses; what the core then
 * holds is signed, and it starts again on its store at the same position. */
#include <assert.h>

#include "control.pb-c.h"
#include "pb.h"
#include "victim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MOST_REPLY = 64 << 20
};

static void
ask(struct victim *v, struct bytes request)
{
	const ProtobufCMessage *m = NULL;
	struct buf reply = { 0 };
	struct arena mem;

	core_control(v->core, &reply, request, victim_now(v));
	arena_init(&mem, MOST_REPLY);
	assert(!pb_parse(&m, &mem, &cmsa__control_reply__descriptor, buf_view(&reply)));
	arena_clear(&mem);
	buf_clear(&reply);
	victim_pass(v);
}

static void
ask_all(struct victim *v, const uint8_t *data, size_t size)
{
	while (size > 2) {
		size_t n = (size_t)data[0] << 8 | data[1];

		if (n > size - 2)
			n = size - 2;
		ask(v, bytes_of(data + 2, n));
		data += 2 + n;
		size -= 2 + n;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf before = { 0 }, after = { 0 };
	struct victim v;

	victim_begin(&v);
	ask_all(&v, data, size);
	victim_check(&v);
	position_write(&before, core_position(v.core));
	victim_stop(&v);
	victim_start(&v, false);
	position_write(&after, core_position(v.core));
	assert(bytes_eq(buf_view(&before), buf_view(&after)));
	buf_clear(&before);
	buf_clear(&after);
	victim_end(&v);
	return 0;
}
