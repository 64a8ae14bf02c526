/* acts_make.h - for tests: keys, acts and signed acts in a few lines.
 * Keys follow from names alone, so every run makes the same bytes.  A `struct maker` is a
 * register with its registrars' secret keys; make_* functions add one act to it, signed
 * by its first `threshold` registrars, and abort the test program when it is not V_OK,
 * unless they say that they return the verdict. */
#ifndef ACTS_MAKE_H
#define ACTS_MAKE_H

#include "act.h"
#include "entry.h"
#include "registry.h"

enum {
	MAKER_REGISTRARS = 5
};

/* An Ed25519 pair. */
struct maker_pair {
	struct public_key public_key;
	uint8_t secret[64];
};

/* The pair of "registrar-0", "AUS/signing", ...: the seed is the hash of the name. */
struct maker_pair maker_pair_of(const char *name);

/* Keys of an author: "NAME/identity", "NAME/signing", an X25519 pair to read with; CURVE keys
 * are only bytes to the register. */
struct maker_pair maker_identity(const char *author);
struct maker_pair maker_signing(const char *author);
struct public_key maker_reading(const char *author);
struct public_key maker_reading_secret(const char *author);
struct public_key maker_transport(const char *author, const char *node);

struct maker {
	struct registry *registry;
	struct maker_pair registrars[MAKER_REGISTRARS];
	size_t n_registrars;
	uint32_t threshold;
	struct date date; /* of the acts that are made; the caller sets it as it goes */
	struct buf last;  /* the SignedAct made last */
};

/* Genesis by `n` registrars of whom `threshold` sign; act date 2026-01-01.  Clear with
 * maker_clear. */
void maker_init(struct maker *m, size_t n, uint32_t threshold);
void maker_clear(struct maker *m);

/* One of these, with only the body to fill. */
Cmsa__Act maker_act(const struct maker *m);

/* Fills number, prev and date (when they are 0), appends the canonical act to `out`. */
void maker_write(struct buf *out, const struct maker *m, const Cmsa__Act *act);

/* A signature over an act's bytes. */
struct act_signature maker_sign(const struct hash *alliance, struct bytes act,
    const struct maker_pair *by, uint32_t index, bool incoming);

/* The SignedAct of `act` by the first `threshold` registrars; appended to `out`. */
void maker_signed(struct buf *out, const struct maker *m, const Cmsa__Act *act);

/* Makes it, applies it and returns the verdict; `m->last` holds it. */
enum verdict maker_try(struct maker *m, const Cmsa__Act *act);

/* The same, must be V_OK; returns the act's number. */
uint64_t maker_add(struct maker *m, const Cmsa__Act *act);

/* Enrols under the name's own keys with one node "main" at 127.0.0.1. */
uint64_t make_enrol(struct maker *m, const char *author, enum role role);

/* The Enrol body that make_enrol uses, for a test to spoil.  It borrows `space`. */
struct maker_enrol {
	Cmsa__Enrol enrol;
	Cmsa__EnrolNode node, *nodes[1];
	struct public_key identity, signing, reading, transport;
	char *addresses[1];
};
Cmsa__Enrol *maker_enrol(struct maker_enrol *space, const char *author, enum role role);

/* Countries separated by commas, sorted: "AUT,DEU". */
uint64_t make_territory(struct maker *m, const char *code, const char *countries);

/* Dates as "2026-05-01". */
struct date maker_date(const char *ymd);
uint64_t make_certification(struct maker *m, const char *country, const char *finance,
    const char *ways_and_means);
/* `notice` NULL: the date of that certification, as it should be. */
uint64_t make_resolution(struct maker *m, uint64_t act, bool approval,
    const char *enacted, const char *notice);
uint64_t make_entry(
    struct maker *m, const char *country, uint64_t certification, const char *in_force);

/* Enrolled as member, certified on `finance` and, 91 days later, in force. */
void make_member(struct maker *m, const char *country, const char *finance);

/* countries_of_concern in one part, all with status yes and no dates: "CHN,RUS". */
uint64_t make_concern(struct maker *m, const char *edition, const char *countries);

/* A reference act with `n` made-up rows of critical_minerals: "<prefix>-0", ...; from
 * 2018-01-01. */
uint64_t make_minerals(struct maker *m, const char *edition, uint32_t part,
    uint32_t parts, const char *prefix, size_t n);

/* The keys body that opens an author's feed (incarnation 1, generation 1); appended. */
void maker_keys_body(struct buf *out, const struct maker *m, const char *author);

/* The signing key of a generation: 1 is maker_signing. */
struct maker_pair maker_signing_of(const char *author, uint32_t generation);

/* The keys body that names generation `number`, 2 or above, after the one before it; the new
 * reading key is maker_reading_of.  `transport`: the new key of node "main"; may be NULL.
 * Appended. */
struct public_key maker_reading_of(const char *author, uint32_t generation);
void maker_rotation(struct buf *out, const struct maker *m, const char *author,
    uint32_t number, const struct public_key *transport);

/* Fills id, header and everything but kind, schema, audience, place, prev, time of an
 * entry over `body`, naming the register's head; `header` gets its bytes and must outlive
 * `e`.  Returns the signature by the author's own signing key, of generation e->key if that is
 * above 1. */
struct signature maker_entry(
    struct buf *header, struct entry *e, const struct maker *m, struct bytes body);

#endif
