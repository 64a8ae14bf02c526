/* bundle.c - what a bundle says of itself. */
#include "bundle.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "pb.h"

void
bundle_manifest_clear(struct bundle_manifest *m)
{
	position_clear(&m->position);
	free(m->chosen);
	*m = (struct bundle_manifest){ 0 };
}

bool
bundle_is_chosen(const struct bundle_manifest *m, const char *author, uint64_t seq)
{
	for (size_t i = 0; i < m->n_chosen; i++) {
		const struct bundle_choice *c = &m->chosen[i];

		if (!strcmp(c->author, author) && seq >= c->first &&
		    (!c->last || seq <= c->last))
			return true;
	}
	return !m->n_chosen;
}

static int
choice_cmp(const void *va, const void *vb)
{
	const struct bundle_choice *a = va, *b = vb;
	int c = strcmp(a->author, b->author);

	return c ? c : (a->first > b->first) - (a->first < b->first);
}

/* Seqs go on over the incarnations of an author. */
static uint64_t
last_seq(const struct position *p, const char *author)
{
	uint64_t last = 0;

	for (size_t i = 0; i < p->n_heads; i++)
		if (!strcmp(p->heads[i].place.author, author) &&
		    p->heads[i].place.seq > last)
			last = p->heads[i].place.seq;
	return last;
}

/* The range lies in its feed, and begins behind the one before it. */
static bool
choice_is_right(const struct bundle_manifest *m, size_t i, struct errmsg *why)
{
	const struct bundle_choice *c = &m->chosen[i];
	const struct bundle_choice *before = i ? c - 1 : NULL;
	const uint64_t head = last_seq(&m->position, c->author);

	if (!head) {
		errmsg_set(why, ERR_INPUT, "%s has no feed at the position", c->author);
		return false;
	}
	if (!c->first || c->first > head ||
	    (c->last && (c->last < c->first || c->last > head))) {
		errmsg_set(why, ERR_INPUT,
		    "%s: expected entries within 1..%" PRIu64 ", found %" PRIu64
		    "..%" PRIu64,
		    c->author, head, c->first, c->last);
		return false;
	}
	if (before && !strcmp(before->author, c->author) &&
	    (!before->last || before->last >= c->first)) {
		errmsg_set(
		    why, ERR_INPUT, "entries of %s are asked for twice", c->author);
		return false;
	}
	return true;
}

enum err
bundle_order_choices(struct bundle_manifest *m, struct errmsg *why)
{
	if (m->n_chosen > BUNDLE_MOST_CHOICES)
		return errmsg_set(why, ERR_INPUT,
		    "expected at most %d choices, found %zu", BUNDLE_MOST_CHOICES,
		    m->n_chosen);
	if (m->n_chosen)
		qsort(m->chosen, m->n_chosen, sizeof(*m->chosen), choice_cmp);
	for (size_t i = 0; i < m->n_chosen; i++)
		if (!choice_is_right(m, i, why))
			return ERR_INPUT;
	return ERR_NONE;
}

static bool
take_heads(struct position *out, const Cmsa__BundleManifest *pb)
{
	const struct place *before = NULL;

	for (size_t i = 0; i < pb->n_heads; i++) {
		const Cmsa__Head *h = pb->heads[i];
		struct place p = { .incarnation = h->incarnation, .seq = h->seq };
		struct hash id;

		if (!author_is_valid(h->author) || !hash_from(&id, pb_bytes(h->id)) ||
		    !h->incarnation || !h->seq || h->seq > INT64_MAX)
			return false;
		memcpy(p.author, h->author, strlen(h->author));
		if (before && (strcmp(before->author, p.author) > 0 ||
				  (!strcmp(before->author, p.author) &&
				      before->incarnation >= p.incarnation)))
			return false;
		position_set(out, &p, &id);
		before = &out->heads[out->n_heads - 1].place;
	}
	return true;
}

static bool
take_choices(struct bundle_manifest *out, const Cmsa__BundleManifest *pb)
{
	out->chosen = mem_array(pb->n_chosen, sizeof(*out->chosen));
	for (size_t i = 0; i < pb->n_chosen; i++) {
		const Cmsa__BundleChoice *c = pb->chosen[i];
		struct bundle_choice *to = &out->chosen[out->n_chosen++];

		if (!author_is_valid(c->author))
			return false;
		to->first = c->first;
		to->last = c->last;
		memcpy(to->author, c->author, strlen(c->author));
		if (i && choice_cmp(to - 1, to) >= 0)
			return false; /* out of order */
	}
	return true;
}

/* What is wrong with it; NULL: nothing. */
static const char *
fault_of(struct bundle_manifest *out, const Cmsa__BundleManifest *pb)
{
	if (pb->version != BUNDLE_VERSION)
		return "expected version 1 of the bundle";
	if (!hash_from(&out->alliance, pb_bytes(pb->alliance_id)) ||
	    !hash_from(&out->position.register_id, pb_bytes(pb->register_id)))
		return "expected ids of 32 bytes";
	if (!pb->register_number || pb->register_number > INT64_MAX)
		return "expected a register number of 1 or above";
	if (pb->as_of_days < DATE_MIN_DAYS || pb->as_of_days > DATE_MAX_DAYS ||
	    !pb->as_of_days)
		return "expected a date of 1900..2199";
	if (pb->level != CMSA__LEVEL__LEVEL_MEMBER &&
	    pb->level != CMSA__LEVEL__LEVEL_PUBLIC)
		return "expected the level member or public";
	if (pb->n_heads > LIMIT_HEADS || pb->n_chosen > BUNDLE_MOST_CHOICES)
		return "expected at most 4096 heads and 256 choices";
	if (pb->findings && pb->n_chosen)
		return "expected no findings where only some entries are chosen";
	if (!take_heads(&out->position, pb))
		return "expected valid heads, by author and incarnation, each feed once";
	if (!take_choices(out, pb))
		return "expected choices by author and first";
	return NULL;
}

/* PROTOCOL M10.3 */
enum err
bundle_manifest_take(
    struct bundle_manifest *out, const Cmsa__BundleManifest *pb, struct errmsg *m)
{
	struct bundle_manifest taken = { .as_of = { pb->as_of_days },
		.findings = pb->findings,
		.level = pb->level == CMSA__LEVEL__LEVEL_PUBLIC ? LEVEL_PUBLIC_FACTS
								: LEVEL_MEMBER_FACTS };
	const char *fault = fault_of(&taken, pb);
	struct errmsg why = { "" };

	taken.position.register_number = pb->register_number;
	if (!fault && bundle_order_choices(&taken, &why))
		fault = why.text;
	if (fault) {
		bundle_manifest_clear(&taken);
		return errmsg_set(m, ERR_REFUSED, "manifest: %s", fault);
	}
	*out = taken;
	return ERR_NONE;
}
