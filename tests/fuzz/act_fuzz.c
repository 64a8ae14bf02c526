/* Door: a signed act (PROTOCOL 3.1).  What is accepted must write back to the same
 * bytes. */
#include <assert.h>

#include "act.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf again = { 0 };
	struct act a;
	enum verdict v = act_parse(&a, bytes_of(data, size));

	if (v != V_OK && v != V_UPGRADE_NEEDED)
		return 0;
	signed_act_write(&again, a.bytes, a.sigs, a.n_sigs);
	assert(bytes_eq(buf_view(&again), bytes_of(data, size)));
	buf_reset(&again);
	if (a.body) {
		act_write(&again, a.body);
		assert(bytes_eq(buf_view(&again), a.bytes));
	}
	buf_clear(&again);
	act_clear(&a);
	return 0;
}
