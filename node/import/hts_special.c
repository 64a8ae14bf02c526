/* hts_special.c - see hts_special.h. */
#include "hts_special.h"

#include <assert.h>
#include <string.h>

#include "duty_text.h"

/* There is a comma or a bracket before every symbol. */
static size_t
most_symbols(const char *cell)
{
	size_t n = 0;

	for (const char *p = cell; *p; p++)
		n += *p == ',' || *p == '(';
	return n;
}

/* The symbols of one bracket, up to its end. */
static bool
read_symbols(struct hts_special *list, size_t *n, struct arena *mem, const char *p,
    const char *end, const char *duty)
{
	while (p <= end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		const char *stop = comma ? comma : end;
		char *symbol = duty_text_trim(mem, p, (size_t)(stop - p));

		if (!*symbol)
			return false;
		list[(*n)++] = (struct hts_special){ .duty = duty, .symbol = symbol };
		p = stop + 1;
	}
	return true;
}

bool
hts_special_read(struct hts_special **out, size_t *n, struct arena *mem, const char *cell)
{
	const char *p = duty_text_trim(mem, cell, strlen(cell));
	struct hts_special *list = arena_get(mem, (most_symbols(p) + 1) * sizeof(*list));
	size_t found = 0;

	assert(list);
	while (*p) {
		const char *open = strchr(p, '('), *end = open ? strchr(open, ')') : NULL;
		char *duty;

		if (!end)
			return false;
		duty = duty_text_trim(mem, p, (size_t)(open - p));
		if (!*duty || !read_symbols(list, &found, mem, open + 1, end, duty))
			return false;
		p = end + 1;
	}
	*out = list;
	*n = found;
	return true;
}
