/* A fork that is shown while the disk fails is remembered all the same, also after a restart
 * (PROTOCOL M4.9). */
#include "check_main.h"
#include "hand.h"
#include "log.h"
#include "memdisk.h"

static struct memdisk disk;
static struct hand h;
static struct hand_feed jpn = { .author = "JPN" }, other;
static struct hand_entry keys, entry[2];

static void
setup(void)
{
	log_start("test", (enum log_level)(LOG_ERROR + 1)); /* errors are what it makes */
	memdisk_install(&disk);
	hand_init(&h, ROLE_MEMBER);
	memdisk_add(&disk, h.w.node[0].dir);
	hand_greet(&h, "JPN");
	hand_greet(&h, "GBR");
	hand_review(&h, &keys, &jpn, AUDIENCE_PUBLIC, 0);
	other = jpn;
	hand_review(&h, &entry[0], &jpn, AUDIENCE_PUBLIC, 1);
	hand_review(&h, &entry[1], &other, AUDIENCE_PUBLIC, 2);
	hand_live(&h, "JPN", &keys, 1, true);
	hand_live(&h, "JPN", &entry[0], 1, true);
	hand_pass(&h, 100);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
}

static void
teardown(void)
{
	hand_entry_clear(&keys);
	hand_entry_clear(&entry[0]);
	hand_entry_clear(&entry[1]);
	hand_clear(&h);
	memdisk_remove(&disk);
}

/* The feed's next entry comes from an honest neighbour. */
static void
check_stopped(void)
{
	struct hand_entry third;

	hand_greet(&h, "GBR");
	hand_review(&h, &third, &jpn, AUDIENCE_PUBLIC, 3);
	hand_live(&h, "GBR", &third, 1, true);
	hand_pass(&h, 100);
	ck_assert_uint_eq(hand_held(&h, "JPN"), 2);
	ck_assert_uint_gt(core_refused(h.core, V_FEED_STOPPED), 0);
	hand_entry_clear(&third);
}

START_TEST(a_fork_shown_while_the_disk_fails_stops_the_feed_after_a_restart)
{
	struct memdisk_unit *u = &disk.unit[0];

	u->first = u->count + 1;
	u->last = UINT64_MAX;
	u->failure = SQLITE_FULL;
	hand_live(&h, "GBR", &entry[1], 1, true);
	hand_pass(&h, 300);
	ck_assert_uint_gt(u->failures, 0);
	u->first = u->last = 0;
	hand_pass(&h, 300);
	hand_restart(&h);
	check_stopped();
}
END_TEST

START_TEST(a_fork_shown_on_a_good_disk_does_too)
{
	hand_live(&h, "GBR", &entry[1], 1, true);
	hand_pass(&h, 100);
	hand_restart(&h);
	check_stopped();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sim_fork_disk");
	TCase *t = tcase_create("disk");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(
	    t, a_fork_shown_while_the_disk_fails_stops_the_feed_after_a_restart);
	tcase_add_test(t, a_fork_shown_on_a_good_disk_does_too);
	suite_add_tcase(s, t);
	return check_main(s);
}
