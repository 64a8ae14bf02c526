/* csv_fund_fuzz.c - the door for files of the trust fund: whatever is in one, it is refused with
 * a list of errors, or its rows can be packed into bodies. */
#include <assert.h>
#include <stdint.h>

#include "bodies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t id[16] = { 1 };
	struct row_errors errors = { 0 };
	struct fund_rows rows;
	struct csv_table t;
	struct bodies b;
	struct arena mem;

	if (csv_table_parse(&t, bytes_of(data, size), NULL))
		return 0;
	arena_init(&mem, 0);
	if (!fund_csv_parse(&rows, &errors, &mem, &t)) {
		enum err e = bodies_of_fund(&b, &rows, id, NULL);

		assert(!e && !row_errors_count(&errors));
		bodies_clear(&b);
	}
	row_errors_clear(&errors);
	arena_clear(&mem);
	csv_table_clear(&t);
	return 0;
}
