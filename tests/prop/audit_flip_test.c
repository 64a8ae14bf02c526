/* No byte of a bundle can be changed: the hash at the end finds each; and when whoever changed
 * it makes that hash anew, the acts, entries and findings find each (PROTOCOL M10.1, M10.9). */
#include "check_main.h"
#include "unit/audit_fixture.h"

static void
must_refuse(const struct made *w, size_t at, const char *what)
{
	struct errmsg why;
	struct proof *p = made_read(w, false, &why);

	ck_assert_msg(!p, "byte %zu of %zu %s: taken", at, w->file.n, what);
}

START_TEST(every_flipped_byte_is_refused)
{
	struct made w;
	struct errmsg why;
	struct proof *p;

	made_small(&w);
	p = made_read(&w, false, &why);
	ck_assert_msg(p, "%s", why.text);
	proof_free(p);
	for (size_t i = 0; i < w.file.n; i++) {
		w.file.p[i] ^= (uint8_t)(1u << i % 8);
		must_refuse(&w, i, "flipped");
		if (i < w.end_at) {
			made_seal(&w);
			must_refuse(&w, i, "flipped, and sealed again");
		}
		w.file.p[i] ^= (uint8_t)(1u << i % 8);
		made_seal(&w);
	}
	p = made_read(&w, false, &why);
	ck_assert_msg(p, "%s", why.text);
	proof_free(p);
	made_clear(&w);
}
END_TEST

START_TEST(no_part_of_a_bundle_is_a_bundle_and_nothing_follows_it)
{
	struct made w;
	size_t n;

	made_small(&w);
	n = w.file.n;
	for (w.file.n = 0; w.file.n < n; w.file.n++)
		must_refuse(&w, w.file.n, "are all there is");
	buf_add(&w.file, "", 1);
	must_refuse(&w, n, "is behind the end");
	made_clear(&w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("no byte of a bundle can be changed");
	TCase *c = tcase_create("audit_flip");

	tcase_set_timeout(c, 240);
	tcase_add_test(c, every_flipped_byte_is_refused);
	tcase_add_test(c, no_part_of_a_bundle_is_a_bundle_and_nothing_follows_it);
	suite_add_tcase(s, c);
	return check_main(s);
}
