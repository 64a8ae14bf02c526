/* An alliance of honest nodes on a bad network and bad disks, up to a third of it hostile: whatever
 * happens, the honest ones end with equal tips, register and findings, nothing acknowledged is
 * lost, no body is with somebody who may not read it, and no fork that was shown goes unnoticed.
 *
 * CMSA_SEEDS says how many seeds are run, 50 when nothing is said; CMSA_SEED the first; with
 * CMSA_SEED alone that one.  CMSA_NODES gives all as many nodes (10 to 60).  CMSA_TRACE=1 prints
 * every frame, CMSA_LOG=1 the nodes' errors.  CMSA_COUNTS names a file to which one line of counts
 * is appended. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "check_main.h"
#include "log.h"
#include "tempest.h"

enum {
	SEEDS = 50,
	SEED_TWICE = 3
};

static struct tempest_counts *total; /* of all processes */

static uint64_t
setting(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s ? strtoull(s, NULL, 10) : otherwise;
}

static uint64_t
seeds(void)
{
	return setting("CMSA_SEEDS", getenv("CMSA_SEED") ? 1 : SEEDS);
}

START_TEST(whatever_happens_honest_nodes_agree_and_lose_nothing)
{
	uint64_t seed = setting("CMSA_SEED", 1) + (uint64_t)_i;

	printf("CMSA_SEED=%" PRIu64 " CMSA_NODES=%d\n", seed, tempest_nodes(seed));
	tempest_run(seed, total, getenv("CMSA_TRACE") != NULL);
}
END_TEST

START_TEST(a_seed_replays_exactly)
{
	struct tempest_counts none = { 0 };
	uint64_t first = tempest_run(SEED_TWICE, &none, false);

	ck_assert_uint_eq(tempest_run(SEED_TWICE, &none, false), first);
	ck_assert_uint_ne(tempest_run(SEED_TWICE + 1, &none, false), first);
}
END_TEST

static uint64_t
faults(void)
{
	return total->lost + total->duplicated + total->cuts + total->flaps +
	       total->crashes + total->store_failures + total->clock_jumps;
}

static void
say(void)
{
	printf("%" PRIu64 " seeds, up to %" PRIu64 " nodes, %" PRIu64
	       " of all hostile: %" PRIu64 " frames delivered\n"
	       "faults: %" PRIu64 " frames lost, %" PRIu64 " doubled, %" PRIu64
	       " partitions, %" PRIu64 " links flapped, %" PRIu64 " crashes, %" PRIu64
	       " store failures, %" PRIu64 " clocks set\n",
	    total->seeds, total->nodes, total->hostile, total->frames, total->lost,
	    total->duplicated, total->cuts, total->flaps, total->crashes,
	    total->store_failures, total->clock_jumps);
	printf("attacks: %" PRIu64 ", %" PRIu64 " forks made, shown %" PRIu64
	       " times, unnoticed %" PRIu64 "; bodies leaked: %" PRIu64 "\n"
	       "%" PRIu64 " entries acknowledged, %" PRIu64 " lost; %" PRIu64
	       " signatures of logs checked; level again within %" PRId64 " ms\n",
	    total->attacks, total->forks_made, total->forks_shown, total->forks_unnoticed,
	    total->bodies_leaked, total->entries_acknowledged, total->entries_lost,
	    total->signatures_checked, total->settled_ms_most);
}

/* One line for the table of counts. */
static void
append_counts(int64_t seconds)
{
	const char *path = getenv("CMSA_COUNTS");
	FILE *f = path ? fopen(path, "a") : NULL;

	if (!f)
		return;
	fprintf(f,
	    "{\"what\": \"simulation\", \"command\": \"CMSA_SEED=%" PRIu64
	    " CMSA_SEEDS=%" PRIu64
	    " build/gcc/tests/sim_hostile_test\", \"seeds\": %" PRIu64
	    ", \"nodes_max\": %" PRIu64 ", \"faults\": %" PRIu64
	    ", \"attacks\": %" PRIu64 ", \"acknowledged\": %" PRIu64
	    ", \"lost\": %" PRIu64 ", \"forks_made\": %" PRIu64
	    ", \"forks_unnoticed\": %" PRIu64 ", \"bodies_leaked\": %" PRIu64
	    ", \"seconds\": %" PRId64 "}\n",
	    setting("CMSA_SEED", 1), seeds(), total->seeds, total->nodes, faults(),
	    total->attacks, total->entries_acknowledged, total->entries_lost,
	    total->forks_made, total->forks_unnoticed, total->bodies_leaked, seconds);
	fclose(f);
}

int
main(void)
{
	Suite *s = suite_create("hostile alliance");
	TCase *t = tcase_create("tempest"), *again = tcase_create("replay");
	time_t started = time(NULL);
	int failed;

	setvbuf(stdout, NULL, _IOLBF, 0);
	/* errors are what it makes */
	log_start("sim", (enum log_level)(LOG_ERROR + !getenv("CMSA_LOG")));
	total = mmap(NULL, sizeof(*total), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (total == MAP_FAILED)
		return 1;
	tcase_set_timeout(t, 900);
	tcase_add_loop_test(
	    t, whatever_happens_honest_nodes_agree_and_lose_nothing, 0, (int)seeds());
	suite_add_tcase(s, t);
	tcase_set_timeout(again, 900);
	if (!getenv("CMSA_SEED"))
		tcase_add_test(again, a_seed_replays_exactly);
	suite_add_tcase(s, again);
	failed = check_main(s);
	say();
	append_counts((int64_t)(time(NULL) - started));
	return failed;
}
