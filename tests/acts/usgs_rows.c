/* usgs_rows.c - what an importer makes of countries, as our CSV on standard output, one table
 * after the other, for usgs_rows.py to compare.
 *
 *   usgs_rows TABLES SOURCE FILE COUNTRY ... */
#include <stdio.h>

#include "import.h"

static int
print_country(const char *source, const struct import_request *q)
{
	struct import_result r;
	struct errmsg m = { "" };
	struct buf out = { 0 };

	if (import_run(&r, source, q, &m)) {
		fprintf(stderr, "%s\n", m.text);
		return 3;
	}
	capacity_csv_write(&out, &r.capacity);
	fwrite(out.p, 1, out.n, stdout);
	buf_clear(&out);
	import_clear(&r);
	return 0;
}

int
main(int argc, char **argv)
{
	int e = 0;

	if (argc < 5) {
		fprintf(stderr, "usage: usgs_rows TABLES SOURCE FILE COUNTRY ...\n");
		return 2;
	}
	for (int i = 4; i < argc && !e; i++) {
		struct import_request q = { .tables = argv[1],
			.file = argv[3],
			.country = argv[i],
			.review_date = date_of_ymd(2026, 11, 24) };

		e = print_country(argv[2], &q);
	}
	return e;
}
