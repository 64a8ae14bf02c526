/* products.c - joins the reference tables into covered products. */
#include "products.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"
#include "mem.h"

/* PROTOCOL M7.5, 3(7): the Act names them, so they are there also without rows. */
static const char *const select_products[] = { "battery-part-non-li-ion",
	"li-ion-battery-ev", "li-ion-battery-non-ev", "permanent-magnet" };

static int
text_cmp(const void *va, const void *vb)
{
	return strcmp(*(const char *const *)va, *(const char *const *)vb);
}

static int
code_cmp(const void *va, const void *vb)
{
	return strcmp(va, vb);
}

static size_t
unique(const char **texts, size_t n)
{
	size_t kept = 0;

	qsort(texts, n, sizeof(*texts), text_cmp);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(texts[kept - 1], texts[i]) != 0)
			texts[kept++] = texts[i];
	return kept;
}

static void
set_code(char out[static PRODUCTS_CODE_LEN], const char *digits, const char *suffix)
{
	size_t n = strlen(digits), m = strlen(suffix);

	assert(n + m < PRODUCTS_CODE_LEN);
	memset(out, 0, PRODUCTS_CODE_LEN);
	memcpy(out, digits, n);
	memcpy(out + n, suffix, m);
}

/* Adds a US line, or the rate of one that is there. */
static void
add_us_line(const struct products *p, struct product_code *c, const char *digits,
    const char *suffix, const uint32_t *rate_bp)
{
	char code[PRODUCTS_CODE_LEN];
	struct product_line *line = NULL;

	set_code(code, digits, suffix);
	for (size_t i = 0; i < c->n_us && !line; i++)
		if (!strcmp(c->us[i].code, code))
			line = &c->us[i];
	if (!line) {
		line = &c->us[c->n_us++];
		memcpy(line->code, code, sizeof(code));
	}
	if (!rate_bp)
		return;
	if (!line->floor_known || *rate_bp > line->floor_bp)
		line->floor_bp = *rate_bp;
	line->floor_known = true;
	if (!c->floor_known ||
	    (p->lowest ? *rate_bp < c->floor_bp : *rate_bp > c->floor_bp))
		c->floor_bp = *rate_bp;
	c->floor_known = true;
}

static bool
holds(const Cmsa__FloorRow *f, const struct product *x, const char *hs6)
{
	if (f->stage != x->stage || strcmp(f->hs6, hs6) != 0)
		return false;
	for (size_t i = 0; i < f->n_minerals; i++)
		if (!strcmp(f->minerals[i], x->id))
			return true;
	return false;
}

static bool
maps(const Cmsa__MineralHsRow *row, const char *hts8)
{
	for (size_t i = 0; i < row->n_us_hts8; i++)
		if (!strcmp(row->us_hts8[i], hts8))
			return true;
	return false;
}

/* The US lines under one HS6 of a mineral, as mineral_hs6 maps them and as the floors
 * table names the mineral. */
static void
add_mineral_lines(struct products *p, const struct law *l, const struct product *x,
    struct product_code *c, const Cmsa__MineralHsRow *row)
{
	c->us = mem_resize(c->us, c->n_us + row->n_us_hts8 + l->n_floors, sizeof(*c->us));
	memset(c->us + c->n_us, 0, (row->n_us_hts8 + l->n_floors) * sizeof(*c->us));
	for (size_t i = 0; i < row->n_us_hts8; i++)
		add_us_line(p, c, row->us_hts8[i], "", NULL);
	for (size_t i = 0; i < l->n_floors; i++)
		if (holds(l->floors[i], x, c->hs6) || maps(row, l->floors[i]->hts8))
			add_us_line(p, c, l->floors[i]->hts8, "", &l->floors[i]->rate_bp);
}

static struct product_code *
find_code(struct product *x, const char *hs6)
{
	for (size_t i = 0; i < x->n_codes; i++)
		if (!strcmp(x->codes[i].hs6, hs6))
			return &x->codes[i];
	x->codes[x->n_codes].hs6 = hs6;
	return &x->codes[x->n_codes++];
}

static int
product_code_cmp(const void *va, const void *vb)
{
	const struct product_code *a = va, *b = vb;

	return strcmp(a->hs6, b->hs6);
}

/* Moves the growing arrays of a product into the arena. */
static void
settle(struct products *p, struct product *x)
{
	struct product_code *codes =
	    arena_get(&p->mem, (x->n_codes + 1) * sizeof(*codes));

	if (x->n_codes)
		memcpy(codes, x->codes, x->n_codes * sizeof(*codes));
	qsort(codes, x->n_codes, sizeof(*codes), product_code_cmp);
	free(x->codes);
	x->codes = codes;
	for (size_t i = 0; i < x->n_codes; i++) {
		struct product_line *us =
		    arena_get(&p->mem, (codes[i].n_us + 1) * sizeof(*us));

		if (codes[i].n_us)
			memcpy(us, codes[i].us, codes[i].n_us * sizeof(*us));
		free(codes[i].us);
		codes[i].us = us;
	}
}

static void
add_mineral(struct products *p, const struct law *l, const char *id, Cmsa__Stage stage)
{
	struct product *x = &p->list[p->n++];
	const char *edition = l->policy->hs_edition;

	*x = (struct product){ .id = id, .stage = stage };
	x->codes = mem_array(l->n_mineral_hs + 1, sizeof(*x->codes));
	for (size_t i = 0; i < l->n_mineral_hs; i++) {
		const Cmsa__MineralHsRow *row = l->mineral_hs[i];

		if (strcmp(row->mineral, id) != 0)
			continue;
		x->on_record = true;
		if (row->stage != stage || !*row->hs6 ||
		    (*edition && strcmp(row->hs_edition, edition) != 0))
			continue;
		add_mineral_lines(p, l, x, find_code(x, row->hs6), row);
	}
	settle(p, x);
}

static void
add_select(struct products *p, const struct law *l, const char *id)
{
	struct product *x = &p->list[p->n++];

	*x = (struct product){ .id = id, .stage = CMSA__STAGE__STAGE_MANUFACTURED };
	x->codes = mem_array(l->n_select + 1, sizeof(*x->codes));
	for (size_t i = 0; i < l->n_select; i++) {
		const Cmsa__SelectRow *row = l->select[i];
		struct product_code *c;

		if (strcmp(row->product, id) != 0)
			continue;
		x->on_record = true;
		if (row->reading != CMSA__READING__READING_CORE && !l->policy->sdp_wider)
			continue;
		c = find_code(x, row->hs6);
		c->us = mem_resize(c->us, c->n_us + 1, sizeof(*c->us));
		c->us[c->n_us] = (struct product_line){ 0 };
		add_us_line(p, c, row->us_hts8, row->us_suffix, &row->floor_bp);
	}
	settle(p, x);
}

static void
map_us_codes(struct products *p, const struct law *l)
{
	size_t n = l->n_floors + l->n_select, kept = 0;

	for (size_t i = 0; i < l->n_mineral_hs; i++)
		n += l->mineral_hs[i]->n_us_hts8;
	p->us_codes = mem_array(n, sizeof(*p->us_codes));
	n = 0;
	for (size_t i = 0; i < l->n_floors; i++)
		set_code(p->us_codes[n++], l->floors[i]->hts8, "");
	for (size_t i = 0; i < l->n_select; i++)
		set_code(
		    p->us_codes[n++], l->select[i]->us_hts8, l->select[i]->us_suffix);
	for (size_t i = 0; i < l->n_mineral_hs; i++)
		for (size_t k = 0; k < l->mineral_hs[i]->n_us_hts8; k++)
			set_code(p->us_codes[n++], l->mineral_hs[i]->us_hts8[k], "");
	qsort(p->us_codes, n, sizeof(*p->us_codes), code_cmp);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(p->us_codes[kept - 1], p->us_codes[i]) != 0)
			memmove(p->us_codes[kept++], p->us_codes[i], PRODUCTS_CODE_LEN);
	p->n_us_codes = kept;
}

static int
product_cmp(const void *va, const void *vb)
{
	const struct product *a = va, *b = vb;
	int c = strcmp(a->id, b->id);

	return c ? c : (int)a->stage - (int)b->stage;
}

void
products_init(struct products *p, const struct law *l)
{
	const char **minerals = mem_array(l->n_minerals, sizeof(*minerals));
	size_t n = 0;

	*p = (struct products){ .lowest = l->policy->mixed_floor ==
					  CMSA__MIXED_FLOOR__MIXED_FLOOR_LOWEST };
	arena_init(&p->mem, 0);
	for (size_t i = 0; i < l->n_minerals; i++)
		if (law_is_critical(l, l->minerals[i]->mineral))
			minerals[n++] = l->minerals[i]->mineral;
	n = unique(minerals, n);
	p->list = mem_array(2 * n + ARRAY_LEN(select_products), sizeof(*p->list));
	for (size_t i = 0; i < n; i++) {
		add_mineral(p, l, minerals[i], CMSA__STAGE__STAGE_MINED);
		add_mineral(p, l, minerals[i], CMSA__STAGE__STAGE_PROCESSED);
	}
	for (size_t i = 0; i < ARRAY_LEN(select_products); i++)
		add_select(p, l, select_products[i]);
	free(minerals);
	qsort(p->list, p->n, sizeof(*p->list), product_cmp);
	map_us_codes(p, l);
}

/* --- modifications ------------------------------------------------------------------ */

static struct product *
find_product(struct products *p, const char *id, Cmsa__Stage stage)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].stage == stage && !strcmp(p->list[i].id, id))
			return &p->list[i];
	return NULL;
}

static void
drop_product(struct products *p, struct product *x)
{
	const size_t at = (size_t)(x - p->list);

	p->n--;
	memmove(x, x + 1, (p->n - at) * sizeof(*x));
}

/* A product whose last code goes out goes with it. */
static void
take_out(struct products *p, const Cmsa__ModifiedRow *row)
{
	struct product *x = find_product(p, row->subject, row->stage);

	if (!x)
		return;
	for (size_t i = 0; i < x->n_codes; i++) {
		if (strcmp(x->codes[i].hs6, row->hs6) != 0)
			continue;
		x->n_codes--;
		memmove(
		    &x->codes[i], &x->codes[i + 1], (x->n_codes - i) * sizeof(*x->codes));
		if (!x->n_codes)
			drop_product(p, x);
		return;
	}
	if (!*row->hs6)
		drop_product(p, x);
}

static struct product *
add_product(struct products *p, const Cmsa__ModifiedRow *row)
{
	size_t at = 0;
	struct product x = { .id = row->subject, .stage = row->stage, .on_record = true };

	p->list = mem_resize(p->list, p->n + 1, sizeof(*p->list));
	while (at < p->n && product_cmp(&p->list[at], &x) < 0)
		at++;
	memmove(&p->list[at + 1], &p->list[at], (p->n - at) * sizeof(x));
	p->list[at] = x;
	p->n++;
	return &p->list[at];
}

static void
bring_in(struct products *p, const Cmsa__ModifiedRow *row)
{
	struct product *x = find_product(p, row->subject, row->stage);
	struct product_code *codes;
	struct product_code new = {
		.hs6 = row->hs6, .floor_known = true, .floor_bp = row->floor_bp
	};
	size_t at = 0;

	if (!x)
		x = add_product(p, row);
	if (!*row->hs6)
		return;
	codes = arena_get(&p->mem, (x->n_codes + 1) * sizeof(*codes));
	if (x->n_codes)
		memcpy(codes, x->codes, x->n_codes * sizeof(*codes));
	x->codes = codes;
	while (at < x->n_codes && strcmp(codes[at].hs6, row->hs6) < 0)
		at++;
	if (at == x->n_codes || strcmp(codes[at].hs6, row->hs6) != 0) {
		memmove(&codes[at + 1], &codes[at], (x->n_codes - at) * sizeof(*codes));
		x->n_codes++;
	}
	codes[at] = new;
}

/* PROTOCOL M7.23 */
void
products_modify(struct products *p, const Cmsa__ModificationNotice *n)
{
	for (size_t i = 0; i < n->n_out; i++)
		take_out(p, n->out[i]);
	for (size_t i = 0; i < n->n_in; i++)
		bring_in(p, n->in[i]);
}

void
products_clear(struct products *p)
{
	free(p->list);
	free(p->us_codes);
	arena_clear(&p->mem);
	*p = (struct products){ 0 };
}

/* Is one the beginning of the other? */
static bool
related(const char *a, const char *b)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return !strncmp(a, b, n);
}

static bool
is_mapped(const struct products *p, const char *line)
{
	size_t low = 0, high = p->n_us_codes;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(p->us_codes[mid], line) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < p->n_us_codes && related(p->us_codes[low], line))
		return true;
	for (size_t len = 8; len < strlen(line) && len < PRODUCTS_CODE_LEN; len++) {
		char prefix[PRODUCTS_CODE_LEN] = { 0 };

		memcpy(prefix, line, len);
		if (bsearch(prefix, p->us_codes, p->n_us_codes, sizeof(*p->us_codes),
			code_cmp))
			return true;
	}
	return false;
}

bool
products_holds_us_line(const struct products *p, const struct product_code *c,
    const char *line, int64_t *floor_bp)
{
	bool held = false, known = false;

	*floor_bp = c->floor_bp;
	for (size_t i = 0; i < c->n_us; i++) {
		const struct product_line *us = &c->us[i];

		if (!related(us->code, line))
			continue;
		held = true;
		if (!us->floor_known)
			continue;
		if (!known ||
		    (p->lowest ? us->floor_bp < *floor_bp : us->floor_bp > *floor_bp))
			*floor_bp = us->floor_bp;
		known = true;
	}
	return held || !is_mapped(p, line);
}
