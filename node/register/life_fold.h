/* life_fold.h - certifications, resolutions and entries into force put together, from all
 * acts at a head, whatever their order (statute.md 2).  lifecycle.h answers from it. */
#ifndef LIFE_FOLD_H
#define LIFE_FOLD_H

#include <stddef.h>

#include "lifecycle.h"
#include "name.h"

struct life_certification {
	char country[COUNTRY_LEN];
	struct certification c;
};

struct life_entry {
	char country[COUNTRY_LEN];
	uint64_t act;
	uint64_t certification; /* the act it names */
	struct date in_force;
	struct date ended; /* first day without it; absent: open */
	enum void_reason voided;
};

/* A modification notice runs the clock of a certification: `c.certified` is N. */
struct life_notice {
	struct certification c;
	const Cmsa__ModificationNotice *notice;
	struct date effect; /* E, or the later day an effect act states; absent: none */
};

/* Zero-initialised is empty. */
struct life {
	struct life_certification *certifications; /* by act number */
	size_t n_certifications;
	struct life_entry *entries; /* by date, then act number */
	size_t n_entries;
	struct life_notice *notices; /* by act number */
	size_t n_notices;
	struct date terminated; /* absent: not */
};

/* Between life_fold.c and life_events.c: entries into force, withdrawals and terminations
 * one after the other by their legal dates, when certifications are settled; and the acts
 * on conduct, which nothing but the register decides about. */
void life_events(struct registry *r);
void life_events_conduct(struct registry *r);

/* life_terms.c, when agreements are settled: notices, effects and allowances. */
void life_terms(struct registry *r);

/* Computes `r`'s life anew and writes the void reason into each record of an act of the
 * lifecycle. */
void life_fold(struct registry *r);

/* The certification of that act number, void ones too; NULL when it is none. */
const struct life_certification *life_find(const struct life *l, uint64_t act);

/* The agreement of that country that is in force at D; NULL: none. */
const struct life_entry *life_agreement(
    const struct life *l, const char *country, struct date d);

void life_clear(struct life *l);

#endif
