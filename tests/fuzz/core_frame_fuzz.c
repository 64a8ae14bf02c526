/* Door: core_receive.  The input is a row of frames, each behind its sender (u8) and length
 * (u24), said to a core that has open questions for acts, heads and a run.  Whatever they are,
 * what it then holds of others is signed by them, and it starts again on its store. */
#include <assert.h>

#include "victim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
tell(struct victim *v, const uint8_t *data, size_t size)
{
	while (size > 4) {
		size_t n = (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];

		if (n > size - 4)
			n = size - 4;
		core_receive(
		    v->core, victim_peers[data[0] % VICTIM_PEERS], "main", bytes_of(data + 4, n), victim_now(v));
		victim_pass(v);
		data += 4 + n;
		size -= 4 + n;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf first = { 0 }, before = { 0 }, after = { 0 };
	struct victim v;

	victim_begin(&v);
	position_write(&first, core_position(v.core));
	tell(&v, data, size);
	victim_check(&v);
	position_write(&before, core_position(v.core));
	if (!bytes_eq(buf_view(&first), buf_view(&before))) { /* it took something */
		victim_stop(&v);
		victim_start(&v, false);
		position_write(&after, core_position(v.core));
		assert(bytes_eq(buf_view(&before), buf_view(&after)));
	}
	buf_clear(&first);
	buf_clear(&before);
	buf_clear(&after);
	victim_end(&v);
	return 0;
}
