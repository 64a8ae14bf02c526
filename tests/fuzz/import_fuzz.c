/* Door: foreign files, each layout that import knows: the first byte chooses.  Whatever is in one, it
 * is refused as a whole with a reason, or what came of it is packed or refused with a reason, and what
 * is not used is listed with one that is known. */
#include <assert.h>
#include <string.h>

#include "bodies.h"
#include "fuzz_file.h"
#include "import.h"
#include "kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct import_result *r)
{
	static const uint8_t id[16] = { 1 };
	struct bodies bodies;
	bool any = r->kind == KIND_DUTY ? r->duty.n > 0 : r->capacity.n > 0;
	enum err e;
	struct errmsg m = { "" };

	for (size_t i = 0; i < r->n_unusable; i++)
		assert(strcmp(import_reason_text(r->unusable[i].reason), "not usable") != 0);
	if (!any)
		return;
	e = r->kind == KIND_DUTY ? bodies_of_duty(&bodies, &r->duty, id, &m)
				 : bodies_of_capacity(&bodies, &r->capacity, id, &m);
	assert(!e || m.text[0]); /* a text too long, say: publish names the row */
	if (!e)
		bodies_clear(&bodies);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct import_request q = { .tables = DEPLOY_DIR "/reference",
		.review_date = date_of_ymd(2026, 1, 31),
		.schedule = "fuzz",
		.hs_edition = "HS2022",
		.start = date_of_ymd(2025, 11, 7) };
	struct import_result r = { .remark = "" };
	const struct import_source *sources;
	struct errmsg m = { "" };
	struct fuzz_file f;
	size_t n;

	if (!size)
		return 0;
	sources = import_sources(&n);
	q.country = data[0] / n % 2 ? "USA" : "AUS";
	q.rest_not_available = data[0] / n % 4 > 1;
	fuzz_file_open(&f, "file.csv", bytes_of(data + 1, size - 1));
	q.file = f.path;
	if (import_run(&r, sources[data[0] % n].name, &q, &m)) {
		assert(m.text[0]);
	} else {
		check(&r);
		import_clear(&r);
	}
	fuzz_file_close(&f);
	return 0;
}
