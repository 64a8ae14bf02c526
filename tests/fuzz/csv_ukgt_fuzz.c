/* csv_ukgt_fuzz.c - the door for the UK tariff of 2020: whatever is in it, it is refused as a
 * whole, or every line of it can be published, no two have one key, and what is not used is listed with a
 * reason that is known. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "bodies.h"
#include "import_ukgt.h"

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
		.country = "GBR",
		.schedule = "fuzz",
		.hs_edition = "HS2017",
		.start = date_of_ymd(2021, 1, 1) };
	struct import_result r = { .remark = "" };
	struct csv_table t;

	if (csv_table_parse(&t, bytes_of(data, size), NULL))
		return 0;
	arena_init(&r.mem, 0);
	if (!import_ukgt_table(&r, &q, &t, NULL))
		check(&r);
	import_clear(&r);
	csv_table_clear(&t);
	return 0;
}
