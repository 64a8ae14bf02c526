/* batch.c - groups parts and counts the distinct ones. */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

static int
cmp_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
batch_cmp(const struct batch_part *a, const struct batch_part *b)
{
	int c = strcmp(a->author, b->author);

	if (!c)
		c = cmp_i64(a->kind, b->kind);
	if (!c)
		c = cmp_i64((int64_t)a->batch->id.len, (int64_t)b->batch->id.len);
	if (!c && a->batch->id.len)
		c = memcmp(a->batch->id.data, b->batch->id.data, a->batch->id.len);
	return c ? c : cmp_i64(a->batch->parts, b->batch->parts);
}

static int
part_cmp(const void *va, const void *vb)
{
	const struct batch_part *a = va, *b = vb;
	int c = batch_cmp(a, b);

	return c ? c : cmp_i64(a->batch->part, b->batch->part);
}

void
batch_check(bool *incomplete, struct batch_part *parts, size_t n)
{
	if (n)
		qsort(parts, n, sizeof(*parts), part_cmp);
	for (size_t i = 0, end; i < n; i = end) {
		uint32_t distinct = 0;

		for (end = i; end < n && !batch_cmp(&parts[i], &parts[end]); end++)
			distinct += end == i ||
				    parts[end].batch->part != parts[end - 1].batch->part;
		for (size_t k = i; k < end; k++)
			incomplete[parts[k].source] = distinct != parts[i].batch->parts;
	}
}
