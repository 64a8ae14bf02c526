/* How fast a made-up alliance of many countries and years is judged, beside what the
 * machine does with the same bytes.
 *   compliance_bench [--countries 60] [--years 10] [--lines 600] [--named 20]
 *                    [--witness-days 7] [--seed 1] [--rounds 5] [--store DIR]
 * --store also puts every entry into a log and facts in a folder below DIR, and loads the
 * facts from there.  Times are of the processor and printed, never asserted; the digests
 * must be equal. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alliance_data.h"
#include "attr.h"
#include "comply.h"
#include "factsdb.h"
#include "mem.h"
#include "pb.h"
#include "rejudge.h"

struct options {
	struct alliance_size size;
	uint32_t rounds;
	const char *store; /* NULL: without */
};

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "compliance_bench: %s\n", what);
	exit(EXIT_FAILURE);
}

/* Of the processor, not of the wall: who else is on the machine does not count. */
static int64_t
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The fastest and the middle one of some rounds. */
struct times {
	int64_t us[64];
	size_t n;
};

static int
cmp_us(const void *va, const void *vb)
{
	const int64_t *a = va, *b = vb;

	return (*a > *b) - (*a < *b);
}

static void
add_time(struct times *t, int64_t start)
{
	if (t->n < ARRAY_LEN(t->us))
		t->us[t->n++] = now_us() - start;
}

static double
report(const char *what, struct times *t)
{
	qsort(t->us, t->n, sizeof(*t->us), cmp_us);
	(void)printf("%-52s %10.3f ms   (middle of %zu: %.3f)\n", what,
	    (double)t->us[0] / 1000, t->n, (double)t->us[t->n / 2] / 1000);
	return (double)t->us[0];
}

/* What the figure above is of the limit. */
static void
beside(const char *limit, double us, double limit_us)
{
	(void)printf("  %-50s %10.3f ms   (%.1f times that)\n", limit, limit_us / 1000,
	    us / (limit_us > 0 ? limit_us : 1));
}

/* --- limits ------------------------------------------------------------------------- */

/* One field of every row: reads the rows and the lines they point at. */
static uint64_t
touch_rows(const struct facts *f)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < f->n_duties; i++)
		sum += (uint64_t)f->duties[i].line->ad_valorem_bp + f->duties[i].source;
	for (size_t i = 0; i < f->n_reviews; i++)
		sum += (uint64_t)f->reviews[i].review->review_days + f->reviews[i].source;
	for (size_t i = 0; i < f->n_alerts; i++)
		sum += f->alerts[i].alert->n_action;
	return sum;
}

static double
time_touch(const struct facts *f, uint32_t rounds)
{
	uint64_t sum = 0;
	int64_t best = INT64_MAX;

	for (uint32_t i = 0; i < rounds; i++) {
		const int64_t start = now_us();
		int64_t took;

		sum += touch_rows(f);
		took = now_us() - start;
		best = took < best ? took : best;
	}
	must(sum > 0, "no rows");
	return (double)best;
}

/* SHA-256, which the digest is, over the findings as bytes. */
static double
time_hash(const struct findings *fs, size_t *n_bytes)
{
	struct buf b = { 0 };
	struct hash h;
	int64_t start, took;

	for (size_t i = 0; i < fs->n_list; i++)
		pb_write(&b, &fs->list[i].pb.base);
	start = now_us();
	h = hash_tagged(TAG_DIGEST, buf_view(&b));
	took = now_us() - start;
	must(!hash_is_zero(&h), "a hash of nothing");
	*n_bytes = b.n;
	buf_clear(&b);
	return (double)took;
}

/* Bytes of all bodies, moved once. */
static double
time_copy(const struct alliance *a, size_t *n_bytes)
{
	struct buf b = { 0 };
	int64_t start, took;

	for (size_t i = 0; i < a->n_posts; i++)
		buf_add(&b, a->posts[i].body.p, a->posts[i].body.n);
	*n_bytes = b.n;
	buf_reset(&b);
	start = now_us();
	for (size_t i = 0; i < a->n_posts; i++)
		buf_add(&b, a->posts[i].body.p, a->posts[i].body.n);
	took = now_us() - start;
	buf_clear(&b);
	return (double)took;
}

/* --- what is measured --------------------------------------------------------------- */

static struct facts *
bench_load(const struct alliance *a, uint32_t rounds)
{
	struct times add = { .n = 0 }, finish = { .n = 0 };
	struct facts *f = alliance_facts(a, a->n_posts, true); /* to warm up */
	size_t n_bytes;
	double limit = time_copy(a, &n_bytes), us;

	for (uint32_t i = 0; i < rounds; i++) {
		int64_t start;

		facts_free(f);
		start = now_us();
		f = alliance_facts(a, a->n_posts, false);
		add_time(&add, start);
		start = now_us();
		facts_finish(f);
		add_time(&finish, start);
	}
	us = report("bodies decoded into rows", &add);
	beside("the same bytes copied", us, limit);
	us = report("rows sorted, replaced ones dropped, dates", &finish);
	beside("one field of every row read", us, time_touch(f, rounds));
	(void)printf("  %zu bytes of bodies; rows: %zu duty, %zu reviews, %zu measures,"
		     " %zu attendance, %zu alerts, %zu responses\n",
	    n_bytes, f->n_duties, f->n_reviews, f->n_measures, f->n_attendance,
	    f->n_alerts, f->n_responses);
	return f;
}

static struct hash
bench_full(struct facts *f, struct date d, uint32_t rounds)
{
	struct times t = { .n = 0 };
	struct findings *fs = comply_judge(f, d); /* to warm up */
	struct hash digest;
	size_t n_bytes, count = 0;
	double hash, us;

	for (uint32_t i = 0; i < rounds; i++) {
		int64_t start;

		findings_free(fs);
		start = now_us();
		fs = comply_judge(f, d);
		add_time(&t, start);
	}
	hash = time_hash(fs, &n_bytes);
	for (size_t i = 0; i < fs->n_list; i++)
		count += fs->list[i].pb.count;
	us = report("all countries judged", &t);
	beside("one field of every row read", us, time_touch(f, rounds));
	beside("SHA-256 of the findings, part of the above", us, hash);
	(void)printf("  %zu countries, %zu findings of %zu elementary ones, %zu bytes\n",
	    fs->n_countries, fs->n_list, count, n_bytes);
	digest = fs->digest;
	findings_free(fs);
	return digest;
}

/* --- one new entry ------------------------------------------------------------------ */

static const struct {
	uint32_t kind;
	const char *what;
} followed[] = {
	{ KIND_DUTY, "after one more duty entry" },
	{ KIND_CAPACITY, "after one more capacity entry" },
	{ KIND_MEASURE, "after one more measure entry" },
	{ KIND_ATTENDANCE, "after one more attendance entry" },
	{ KIND_ALERT, "after one more alert" },
	{ KIND_ALERT_RESPONSE, "after one more response" },
	{ KIND_WITNESS, "after one more full witness entry" },
};

/* Entries of one kind by different countries; then everything anew must give the same. */
static void
bench_kind(struct alliance *a, struct rejudge *r, size_t which, uint32_t rounds)
{
	struct times t = { .n = 0 };
	const struct findings *fs = rejudge_findings(r);
	size_t n_bytes;
	double us, hash;

	for (uint32_t i = 0; i < rounds; i++) {
		const struct alliance_post *p = alliance_publish(
		    a, (1 + i * 7) % a->size.countries, followed[which].kind);
		const struct entry *e = &p->entry;
		const struct fact_post post = { { e->place, e->id, e->time_ms,
						    e->audience, e->register_number },
			e->kind, p->body };
		const int64_t start = now_us();

		must(rejudge_follow(r, &post), "an entry was not followed");
		add_time(&t, start);
	}
	hash = time_hash(fs, &n_bytes);
	us = report(followed[which].what, &t);
	(void)printf("  %-50s %10.3f ms\n", "without the hash over all findings",
	    (us - hash) / 1000);
	beside("SHA-256 of the findings, part of the above", us, hash);
}

static void
bench_following(struct alliance *a, struct date d, uint32_t rounds)
{
	struct facts *f = alliance_facts(a, a->n_posts, true), *anew;
	struct rejudge *r = rejudge_new(f, d);
	struct findings *fs;

	for (size_t i = 0; i < ARRAY_LEN(followed); i++)
		bench_kind(a, r, i, rounds);
	anew = alliance_facts(a, a->n_posts, true);
	fs = comply_judge(anew, d);
	must(hash_eq(&fs->digest, &rejudge_findings(r)->digest),
	    "followed and judged anew, the digests differ");
	(void)printf("  judged anew: the same digest\n");
	findings_free(fs);
	facts_free(anew);
	rejudge_free(r);
	facts_free(f);
}

static void
print_digest(const char *what, const struct hash *h)
{
	char hex[HASH_HEX_LEN];

	hash_hex(hex, h);
	(void)printf("%-52s %s\n", what, hex);
}

/* --- through the store -------------------------------------------------------------- */

static void
fill_log(struct store *log, const struct alliance *a)
{
	const uint8_t signature[64] = { 1 };
	const uint64_t acts = registry_number(a->maker.registry);

	must(!store_begin(log, false), "begin");
	for (uint64_t i = 1; i <= acts; i++) {
		struct hash id;

		must(registry_act_id(&id, a->maker.registry, i), "act");
		must(!store_act_put(
			 log, i, &id, registry_act(a->maker.registry, i)->signed_act),
		    "act");
	}
	for (size_t i = 0; i < a->n_posts; i++)
		must(!store_append(log, &a->posts[i].entry, bytes_of(signature, 64),
			 a->posts[i].body),
		    "append");
	must(!store_commit(log), "commit");
}

static struct hash
load_and_judge(struct factsdb *db, const struct alliance *a, uint32_t rounds)
{
	struct times t = { .n = 0 };
	struct hash digest = { { 0 } };
	struct errmsg m = { "" };

	for (uint32_t i = 0; i < rounds; i++) {
		const int64_t start = now_us();
		struct findings *fs;
		struct facts *f;

		must(!factsdb_load(
			 db, &f, a->maker.registry, &a->at, LEVEL_MEMBER_FACTS, &m),
		    m.text);
		add_time(&t, start);
		fs = comply_judge(f, a->today);
		digest = fs->digest;
		findings_free(fs);
		facts_free(f);
	}
	(void)report("facts loaded from facts.db, finished", &t);
	return digest;
}

static struct hash
bench_store(const struct alliance *a, const char *below, uint32_t rounds)
{
	static const char *const files[] = { "log.db", "log.db-wal", "log.db-shm",
		"log.lock", "facts.db", "facts.db-wal", "facts.db-shm", "facts.lock" };
	char dir[4000], path[4096];
	struct store *log;
	struct factsdb *db;
	struct errmsg m = { "" };
	struct times t = { .n = 0 };
	struct hash digest;
	bool more = true;
	int64_t start;

	(void)snprintf(dir, sizeof(dir), "%s/compliance-bench-XXXXXX", below);
	must(mkdtemp(dir) != NULL, dir);
	must(!store_open(&log, dir, STORE_WRITE, &m), m.text);
	fill_log(log, a);
	must(!factsdb_open(&db, dir, STORE_WRITE, &m), m.text);
	start = now_us();
	while (more)
		must(!factsdb_fold(db, log, a->maker.registry, 0, &more), "fold");
	add_time(&t, start);
	(void)report("log folded into facts.db, once", &t);
	digest = load_and_judge(db, a, rounds);
	factsdb_close(&db);
	store_close(&log);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(dir);
	return digest;
}

/* --- options ------------------------------------------------------------------------ */

static void
take_options(struct options *o, int argc, char **argv)
{
	uint32_t seed = 1;
	const struct {
		const char *name;
		uint32_t *value;
	} numbers[] = {
		{ "--countries", &o->size.countries },
		{ "--years", &o->size.years },
		{ "--lines", &o->size.lines },
		{ "--named", &o->size.named },
		{ "--witness-days", &o->size.witness_days },
		{ "--rounds", &o->rounds },
		{ "--seed", &seed },
	};

	for (int i = 1; i + 1 < argc; i += 2) {
		bool known = !strcmp(argv[i], "--store");

		if (known)
			o->store = argv[i + 1];
		for (size_t k = 0; k < ARRAY_LEN(numbers); k++)
			if (!strcmp(argv[i], numbers[k].name)) {
				*numbers[k].value =
				    (uint32_t)strtoul(argv[i + 1], NULL, 10);
				known = true;
			}
		must(known, argv[i]);
	}
	must(argc % 2 == 1 && o->rounds && o->size.years && o->size.witness_days,
	    "expected options and their values");
	o->size.seed = seed;
}

int
main(int argc, char **argv)
{
	struct options o = { .size = { .countries = 60,
				 .years = 10,
				 .lines = 600,
				 .named = 20,
				 .witness_days = 7 },
		.rounds = 5 };
	struct hash direct, stored;
	struct alliance *a;
	struct facts *f;

	take_options(&o, argc, argv);
	a = alliance_new(&o.size, DEPLOY_DIR);
	(void)printf("%u countries, %u years: %zu entries, %" PRIu64
		     " acts; a witness entry every %u days\n",
	    o.size.countries, o.size.years, a->n_posts,
	    registry_number(a->maker.registry), o.size.witness_days);
	f = bench_load(a, o.rounds < 3 ? o.rounds : 3);
	direct = bench_full(f, a->today, o.rounds);
	print_digest("digest", &direct);
	if (o.store) {
		stored = bench_store(a, o.store, o.rounds);
		print_digest("digest of what the store gives", &stored);
		must(hash_eq(&direct, &stored), "the two digests differ");
	}
	facts_free(f);
	bench_following(a, a->today, o.rounds);
	alliance_free(a);
	return EXIT_SUCCESS;
}
