/* comply_removal_test.c - what is removed does not depend on the order in which entries came,
 * and is what a plain reading of PROTOCOL M7.19 says. */
#include <stdio.h>

#include "alert.pb-c.h"
#include "retraction.pb-c.h"
#include "unit/conduct_fixture.h"

enum {
	ENTRIES = 12,
	ROUNDS = 200,
	GRANT = 1000 /* of the desk, behind all that its country wrote: that counts too */
};

static uint32_t
roll(uint64_t *d, uint32_t n)
{
	*d ^= *d << 13;
	*d ^= *d >> 7;
	*d ^= *d << 17;
	return (uint32_t)(*d >> 33) % n;
}

/* An alert that may correct one entry, or a retraction of one. */
struct made {
	const char *author;
	uint64_t seq;
	bool retraction, wrong_id;
	size_t names; /* index; ENTRIES: none */
};

static void
add(struct facts *f, const struct made *all, size_t i)
{
	const struct made *e = &all[i];
	const struct place p = place_of(e->author, e->seq);
	const struct hash id = id_of(e->author, e->seq);
	const struct made *of = e->names < ENTRIES ? &all[e->names] : e;
	struct hash of_id = id_of(of->author, of->seq);
	Cmsa__Ref ref, *refs = &ref;
	Cmsa__RetractionBody r;
	Cmsa__AlertBody a;
	struct buf b = { 0 };
	fact_source s = facts_add_source(f, &p, &id, day_ms(DAY0));

	of_id.b[9] ^= e->wrong_id;
	cmsa__ref__init(&ref);
	ref.author = pb_text(of->author);
	ref.incarnation = 1;
	ref.seq = of->seq;
	ref.id = pb_hash_data(of_id.b);
	cmsa__retraction_body__init(&r);
	cmsa__alert_body__init(&a);
	a.country = pb_text(strncmp(e->author, "AUS", 3) ? "JPN" : "AUS");
	a.corrects = r.entries = &refs;
	a.n_corrects = r.n_entries = e->names < ENTRIES;
	pb_write(&b, e->retraction ? &r.base : &a.base);
	if (e->retraction)
		facts_add_retraction(f, s, buf_view(&b));
	else
		facts_add_alert(f, s, buf_view(&b));
	buf_clear(&b);
}

static bool
may(const struct made *by, const struct made *of)
{
	return !strcmp(by->author, of->author) ||
	       (!strcmp(of->author, "AUS.customs") && !strcmp(by->author, "AUS"));
}

static bool
is_removed(const struct made *all, size_t i)
{
	for (size_t k = 0; k < ENTRIES; k++)
		if (all[k].names == i && !all[k].wrong_id && !all[i].retraction &&
		    may(&all[k], &all[i]))
			return true;
	return false;
}

START_TEST(what_is_removed_follows_from_the_entries_alone)
{
	static const char *const authors[] = { "AUS", "JPN", "AUS.customs" };
	const char *given = getenv("CMSA_SEED");
	uint64_t d = given ? strtoull(given, NULL, 10) | 1 : 20261125;

	printf("removal: CMSA_SEED=%llu\n", (unsigned long long)d);
	for (int round = 0; round < ROUNDS; round++) {
		struct made all[ENTRIES];
		struct facts *f = facts_empty();
		size_t first = roll(&d, ENTRIES);

		for (size_t i = 0; i < ENTRIES; i++)
			all[i] = (struct made){ authors[roll(&d, 3)], i + 1, !roll(&d, 3),
				!roll(&d, 4), roll(&d, 2 * ENTRIES) };
		for (size_t i = 0; i < ENTRIES; i++) /* round from any, either way */
			add(f, all,
			    round % 2 ? (first + i) % ENTRIES
				      : (first + ENTRIES - i) % ENTRIES);
		add_desk(f, "AUS.customs", GRANT);
		facts_finish(f);
		for (size_t i = 0; i < ENTRIES; i++) {
			const struct place p = place_of(all[i].author, all[i].seq);
			const struct fact_origin *o = NULL;

			for (size_t k = 0; k < f->n_sources; k++)
				if (!place_cmp(&f->sources[k].place, &p))
					o = &f->sources[k];
			ck_assert_ptr_nonnull(o);
			ck_assert_msg((o->standing == FACT_REMOVED) == is_removed(all, i),
			    "round %d: entry %zu", round, i);
		}
		facts_done(f);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("removal");

	tcase_add_test(t, what_is_removed_follows_from_the_entries_alone);
	return run_suite("what is taken back", &t, 1);
}
