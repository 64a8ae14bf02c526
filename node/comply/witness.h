/* witness.h - who said when that it holds an entry: the steps of all witness entries, to
 * compute witnessed dates (statute.md 3, (b)(3) and (b)(5)(A)). */
#ifndef WITNESS_H
#define WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "date.h"
#include "entry.h"
#include "witness.pb-c.h"

struct witnesses;

struct witnesses *witness_new(void);
void witness_free(struct witnesses *w);

/* One witness entry, in any order. */
void witness_add(struct witnesses *w, const struct place *p, int64_t time_ms,
    const Cmsa__WitnessBody *body);

/* Leaves out what that feed added beyond `limit`; before witness_finish. */
void witness_limit(
    struct witnesses *w, const char *author, uint32_t incarnation, uint64_t limit);

/* Call once after the last witness_add.  A witness entry whose time is below that of the
 * one before it in its feed is left out. */
void witness_finish(struct witnesses *w);

/* One more witness entry after witness_finish.  False, and nothing changed: it does not
 * follow all that its author wrote before, so all must be added anew. */
bool witness_follow(struct witnesses *w, const struct place *p, int64_t time_ms,
    const Cmsa__WitnessBody *body);

/* How far the witness has listed the feed of that head; 0: not at all. */
uint64_t witness_listed(
    const struct witnesses *w, const char *witness, const Cmsa__Head *h);

/* UTC date of the m-th smallest time at which a different one of the authors `who` first
 * listed the feed of `p` at its seq or beyond; absent when fewer than m did or m is 0. */
struct date witness_date(const struct witnesses *w, const struct place *p,
    const char *const *who, size_t n_who, size_t m);

/* The same of authors by number, for many places.  A number is good until the next entry
 * is added; that of an author who wrote no witness entry fits nothing. */
uint32_t witness_number(const struct witnesses *w, const char *author);
struct date witness_date_by(const struct witnesses *w, const struct place *p,
    const uint32_t *who, size_t n_who, size_t m);

#endif
