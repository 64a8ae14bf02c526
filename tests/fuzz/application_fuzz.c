/* Door: an application to be enrolled (PROTOCOL 3.5). */
#include <assert.h>

#include "act.h"
#include "limit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const Cmsa__Application *app = NULL;
	struct arena mem;

	arena_init(&mem, LIMIT_ACT_ARENA);
	assert((application_parse(&app, &mem, bytes_of(data, size)) == V_OK) ==
	       (app != NULL));
	arena_clear(&mem);
	return 0;
}
