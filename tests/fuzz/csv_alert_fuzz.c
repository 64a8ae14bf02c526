/* csv_alert_fuzz.c - the door for files of alerts: whatever is in one, it is refused with a
 * list of errors, or its rows are bodies that can be published, or one breaks a limit that
 * the body's own check names.  No file is read. */
#include <assert.h>
#include <stdint.h>

#include "bodies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct alert_csv_options o = { .folder = NULL, .is_public = size & 1 };
	struct row_errors errors = { 0 };
	struct alert_rows rows;
	struct csv_table t;
	struct errmsg m = { "" };
	struct bodies b;
	struct arena mem;
	enum err e;

	if (csv_table_parse(&t, bytes_of(data, size), NULL))
		return 0;
	arena_init(&mem, 0);
	e = alert_csv_parse(&rows, &errors, &mem, &t, &o);
	assert(!e == !row_errors_count(&errors));
	if (!e) {
		e = bodies_of_alerts(&b, &rows, &m);
		assert(!e || m.text[0]);
		bodies_clear(&b);
	}
	row_errors_clear(&errors);
	arena_clear(&mem);
	csv_table_clear(&t);
	return 0;
}
