/* A missing body is asked of every peer that may have it, in turn, whatever others ask for and
 * never get (PROTOCOL M6.14). */
#include <string.h>

#include "check_main.h"
#include "hand.h"

static struct hand h;
static struct hand_feed gbr = { .author = "GBR" }, kor = { .author = "KOR" };
static struct hand_entry of_gbr[2], of_kor[2];

static void
setup(void)
{
	hand_init(&h, ROLE_MEMBER);
	for (int i = 0; i < 2; i++) {
		hand_review(&h, &of_gbr[i], &gbr, AUDIENCE_ALLIANCE, 1);
		hand_review(&h, &of_kor[i], &kor, AUDIENCE_PUBLIC, 2);
	}
	hand_hello(&h, "GBR");
	hand_heads(&h, "GBR", &gbr, 1);
	hand_hello(&h, "JPN");
	hand_heads(&h, "JPN", &gbr, 1);
	hand_hello(&h, "KOR");
	hand_heads(&h, "KOR", &kor, 1);
	hand_live(&h, "GBR", &of_gbr[0], 1, true);
	hand_live(&h, "GBR", &of_gbr[1], 1, false);
	hand_live(&h, "KOR", &of_kor[0], 1, true);
	hand_live(&h, "KOR", &of_kor[1], 1, false);
	hand_pass(&h, 100);
	ck_assert_uint_eq(hand_held(&h, "GBR"), 2);
	ck_assert(!hand_body_held(&h, "GBR", 2));
	ck_assert(!hand_body_held(&h, "KOR", 2));
	hand_forget(&h);
}

static void
teardown(void)
{
	for (int i = 0; i < 2; i++) {
		hand_entry_clear(&of_gbr[i]);
		hand_entry_clear(&of_kor[i]);
	}
	hand_clear(&h);
}

/* Was `from` asked for the body?  It answers, with it or without. */
static bool
was_asked(const char *from, const struct hand_entry *e, uint32_t audiences)
{
	const Cmsa__Wire *w;
	bool asked = false;

	while ((w = hand_took(&h, from, CMSA__WIRE__MESSAGE_GET_SEGMENT))) {
		if (!w->get_segment->fill)
			continue;
		asked = true;
		hand_segment(&h, from, e, 1, 1, audiences);
	}
	return asked;
}

START_TEST(what_one_never_gives_is_asked_of_the_others_as_often)
{
	int gbr_asked = 0, jpn_asked = 0;

	for (int i = 0; i < 200; i++) {
		hand_pass(&h, 100);
		was_asked("KOR", &of_kor[1], 0);
		gbr_asked += was_asked("GBR", &of_gbr[1], 0);
		jpn_asked += was_asked("JPN", &of_gbr[1], 0);
	}
	ck_assert_int_gt(gbr_asked, 3);
	ck_assert_int_gt(jpn_asked, 3);
	for (int i = 0; i < 50 && !hand_body_held(&h, "GBR", 2); i++) {
		hand_pass(&h, 100);
		was_asked("KOR", &of_kor[1], 0);
		was_asked("GBR", &of_gbr[1], 0);
		was_asked("JPN", &of_gbr[1], 1u << AUDIENCE_ALLIANCE);
	}
	ck_assert(hand_body_held(&h, "GBR", 2));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_holes");
	TCase *t = tcase_create("holes");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, what_one_never_gives_is_asked_of_the_others_as_often);
	suite_add_tcase(s, t);
	return check_main(s);
}
