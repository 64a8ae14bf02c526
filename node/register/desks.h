/* desks.h - the customs desks of countries, as the keys entries of their feeds say
 * (PROTOCOL.md 5.1): a fold beside that of acts.  Pure: no clock, no I/O.
 * A desk is granted, limited, moved and withdrawn by its country alone.  Each change names
 * the last entry of the desk under the terms before it, so which entries of a desk count
 * follows from the position and from nothing else. */
#ifndef DESKS_H
#define DESKS_H

#include "keys.pb-c.h"
#include "registry.h"

enum {
	DESKS_MOST = 8 /* of one country, not withdrawn */
};

struct desks;

/* No desk.  Free with desks_free. */
struct desks *desks_new(void);
void desks_free(struct desks *d);

/* May the keys body of `country`, with the desks of all keys entries before it in its feed
 * folded, be taken?  V_OK; V_FIELD (name, kinds, audiences, after_seq that falls, more than
 * DESKS_MOST, one kind with two desks), V_ACT_KEYS (a key twice, or no point), V_WRONG_KEY
 * (another signing, identity or reading key than the desk had before). */
enum verdict desks_check(
    const struct desks *d, const char *country, const Cmsa__KeysBody *body);

/* Folds the desks of a keys entry at `at`, which desks_check took.  Of one feed they come in
 * order; the order between feeds does not matter. */
void desks_apply(struct desks *d, const struct place *at, const Cmsa__KeysBody *body);

/* A new fold of what `country` alone said: for a check of entries that may not be kept. */
struct desks *desks_of(const struct desks *d, const char *country);

/* Did the country ever give one of its desks this key? */
bool desks_hold_key(
    const struct desks *d, const char *country, const struct public_key *key);

/* What a keys entry says of a desk. */
struct desk_terms {
	struct author author; /* role desk; nodes empty when withdrawn, keys never */
	bool withdrawn;
	uint32_t kinds[8]; /* data kinds that only this desk of its country writes */
	size_t n_kinds;
	uint32_t audiences; /* bits (1 << audience) */
	uint64_t after_seq; /* for entries of the desk beyond that one */
	struct place said_at;
	uint64_t rank; /* in the order in which this fold took them, over all countries */
};

/* The newest terms; NULL: never granted.  Borrowed until the next desks_apply. */
const struct desk_terms *desks_find(const struct desks *d, const char *name);

/* The newest terms of every desk ever granted, by name; withdrawn ones too. */
const struct desk_terms *const *desks_all(const struct desks *d, size_t *n);

/* Since when the desk has had that CURVE key without a break: the rank of the terms that gave
 * it.  UINT64_MAX: it has it not. */
uint64_t desks_key_since(
    const struct desks *d, const char *name, const struct public_key *curve_key);

/* The terms for entry `seq` of the desk: the last said with after_seq below it; NULL: none. */
const struct desk_terms *desks_terms_for(
    const struct desks *d, const char *name, uint64_t seq);

/* Takes a rank of the order in which terms are folded, for something else that stands in it. */
uint64_t desks_next_rank(struct desks *d);

/* Does a data entry count, by the terms?  One of a desk: not withdrawn, of a kind (or a
 * retraction) and an audience of the terms for its seq.  One of a country: of a kind that no
 * desk of it held at its seq.  Others: yes. */
bool desks_counts(
    const struct desks *d, const struct place *p, uint32_t kind, uint32_t audience);

#endif
