/* csv_measure_fuzz.c - the door for files of measures and of attendance: whatever is in
 * one, it is refused with a list of errors, or its rows can be packed into bodies. */
#include <assert.h>
#include <stdint.h>

#include "bodies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_measures(const struct csv_table *t, const uint8_t id[static 16])
{
	struct row_errors errors = { 0 };
	struct measure_rows rows;
	struct bodies b;
	struct arena mem;

	arena_init(&mem, 0);
	if (!measure_csv_parse(&rows, &errors, &mem, t)) {
		enum err e = bodies_of_measures(&b, &rows, id, NULL);

		assert(!e && !row_errors_count(&errors));
		bodies_clear(&b);
	}
	row_errors_clear(&errors);
	arena_clear(&mem);
}

static void
try_attendance(const struct csv_table *t, const uint8_t id[static 16])
{
	struct row_errors errors = { 0 };
	struct attendance_rows rows;
	struct bodies b;
	struct arena mem;

	arena_init(&mem, 0);
	if (!measure_csv_parse_attendance(&rows, &errors, &mem, t)) {
		enum err e = bodies_of_attendance(&b, &rows, id, NULL);

		assert(!e && !row_errors_count(&errors));
		bodies_clear(&b);
	}
	row_errors_clear(&errors);
	arena_clear(&mem);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t id[16] = { 1 };
	struct csv_table t;

	if (csv_table_parse(&t, bytes_of(data, size), NULL))
		return 0;
	try_measures(&t, id);
	try_attendance(&t, id);
	csv_table_clear(&t);
	return 0;
}
