/* csv_duty_fuzz.c - the door for a duty file: whatever is in it, it is refused with a
 * list of errors, or read, packed and written so that reading it again gives the same. */
#include <assert.h>
#include <stdint.h>

#include "bodies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err
parse(struct duty_rows *rows, struct arena *mem, struct bytes text)
{
	struct csv_table t;
	struct row_errors errors = { 0 };
	enum err e = csv_table_parse(&t, text, NULL);

	if (e)
		return e;
	e = duty_csv_parse(rows, &errors, mem, &t);
	assert((e != ERR_NONE) == (row_errors_count(&errors) > 0));
	assert((e != ERR_NONE) == (rows->n == 0));
	row_errors_clear(&errors);
	csv_table_clear(&t);
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t id[16] = { 1 };
	struct duty_rows rows, again;
	struct bodies a, b;
	struct buf text = { 0 };
	struct arena mem;
	enum err e;

	arena_init(&mem, 0);
	if (!parse(&rows, &mem, bytes_of(data, size))) {
		e = bodies_of_duty(&a, &rows, id, NULL);
		assert(!e);
		duty_csv_write(&text, &rows);
		e = parse(&again, &mem, buf_view(&text));
		assert(!e);
		e = bodies_of_duty(&b, &again, id, NULL);
		assert(!e && a.n == b.n);
		for (size_t i = 0; i < a.n; i++)
			assert(bytes_eq(buf_view(&a.at[i]), buf_view(&b.at[i])));
		bodies_clear(&a);
		bodies_clear(&b);
		buf_clear(&text);
	}
	arena_clear(&mem);
	return 0;
}
