/* hs.c - HS2017 to HS2022, read from the side of the newer code. */
#include "hs.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

static int
pair_cmp(const void *va, const void *vb)
{
	const struct hs_pair *a = va, *b = vb;
	int c = strcmp(a->to, b->to);

	return c ? c : strcmp(a->from, b->from);
}

static int
text_cmp(const void *va, const void *vb)
{
	return strcmp(*(const char *const *)va, *(const char *const *)vb);
}

void
hs_init(struct hs *h, const struct law *l)
{
	size_t n = 0, kept = 0;

	*h = (struct hs){ .edition = l->policy->hs_edition };
	if (!*h->edition)
		h->edition = "HS2022";
	for (size_t i = 0; i < l->n_hs_map; i++)
		n += l->hs_map[i]->n_to_codes;
	h->pairs = mem_array(n, sizeof(*h->pairs));
	h->changed = mem_array(l->n_hs_map, sizeof(*h->changed));
	for (size_t i = 0; i < l->n_hs_map; i++) {
		const Cmsa__HsMapRow *row = l->hs_map[i];

		h->changed[h->n_changed++] = row->from_code;
		for (size_t k = 0; k < row->n_to_codes; k++)
			h->pairs[h->n_pairs++] =
			    (struct hs_pair){ row->to_codes[k], row->from_code };
	}
	qsort(h->changed, h->n_changed, sizeof(*h->changed), text_cmp);
	qsort(h->pairs, h->n_pairs, sizeof(*h->pairs), pair_cmp);
	for (size_t i = 0; i < h->n_pairs; i++)
		if (!kept || pair_cmp(&h->pairs[kept - 1], &h->pairs[i]))
			h->pairs[kept++] = h->pairs[i];
	h->n_pairs = kept;
}

void
hs_clear(struct hs *h)
{
	free(h->pairs);
	free(h->changed);
	*h = (struct hs){ 0 };
}

enum hs_edition
hs_edition(const struct hs *h, const char *edition)
{
	if (!strcmp(edition, h->edition))
		return HS_CURRENT;
	if (!strcmp(edition, "HS2017") && !strcmp(h->edition, "HS2022"))
		return HS_PREVIOUS;
	return HS_UNKNOWN;
}

const struct hs_pair *
hs_previous(const struct hs *h, const char *hs6, size_t *n)
{
	size_t low = 0, high = h->n_pairs, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(h->pairs[mid].to, hs6) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < h->n_pairs && !strcmp(h->pairs[end].to, hs6);)
		end++;
	*n = end - low;
	return h->pairs + low;
}

bool
hs_is_unchanged(const struct hs *h, const char *hs6)
{
	return !bsearch(&hs6, h->changed, h->n_changed, sizeof(*h->changed), text_cmp);
}
