/* csv_hts_fuzz.c - the door for an export of the US tariff schedule: whatever is in it, it is refused as a
 * whole, or every line of it can be published, no two have one key, and what is not used is listed with a
 * reason that is known. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "bodies.h"
#include "import_hts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct import_result *r)
{
	static const uint8_t id[16] = { 1 };
	struct bodies bodies;

	for (size_t i = 0; i < r->n_unusable; i++)
		assert(
		    strcmp(import_reason_text(r->unusable[i].reason), "not usable") != 0);
	for (size_t i = 1; i < r->duty.n; i++)
		assert(duty_csv_key_cmp(r->duty.lines[i - 1], r->duty.lines[i]) < 0);
	if (!r->duty.n)
		return;
	assert(!bodies_of_duty(&bodies, &r->duty, id, NULL));
	bodies_clear(&bodies);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct import_request q = { .file = "fuzz",
		.tables = DEPLOY_DIR "/reference",
		.country = "USA",
		.schedule = "fuzz",
		.hs_edition = "HS2022",
		.start = date_of_ymd(2025, 11, 7) };
	struct import_result r = { .remark = "" };
	struct csv_table t;

	if (csv_table_parse(&t, bytes_of(data, size), NULL))
		return 0;
	arena_init(&r.mem, 0);
	if (!import_hts_table(&r, &q, &t, NULL))
		check(&r);
	import_clear(&r);
	csv_table_clear(&t);
	return 0;
}
