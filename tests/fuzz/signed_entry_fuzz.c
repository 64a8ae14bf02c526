/* Door: a signed entry (PROTOCOL 4.2).  What is accepted must write back to the same
 * bytes. */
#include <assert.h>

#include "entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes header, signature, body;
	struct buf again = { 0 };
	struct entry e;

	if (signed_entry_parse(&header, &signature, &body, bytes_of(data, size)) != V_OK)
		return 0;
	signed_entry_write(&again, header, signature, body);
	assert(bytes_eq(buf_view(&again), bytes_of(data, size)));
	buf_clear(&again);
	if (entry_parse(&e, header) == V_OK)
		entry_check_body(&e, body);
	return 0;
}
