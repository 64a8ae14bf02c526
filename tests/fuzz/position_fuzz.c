/* Door: the text of a position, as an operator gives it (PROTOCOL 7.1). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "position.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *
text_of(const struct position *p)
{
	struct buf b = { 0 };

	position_write(&b, p);
	buf_add(&b, "", 1);
	return (char *)b.p;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_new(size + 1), *first, *second;
	struct position p, again;
	struct errmsg m;

	if (size)
		memcpy(text, data, size);
	if (position_parse(&p, text, &m) == ERR_NONE) {
		first = text_of(&p);
		assert(position_parse(&again, first, &m) == ERR_NONE);
		second = text_of(&again);
		assert(!strcmp(first, second));
		free(first);
		free(second);
		position_clear(&p);
		position_clear(&again);
	}
	free(text);
	return 0;
}
