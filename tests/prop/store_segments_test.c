/* Whatever way a feed came in, the log holds the same segments and reads back the same.
 * The seed is printed; CMSA_SEED repeats a run. */
#include "check_main.h"
#include "unit/store_fixture.h"

#include <stdio.h>
#include <time.h>

enum {
	ENTRIES = 1500,
	RUNS = 3
};

static struct writer dice;

static uint64_t
roll(uint64_t below)
{
	return writer_random(&dice, below);
}

/* A feed of random audiences, body sizes and a few key generations. */
static struct made *
random_feed(void)
{
	struct made *feed = calloc(ENTRIES, sizeof(*feed));
	struct writer m = writer_of("AUS");

	m.random = dice.random | 1;
	for (size_t i = 0; i < ENTRIES; i++) {
		const uint64_t big = roll(60);
		size_t size = big == 0  ? roll(LIMIT_BODY_BYTES + 1)
			      : big < 4 ? 0
					: roll(300);

		m.key += roll(200) == 0;
		make(&feed[i], &m, 1 + (uint32_t)roll(3), size);
	}
	return feed;
}

/* Where segments begin, from sizes alone: the rule, written a second time. */
static size_t
boundaries(bool begins[static ENTRIES], const struct made *feed)
{
	size_t n = 0, bytes = 0, segments = 0;

	for (size_t i = 0; i < ENTRIES; i++) {
		begins[i] = !i || n == 256 || bytes + feed[i].body.n > 768 * 1024;
		if (begins[i]) {
			n = bytes = 0;
			segments++;
		}
		n++;
		bytes += feed[i].body.n;
	}
	return segments;
}

static bool
needs_signature(const struct made *feed, const bool begins[static ENTRIES], size_t i)
{
	return i + 1 == ENTRIES || begins[i + 1] || feed[i].e.key != feed[i + 1].e.key;
}

/* Appends all in random batches; bodies of the audiences in `held` with chance 1 in
 * `gaps` of lacking, the others never. */
static void
append_feed(struct store *s, const struct made *feed, const bool begins[static ENTRIES],
    uint32_t held, uint64_t gaps)
{
	size_t at = 0;

	while (at < ENTRIES) {
		const size_t most = 1 + roll(400);
		const size_t n = most < ENTRIES - at ? most : ENTRIES - at;

		ck_assert_int_eq(store_begin(s, false), ERR_NONE);
		for (size_t i = 0; i < n; i++, at++) {
			const struct made *d = &feed[at];
			const bool sign = i + 1 == n || needs_signature(feed, begins, at);
			int what = sign || roll(5) == 0 ? SIGNED : 0;

			if ((held & (1u << d->e.audience)) && (!gaps || roll(gaps)))
				what |= WITH_BODY;
			ck_assert_int_eq(append(s, d, what), ERR_NONE);
		}
		ck_assert_int_eq(store_commit(s), ERR_NONE);
	}
}

struct filling {
	struct store *s;
	const struct made *feed;
	struct place first;
	uint64_t last;
	uint32_t audience;
	bool found;
};

static enum err
take_hole(void *ctx, const struct place *first, uint64_t last, uint32_t audience)
{
	struct filling *f = ctx;

	f->first = *first;
	f->last = last;
	f->audience = audience;
	f->found = true;
	return roll(3) ? ERR_NONE : ERR_BUSY; /* any hole, to fill them in any order */
}

/* Fills every hole, a few in a transaction; a spoilt body is refused first. */
static void
fill_all(struct store *s, const struct made *feed)
{
	ck_assert_int_eq(store_begin(s, false), ERR_NONE);
	for (;;) {
		struct filling f = { .s = s, .feed = feed };
		struct buf bodies = { 0 };

		(void)store_holes_each(s, UINT32_MAX, take_hole, &f);
		if (!f.found)
			break;
		for (uint64_t seq = f.first.seq; seq <= f.last; seq++)
			if (feed[seq - 1].e.audience == f.audience)
				buf_add(
				    &bodies, feed[seq - 1].body.p, feed[seq - 1].body.n);
		ck_assert_uint_gt(bodies.n, 0);
		bodies.p[roll(bodies.n)] ^= 0x10;
		ck_assert_int_eq(
		    store_fill(s, &f.first, f.last, f.audience, buf_view(&bodies)),
		    ERR_REFUSED);
		bodies.n = 0;
		for (uint64_t seq = f.first.seq; seq <= f.last; seq++)
			if (feed[seq - 1].e.audience == f.audience)
				buf_add(
				    &bodies, feed[seq - 1].body.p, feed[seq - 1].body.n);
		ck_assert_int_eq(
		    store_fill(s, &f.first, f.last, f.audience, buf_view(&bodies)),
		    ERR_NONE);
		buf_clear(&bodies);
		if (roll(8))
			continue;
		ck_assert_int_eq(store_commit(s), ERR_NONE);
		ck_assert_int_eq(store_begin(s, false), ERR_NONE);
	}
	ck_assert_int_eq(store_commit(s), ERR_NONE);
}

struct checking {
	const struct made *feed;
	const bool *begins;
	size_t next;
	uint32_t held; /* audiences whose bodies must all be there */
};

static enum err
check_entry(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	struct checking *c = ctx;
	const struct made *d = &c->feed[c->next];

	ck_assert(bytes_eq(e->header, buf_view(&d->header)));
	ck_assert(hash_eq(&e->id, &d->e.id));
	if (c->held & (1u << e->audience))
		ck_assert(held);
	if (held)
		ck_assert(bytes_eq(body, buf_view(&d->body)));
	/* Kept where it proves something; the right one wherever it is kept. */
	if (needs_signature(c->feed, c->begins, c->next))
		ck_assert_uint_eq(signature.n, 64);
	if (signature.n)
		ck_assert(bytes_eq(signature, made_sig(d)));
	c->next++;
	return ERR_NONE;
}

static void
check_all(struct store *s, const struct made *feed, const bool begins[static ENTRIES],
    uint32_t held)
{
	struct checking c = { .feed = feed, .begins = begins, .held = held };
	struct place first = feed[0].e.place;
	struct store_run run = { 0 };

	ck_assert_int_eq(store_entries_each(s, &first, 0, check_entry, &c), ERR_NONE);
	ck_assert_uint_eq(c.next, ENTRIES);
	for (int i = 0; i < 50; i++) {
		const size_t at = roll(ENTRIES);
		size_t end = at + 1;
		struct stored_entry got;

		while (end < ENTRIES && !begins[end])
			end++;
		ck_assert_int_eq(store_entry_get(s, &got, &feed[at].e.place), ERR_NONE);
		ck_assert(bytes_eq(buf_view(&got.header), buf_view(&feed[at].header)));
		if (got.body_held)
			ck_assert(
			    bytes_eq(buf_view(&got.body), buf_view(&feed[at].body)));
		stored_entry_clear(&got);
		ck_assert_int_eq(
		    store_run_get(s, &run, &feed[at].e.place, held), ERR_NONE);
		ck_assert_uint_eq(run.last, end);
		ck_assert_uint_eq(run.sigs[run.n_sigs - 1].seq, end);
	}
	store_run_clear(&run);
}

/* What a peer would be given for every segment, joined: equal logs, equal bytes. */
static struct hash
runs_digest(struct store *s, const struct made *feed)
{
	struct hash_state h;
	struct place p = feed[0].e.place;
	struct store_run run = { 0 };

	hash_begin(&h, "test");
	while (p.seq <= ENTRIES) {
		ck_assert_int_eq(store_run_get(s, &run, &p, UINT32_MAX), ERR_NONE);
		hash_add(&h, run.headers.p, run.headers.n);
		for (size_t i = 0; i < run.n_sigs; i++)
			hash_add(&h, run.sigs[i].sig.b, 64);
		for (size_t b = 0; b < 4; b++) {
			ck_assert(run.blobs[b].held);
			hash_add(&h, run.blobs[b].bodies.p, run.blobs[b].bodies.n);
		}
		p.seq = run.last + 1;
	}
	store_run_clear(&run);
	return hash_end(&h);
}

START_TEST(any_batches_and_any_fills_give_the_same_segments)
{
	bool begins[ENTRIES];
	struct made *feed;
	size_t segments;
	struct hash first = { { 0 } };

	/* Each loop of a test starts from the same state. */
	dice.random += (uint64_t)_i * 0x9e3779b97f4a7c15u;
	feed = random_feed();
	segments = boundaries(begins, feed);
	for (int way = 0; way < 4; way++) {
		const uint32_t held = way == 0 ? UINT32_MAX : 1u << (1 + roll(3));
		struct folder f;
		struct store *s;
		struct hash d;

		folder_make(&f);
		s = open_log(&f, STORE_WRITE);
		append_feed(
		    s, feed, begins, way == 3 ? UINT32_MAX : held, way < 2 ? 0 : 10);
		check_all(s, feed, begins, way < 2 ? held : 0);
		fill_all(s, feed);
		check_all(s, feed, begins, UINT32_MAX);
		d = runs_digest(s, feed);
		if (!way)
			first = d;
		ck_assert(hash_eq(&first, &d));
		/* Sealed but for the last, and no row of a sealed one in the tail. */
		ck_assert_int_ge(count_rows(&f, "log.db", "SELECT count(*) FROM segment"),
		    (int64_t)segments - 1);
		ck_assert_int_eq(
		    count_rows(&f, "log.db",
			"SELECT count(*) FROM tail, segment WHERE seq BETWEEN"
			" segment.first AND last"),
		    0);
		ck_assert_int_eq(
		    count_rows(&f, "log.db", "SELECT count(*) FROM segment WHERE lacks"),
		    0);
		store_close(&s);
		folder_remove(&f);
	}
	for (size_t i = 0; i < ENTRIES; i++)
		made_clear(&feed[i]);
	free(feed);
}
END_TEST

int
main(void)
{
	const char *given = getenv("CMSA_SEED");
	Suite *suite = suite_create("store_segments");
	TCase *tc = tcase_create("segments");
	struct timespec now;

	(void)timespec_get(&now, TIME_UTC);
	dice.random =
	    given ? strtoull(given, NULL, 10) : (uint64_t)now.tv_nsec * 2654435761u + 1;
	(void)printf("seed %llu\n", (unsigned long long)dice.random);
	tcase_set_timeout(tc, 240);
	tcase_add_loop_test(
	    tc, any_batches_and_any_fills_give_the_same_segments, 0, RUNS);
	suite_add_tcase(suite, tc);
	return check_main(suite);
}
