/* A log as a bundle: what is asked for is in it, and with it what proves that (PROTOCOL M10.4 to
 * M10.6, M10.8). */
#include <stdio.h>
#include <unistd.h>

#include "audit_export.h"
#include "check_main.h"
#include "unit/audit_fixture.h"

static struct made w;
static struct store *log_;
static struct audit_export x;
static char dir[64];

/* AUS grants a desk for alerts; the new terms of it stand in an entry of kind keys. */
static void
grant(const char *country, const char *desk)
{
	uint32_t kinds[1] = { KIND_ALERT }, audiences[1] = { AUDIENCE_PUBLIC };
	struct maker_enrol space;
	Cmsa__Desk d, *desks[1] = { &d };
	Cmsa__KeysBody b;
	struct buf body = { 0 };

	cmsa__desk__init(&d);
	d.name = pb_text(desk);
	d.enrol = maker_enrol(&space, desk, ROLE_DESK);
	d.kinds = kinds;
	d.n_kinds = 1;
	d.audiences = audiences;
	d.n_audiences = 1;
	cmsa__keys_body__init(&b);
	b.generation = 1;
	b.desks = desks;
	b.n_desks = 1;
	pb_write(&body, &b.base);
	made_add(&w, country, KIND_KEYS, AUDIENCE_PUBLIC, &body);
	buf_clear(&body);
}

static void
fill_log(void)
{
	struct errmsg m = { "" };

	memcpy(dir, "/tmp/cmsa-audit-XXXXXX", 23);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_msg(!store_open(&log_, dir, STORE_WRITE, &m), "%s", m.text);
	ck_assert_int_eq(store_begin(log_, false), ERR_NONE);
	for (uint64_t n = 1; n <= registry_number(w.acts.registry); n++) {
		const struct act_record *a = registry_act(w.acts.registry, n);

		ck_assert_int_eq(
		    store_act_put(log_, n, &a->act->id, a->signed_act), ERR_NONE);
	}
	for (size_t i = 0; i < w.n; i++) {
		const struct line *l = &w.lines[i];

		ck_assert_int_eq(
		    store_append(log_, &l->e,
			bytes_of(l->sig.b, l->is_signed ? sizeof(l->sig.b) : 0),
			l->held ? buf_view(&l->body) : bytes_of(NULL, 0)),
		    ERR_NONE);
	}
	ck_assert_int_eq(store_commit(log_), ERR_NONE);
}

static void
set_up(void)
{
	w = (struct made){ .n = 0 };
	maker_init(&w.acts, 3, 2);
	make_minerals(&w.acts, "1", 1, 1, "m", 1);
	make_enrol(&w.acts, "AUS", ROLE_MEMBER);
	make_enrol(&w.acts, "GBR", ROLE_MEMBER);
	make_enrol(&w.acts, "JPN", ROLE_MEMBER);
	made_keys(&w, "GBR");
	made_capacity(&w, "GBR", 20600, AUDIENCE_PUBLIC);
	made_capacity(&w, "GBR", 20610, AUDIENCE_ALLIANCE);
	made_capacity(&w, "GBR", 20620, AUDIENCE_PUBLIC);
	made_keys(&w, "JPN");
	made_capacity(&w, "JPN", 20600, AUDIENCE_PUBLIC);
	made_witness(&w, "JPN", "GBR", 2, NULL);
	made_witness(&w, "JPN", "GBR", 3, NULL);
	made_witness(&w, "JPN", "GBR", 4, NULL);
	made_keys(&w, "AUS");
	made_capacity(&w, "AUS", 20600, AUDIENCE_PUBLIC);
	grant("AUS", "AUS.customs");
	made_keys(&w, "AUS.customs");
	made_witness(&w, "AUS.customs", "GBR", 3, NULL);
	made_manifest(&w);
	fill_log();
	x = (struct audit_export){
		.log = log_, .registry = w.acts.registry, .manifest = &w.manifest
	};
}

static void
empty_log(void)
{
	static const char *const names[] = { "log.db", "log.db-wal", "log.db-shm",
		"log.lock" };
	char path[128];

	store_close(&log_);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	ck_assert_int_eq(rmdir(dir), 0);
}

static void
tear_down(void)
{
	empty_log();
	made_clear(&w);
}

static struct proof *
exported(bool judge)
{
	struct errmsg m = { "" };
	struct proof *p;

	buf_reset(&w.file);
	x.not_public = x.not_held = x.headers_only = 0;
	ck_assert_msg(!audit_export_run(&x, made_take, &w.file, &m), "%s", m.text);
	p = made_read(&w, judge, &m);
	ck_assert_msg(p, "%s", m.text);
	return p;
}

static const struct proof_feed *
feed_of(const struct proof *p, const char *author)
{
	for (size_t i = 0; i < p->n_feeds; i++)
		if (!strcmp(p->feeds[i].head.place.author, author))
			return &p->feeds[i];
	ck_abort_msg("no feed of %s", author);
	return NULL;
}

static void
holds(const struct proof *p, const char *author, size_t range, uint64_t first,
    uint64_t last)
{
	const struct proof_feed *f = feed_of(p, author);

	ck_assert_uint_gt(f->n_ranges, range);
	ck_assert_uint_eq(f->ranges[range].first, first);
	ck_assert_uint_eq(f->ranges[range].last, last);
}

START_TEST(everything_is_everything)
{
	struct proof *p = exported(true);

	ck_assert_uint_eq(p->entries, w.n);
	ck_assert_uint_eq(p->bodies, w.n);
	ck_assert_uint_eq(x.headers_only + x.not_held + x.not_public, 0);
	ck_assert_int_eq((int)feed_of(p, "AUS.customs")->role, ROLE_DESK);
	ck_assert(!p->findings->incomplete);
	proof_free(p);
}
END_TEST

START_TEST(a_range_comes_with_who_witnessed_it_and_what_proves_them)
{
	struct proof *p;

	made_choose(&w, "GBR", 3, 3);
	p = exported(false);
	ck_assert_uint_eq(p->manifest.n_chosen, 1);
	holds(p, "GBR", 0, 1, 1);
	holds(p, "GBR", 1, 3, 3);
	/* the witness entry that first reached it; those before and after say nothing of it */
	holds(p, "JPN", 0, 1, 1);
	holds(p, "JPN", 1, 4, 4);
	ck_assert_uint_eq(feed_of(p, "JPN")->n_ranges, 2);
	/* a desk proves itself by its country's keys entries */
	holds(p, "AUS.customs", 0, 1, 2);
	holds(p, "AUS", 0, 1, 1);
	holds(p, "AUS", 1, 3, 3);
	ck_assert_uint_eq(feed_of(p, "GBR")->n_words, 2);
	proof_free(p);
}
END_TEST

START_TEST(a_feed_of_a_desk_comes_with_its_country)
{
	struct proof *p;

	made_choose(&w, "AUS.customs", 1, 0);
	p = exported(false);
	holds(p, "AUS.customs", 0, 1, 2);
	holds(p, "AUS", 1, 3, 3);
	ck_assert_uint_eq(feed_of(p, "GBR")->n_ranges, 0);
	ck_assert_uint_eq(feed_of(p, "JPN")->n_ranges, 0);
	proof_free(p);
}
END_TEST

START_TEST(level_public_leaves_bodies_out_and_counts_them)
{
	struct proof *p;

	w.manifest.level = LEVEL_PUBLIC_FACTS;
	p = exported(true);
	ck_assert_uint_eq(x.not_public, 1);
	ck_assert_uint_eq(feed_of(p, "GBR")->left_out, 1);
	ck_assert(p->findings->incomplete);
	proof_free(p);
}
END_TEST

/* The log keeps no signature of GBR 3: what is behind the position leads to one. */
START_TEST(a_past_head_without_a_signature_is_led_to_one)
{
	struct proof *p;

	empty_log();
	made_find(&w, "GBR", 3)->is_signed = false;
	fill_log();
	x.log = log_;
	for (size_t i = 0; i < w.manifest.position.n_heads; i++) {
		struct position_head *h = &w.manifest.position.heads[i];

		if (!strcmp(h->place.author, "GBR")) {
			h->place.seq = 3;
			h->id = made_find(&w, "GBR", 3)->e.id;
		}
	}
	p = exported(true);
	ck_assert_uint_eq(x.headers_only, 1);
	ck_assert_uint_eq(feed_of(p, "GBR")->beyond, 1);
	holds(p, "GBR", 0, 1, 3);
	ck_assert_uint_eq(feed_of(p, "GBR")->ranges[0].signed_at, 4);
	ck_assert(!p->findings->incomplete);
	proof_free(p);
}
END_TEST

START_TEST(a_position_that_the_log_does_not_hold_is_said)
{
	struct errmsg m = { "" };

	w.manifest.position.heads[0].place.seq += 9;
	buf_reset(&w.file);
	ck_assert_int_eq(audit_export_run(&x, made_take, &w.file, &m), ERR_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(m.text, "AUS"));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("audit export");
	TCase *c = tcase_create("export");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, everything_is_everything);
	tcase_add_test(c, a_range_comes_with_who_witnessed_it_and_what_proves_them);
	tcase_add_test(c, a_feed_of_a_desk_comes_with_its_country);
	tcase_add_test(c, level_public_leaves_bodies_out_and_counts_them);
	tcase_add_test(c, a_past_head_without_a_signature_is_led_to_one);
	tcase_add_test(c, a_position_that_the_log_does_not_hold_is_said);
	suite_add_tcase(s, c);
	return check_main(s);
}
