/* alliance_data.h - an alliance of any size and age, made up from a seed: acts, and the
 * bodies of years of entries as countries publish them.  For benchmarks and properties.
 * The tables are those of deploy/reference; every body passes body_parse.  Equal sizes
 * and seeds give equal bytes. */
#ifndef ALLIANCE_DATA_H
#define ALLIANCE_DATA_H

#include "acts_make.h"
#include "facts.h"
#include "position.h"

struct alliance_size {
	uint32_t countries; /* 4..60: USA and a customs territory among them */
	uint32_t years;     /* of history, from 2026-01-01 */
	uint32_t lines;     /* of one country's first schedule, about */
	uint32_t named;     /* origins that each line of the USA names beside it */
	uint32_t
	    witness_days; /* a full witness entry of each country every so many days */
	uint64_t seed;
};

struct alliance_post {
	struct entry entry; /* as its header says; header and body are the alliance's */
	struct bytes body;
};

struct alliance {
	struct alliance_size size;
	struct maker maker;
	struct alliance_post *posts; /* in order of time */
	size_t n_posts, room;
	struct date today; /* the day after the last year */
	/* inside */
	uint64_t dice;
	struct position at;
	struct arena mem;
	const char **minerals, **codes; /* of the tables, each once */
	size_t n_minerals, n_codes;
	uint64_t meetings[256]; /* numbers of the acts */
	size_t n_meetings;
};

/* `deploy`: the folder with reference/.  Free with alliance_free. */
struct alliance *alliance_new(const struct alliance_size *size, const char *deploy);
void alliance_free(struct alliance *a);

/* The name of country number i. */
const char *alliance_country(uint32_t i);

/* Country number i publishes one more entry of that kind, today; returns it (it moves when
 * the next one is published).  Kinds capacity, duty, measure, attendance, alert,
 * alert-response, witness, retraction. */
const struct alliance_post *alliance_publish(
    struct alliance *a, uint32_t country, uint32_t kind);

/* Facts of the first `n` posts as a member reads them, finished or not.  They borrow the
 * register; free with facts_free. */
struct facts *alliance_facts(const struct alliance *a, size_t n, bool finish);

/* Gives one post to facts that are not finished. */
void alliance_give(struct facts *f, const struct alliance_post *p);

#endif
