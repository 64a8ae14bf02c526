/* audit_rotation_test.c - bundles of feeds whose keys change: each generation is proven by its own
 * last signature, and a retired key proves nothing (PROTOCOL M10.5, M10.6, M4.26). */
#include <check.h>

#include "audit_fixture.h"
#include "check_main.h"

static struct made w;

/* An entry that `make` has added, now of generation `key` and signed by it. */
static void
renew(uint32_t key)
{
	w.lines[w.n - 1].e.key = key;
	made_renew(&w, &w.lines[w.n - 1]);
}

static void
data(uint32_t key)
{
	made_capacity(&w, "AUS", 20700 + (int32_t)w.n, AUDIENCE_PUBLIC);
	renew(key);
}

/* AUS 1..6: keys, data, keys of generation 2 by the first, data, keys of 3 by itself, data. */
static void
set_up(void)
{
	struct buf body = { 0 };

	w = (struct made){ .n = 0 };
	maker_init(&w.acts, 3, 2);
	make_minerals(&w.acts, "1", 1, 1, "m", 1);
	make_enrol(&w.acts, "AUS", ROLE_MEMBER);
	made_keys(&w, "AUS");
	data(1);
	maker_rotation(&body, &w.acts, "AUS", 2, NULL);
	made_add(&w, "AUS", KIND_KEYS, AUDIENCE_PUBLIC, &body);
	data(2);
	buf_reset(&body);
	maker_rotation(&body, &w.acts, "AUS", 3, NULL);
	made_add(&w, "AUS", KIND_KEYS, AUDIENCE_PUBLIC, &body);
	renew(3);
	data(3);
	buf_clear(&body);
}

static void
tear_down(void)
{
	made_clear(&w);
}

/* Only what must be signed is. */
static void
sign_the_last(void)
{
	for (size_t i = 0; i < w.n; i++)
		w.lines[i].is_signed =
		    i + 1 == w.n || w.lines[i].e.key != w.lines[i + 1].e.key;
}

/* "" : taken. */
static const char *
read_again(void)
{
	static struct errmsg why;
	struct proof *p;

	made_manifest(&w);
	made_write(&w, NULL, NULL);
	ck_assert_int_eq(w.written, ERR_NONE);
	p = made_read(&w, false, &why);
	if (p)
		why.text[0] = '\0';
	proof_free(p);
	return why.text;
}

START_TEST(three_generations_are_proven_each_by_its_last_signature)
{
	sign_the_last();
	ck_assert_str_eq(read_again(), "");
}
END_TEST

START_TEST(a_generation_without_its_last_signature_is_not_written)
{
	sign_the_last();
	w.lines[2].is_signed = false;
	made_manifest(&w);
	made_write(&w, NULL, NULL);
	ck_assert_int_eq(w.written, ERR_REFUSED);
}
END_TEST

START_TEST(a_last_signature_of_another_key_is_refused) /* _i: of entry 3, 4 or 6 */
{
	struct line *l = &w.lines[_i == 2 ? 5 : _i + 2];
	struct entry e = l->e;
	struct buf header = { 0 };

	sign_the_last();
	e.key = l->e.key % 3 + 1;
	l->sig = maker_entry(&header, &e, &w.acts, buf_view(&l->body));
	buf_clear(&header);
	ck_assert_ptr_nonnull(strstr(read_again(), "the signature does not verify"));
}
END_TEST

START_TEST(what_a_retired_key_signed_is_refused) /* _i + 1: the generation */
{
	data((uint32_t)_i + 1);
	sign_the_last();
	ck_assert_ptr_nonnull(strstr(read_again(), _i == 2 ? "" : "AUS 1:7"));
	if (_i == 2)
		ck_assert_str_eq(read_again(), "");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("audit_rotation");
	TCase *t = tcase_create("rotation");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, three_generations_are_proven_each_by_its_last_signature);
	tcase_add_test(t, a_generation_without_its_last_signature_is_not_written);
	tcase_add_loop_test(t, a_last_signature_of_another_key_is_refused, 0, 3);
	tcase_add_loop_test(t, what_a_retired_key_signed_is_refused, 0, 3);
	suite_add_tcase(s, t);
	return check_main(s);
}
