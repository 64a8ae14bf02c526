/* comply_products_test.c - covered products, their HS6 and floors (statute.md 1). */
#include "comply_fixture.h"

static const struct product *
product_of(const struct products *p, const char *id, Cmsa__Stage stage)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->list[i].id, id) && p->list[i].stage == stage)
			return &p->list[i];
	ck_abort_msg("no product %s", id);
	return NULL;
}

static void
done(struct products *p, struct tables *t)
{
	products_clear(p);
	tables_free_codes(t);
	tables_free(t);
}

/* PROTOCOL M7.5 */
START_TEST(each_critical_mineral_mined_and_processed_and_four_select_products)
{
	struct tables *t = tables_graphite();
	struct products p;

	table_mineral(t, "tomorrow", TODAY + 1);
	table_mineral(t, "graphite", 0); /* twice in the table */
	products_init(&p, &t->law);
	ck_assert_uint_eq(p.n, 2 + 4);
	product_of(&p, "graphite", STAGE(MINED));
	product_of(&p, "graphite", STAGE(PROCESSED));
	product_of(&p, "li-ion-battery-ev", STAGE(MANUFACTURED));
	product_of(&p, "li-ion-battery-non-ev", STAGE(MANUFACTURED));
	product_of(&p, "permanent-magnet", STAGE(MANUFACTURED));
	product_of(&p, "battery-part-non-li-ion", STAGE(MANUFACTURED));
	done(&p, t);
}
END_TEST

/* PROTOCOL M7.5 */
START_TEST(the_floor_is_the_highest_rate_of_lines_that_hold_the_mineral) /* _i: lowest */
{
	struct tables *t = tables_graphite();
	struct products p;
	const struct product_code *c;

	table_floor(t, "25041050", "graphite", STAGE(MINED), 700);
	table_floor(t, "25041060", "tin", STAGE(MINED), 9000);
	table_floor(t, "25041070", "graphite", STAGE(PROCESSED), 9000);
	table_floor(t, "25041080", NULL, STAGE(UNSET), 9000);
	if (_i)
		t->policy.mixed_floor = CMSA__MIXED_FLOOR__MIXED_FLOOR_LOWEST;
	products_init(&p, &t->law);
	c = &product_of(&p, "graphite", STAGE(MINED))->codes[0];
	ck_assert(c->floor_known);
	ck_assert_int_eq(c->floor_bp, _i ? 700 : 2500);
	ck_assert_uint_eq(c->n_us, 2);
	done(&p, t);
}
END_TEST

START_TEST(a_mapped_us_line_has_its_rate_though_the_floors_name_no_mineral)
{
	struct tables *t = tables_new();
	struct products p;

	table_mineral(t, "tin", 0);
	table_hs6(t, "tin", STAGE(MINED), "260900", "26090000");
	table_floor(t, "26090000", NULL, STAGE(UNSET), 1500);
	products_init(&p, &t->law);
	ck_assert_int_eq(product_of(&p, "tin", STAGE(MINED))->codes[0].floor_bp, 1500);
	done(&p, t);
}
END_TEST

static void
table_select(struct tables *t, const char *product, Cmsa__Reading reading,
    const char *hs6, const char *hts8, const char *suffix, uint32_t bp)
{
	Cmsa__SelectRow *r = &t->select[t->law.n_select];

	cmsa__select_row__init(r);
	r->product = pb_text(product);
	r->reading = reading;
	r->hs6 = pb_text(hs6);
	r->us_hts8 = pb_text(hts8);
	r->us_suffix = pb_text(suffix);
	r->floor_bp = bp;
	t->law.select[t->law.n_select++] = r;
}

START_TEST(wider_readings_count_when_policy_says_so) /* _i: sdp_wider */
{
	struct tables *t = tables_new();
	struct products p;

	table_select(t, "permanent-magnet", CMSA__READING__READING_CORE, "850511",
	    "85051100", "10", 2500);
	table_select(t, "permanent-magnet", CMSA__READING__READING_WIDER, "850519",
	    "85051910", "00", 2500);
	t->policy.sdp_wider = _i;
	products_init(&p, &t->law);
	ck_assert_uint_eq(
	    product_of(&p, "permanent-magnet", STAGE(MANUFACTURED))->n_codes, _i ? 2 : 1);
	done(&p, t);
}
END_TEST

START_TEST(a_statistical_suffix_tells_lines_of_one_code_apart)
{
	struct tables *t = tables_new();
	struct products p;
	const struct product_code *ev;
	int64_t floor_bp;

	table_select(t, "li-ion-battery-ev", CMSA__READING__READING_CORE, "850760",
	    "85076000", "10", 2500);
	table_select(t, "li-ion-battery-non-ev", CMSA__READING__READING_CORE, "850760",
	    "85076000", "20", 2500);
	products_init(&p, &t->law);
	ev = &product_of(&p, "li-ion-battery-ev", STAGE(MANUFACTURED))->codes[0];
	ck_assert(products_holds_us_line(&p, ev, "85076000", &floor_bp));
	ck_assert(products_holds_us_line(&p, ev, "8507600010", &floor_bp));
	ck_assert(!products_holds_us_line(&p, ev, "8507600020", &floor_bp));
	done(&p, t);
}
END_TEST

/* What a US line is to graphite, mined, 250410 on 25041000. */
static const struct {
	const char *line;
	bool held;
} us_lines[] = { { "250410", true }, { "25041000", true }, { "2504100010", true },
	{ "25041060", false }, { "2504106000", false }, { "25041099", true } };

START_TEST(us_lines_hold_what_the_tables_map) /* _i: us_lines */
{
	struct tables *t = tables_graphite();
	struct products p;
	int64_t floor_bp;

	table_floor(t, "25041060", "tin", STAGE(MINED), 900);
	products_init(&p, &t->law);
	ck_assert_int_eq(products_holds_us_line(&p,
			     &product_of(&p, "graphite", STAGE(MINED))->codes[0],
			     us_lines[_i].line, &floor_bp),
	    us_lines[_i].held);
	ck_assert_int_eq(floor_bp, 2500);
	done(&p, t);
}
END_TEST

START_TEST(rows_of_another_edition_are_not_read)
{
	struct tables *t = tables_graphite();
	struct products p;

	t->hs[0].hs_edition = pb_text("HS2017");
	products_init(&p, &t->law);
	ck_assert_uint_eq(product_of(&p, "graphite", STAGE(MINED))->n_codes, 0);
	ck_assert(product_of(&p, "graphite", STAGE(MINED))->on_record);
	done(&p, t);
}
END_TEST

/* What rows of a notice make of the list; each is applied alone, to graphite, mined, under
 * 250410 with a floor of 25 %. */
static const struct {
	bool in;
	const char *subject;
	Cmsa__Stage stage;
	const char *hs6;
	uint32_t floor_bp;
	int products; /* more than before */
	int codes;    /* of that product afterwards; -1: it is not there */
} changes[] = {
	{ false, "graphite", STAGE(MINED), "", 0, -1, -1 },
	{ false, "graphite", STAGE(MINED), "250410", 0, -1, -1 }, /* its last code */
	{ false, "graphite", STAGE(MINED), "250490", 0, 0, 1 },
	{ false, "lithium", STAGE(MINED), "", 0, 0, -1 },
	{ true, "graphite", STAGE(MINED), "250410", 900, 0, 1 },
	{ true, "graphite", STAGE(MINED), "250400", 900, 0, 2 },
	{ true, "graphite", STAGE(MINED), "250490", 900, 0, 2 },
	{ true, "graphite", STAGE(MINED), "", 0, 0, 1 },
	{ true, "aluminum", STAGE(MINED), "", 0, 1, 0 },
	{ true, "wind-turbine", STAGE(MANUFACTURED), "850231", 0, 1, 1 },
};

/* PROTOCOL M7.23 */
START_TEST(a_modification_changes_products_codes_and_floors) /* _i */
{
	struct tables *t = tables_graphite();
	Cmsa__ModificationNotice n;
	Cmsa__ModifiedRow row, *rows = &row;
	const struct product *found = NULL;
	struct products p;
	size_t before;

	cmsa__modification_notice__init(&n);
	cmsa__modified_row__init(&row);
	row.subject = pb_text(changes[_i].subject);
	row.stage = changes[_i].stage;
	row.hs6 = pb_text(changes[_i].hs6);
	row.floor_bp = changes[_i].floor_bp;
	n.in = n.out = &rows;
	n.n_in = changes[_i].in;
	n.n_out = !changes[_i].in;
	products_init(&p, &t->law);
	before = p.n;
	products_modify(&p, &n);
	ck_assert_int_eq((int)p.n - (int)before, changes[_i].products);
	for (size_t i = 0; i < p.n; i++) {
		const struct product *x = &p.list[i];

		if (i)
			ck_assert_int_le(strcmp(x[-1].id, x->id), 0);
		for (size_t k = 1; k < x->n_codes; k++)
			ck_assert_int_lt(strcmp(x->codes[k - 1].hs6, x->codes[k].hs6), 0);
		if (!strcmp(x->id, row.subject) && x->stage == row.stage)
			found = x;
	}
	ck_assert_int_eq(found ? (int)found->n_codes : -1, changes[_i].codes);
	for (size_t k = 0; changes[_i].in && k < found->n_codes; k++)
		if (!strcmp(found->codes[k].hs6, row.hs6))
			ck_assert_int_eq(found->codes[k].floor_bp, changes[_i].floor_bp);
	done(&p, t);
}
END_TEST

int
main(void)
{
	TCase *c = tcase_create("products");

	tcase_add_test(
	    c, each_critical_mineral_mined_and_processed_and_four_select_products);
	tcase_add_loop_test(
	    c, the_floor_is_the_highest_rate_of_lines_that_hold_the_mineral, 0, 2);
	tcase_add_test(
	    c, a_mapped_us_line_has_its_rate_though_the_floors_name_no_mineral);
	tcase_add_loop_test(c, wider_readings_count_when_policy_says_so, 0, 2);
	tcase_add_test(c, a_statistical_suffix_tells_lines_of_one_code_apart);
	tcase_add_loop_test(
	    c, us_lines_hold_what_the_tables_map, 0, (int)ARRAY_LEN(us_lines));
	tcase_add_test(c, rows_of_another_edition_are_not_read);
	tcase_add_loop_test(c, a_modification_changes_products_codes_and_floors, 0,
	    (int)ARRAY_LEN(changes));
	return run_suite("comply_products", (TCase *[]){ c }, 1);
}
