/* Door: a header (PROTOCOL 4.1).  What is accepted must write back to the same bytes. */
#include <assert.h>

#include "entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf again = { 0 };
	struct entry e;

	if (entry_parse(&e, bytes_of(data, size)) == V_OK) {
		entry_write(&again, &e);
		assert(bytes_eq(buf_view(&again), bytes_of(data, size)));
		buf_clear(&again);
	}
	return 0;
}
