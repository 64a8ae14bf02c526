/* forks_show.c - forks in words. */
#include "forks_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "frozen.h"
#include "json.h"
#include "log.h"
#include "text.h"

enum {
	LINE = 640
};

static void
short_id(char out[static 9], ProtobufCBinaryData id)
{
	out[0] = '\0';
	if (id.len >= 4)
		hex_write(out, id.data, 4);
}

static void
fork_line(char out[static LINE], const Cmsa__ForkStatus *s)
{
	char a[9], b[9], since[25], where[160];

	short_id(a, s->id);
	short_id(b, s->other_id);
	time_write(since, s->since_ms);
	if (s->frozen)
		snprintf(where, sizeof(where),
		    "of 1:%" PRIu64 " held; nothing more is taken", s->held);
	else
		snprintf(where, sizeof(where),
		    "of 1:%" PRIu64 " held, as more than half of the others witness it",
		    s->held);
	snprintf(out, LINE,
	    "%s signed two entries at %u:%" PRIu64
	    " (%s and %s), shown by %s since %s, %s%s. It counts up to %u:%" PRIu64
	    " %s. The way out is the registrars' act cut\n",
	    s->author, s->incarnation, s->seq, a, b, s->from, since,
	    *s->proof ? "proven by " : "not proven by an entry yet", s->proof,
	    s->incarnation, s->counts_up_to, where);
}

static void
claim_line(char out[static LINE], const Cmsa__ClaimStatus *s)
{
	char why[96] = "it does not verify";

	if (s->open)
		snprintf(why, sizeof(why),
		    "not yet verifiable: %s is held up to %" PRIu64, s->author, s->held);
	snprintf(out, LINE, "%s claims a fork of %s at %u:%" PRIu64 "; %s\n", s->by,
	    s->author, s->incarnation, s->seq, why);
}

void
forks_show_text(struct buf *out, const Cmsa__ControlReply *r)
{
	char line[LINE];

	if (r->n_forks) {
		snprintf(line, sizeof(line), "forks: %zu\n", r->n_forks);
		buf_add_str(out, line);
	}
	for (size_t i = 0; i < r->n_forks; i++) {
		fork_line(line, r->forks[i]);
		buf_add_str(out, "  ");
		buf_add_str(out, line);
	}
	if (r->n_claims)
		buf_add_str(out, "proofs without effect here:\n");
	for (size_t i = 0; i < r->n_claims; i++) {
		claim_line(line, r->claims[i]);
		buf_add_str(out, "  ");
		buf_add_str(out, line);
	}
}

static void
set_words(json_t *o, char line[static LINE])
{
	line[strcspn(line, "\n")] = '\0';
	json_set_text(o, "words", line);
}

json_t *
forks_show_json(const Cmsa__ControlReply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_forks; i++) {
		const Cmsa__ForkStatus *s = r->forks[i];
		json_t *o = json_object();
		char since[25], hex[HASH_HEX_LEN] = "", line[LINE];

		time_write(since, s->since_ms);
		json_set_text(o, "author", s->author);
		json_set_int(o, "incarnation", s->incarnation);
		json_set_int(o, "forked_at", (int64_t)s->seq);
		if (s->id.len == 32)
			hex_write(hex, s->id.data, 32);
		json_set_text(o, "id", hex);
		if (s->other_id.len == 32)
			hex_write(hex, s->other_id.data, 32);
		json_set_text(o, "other_id", hex);
		json_set_text(o, "shown_by", s->from);
		json_set_text(o, "since", since);
		json_set_text(o, "proof", s->proof);
		json_set_int(o, "witnessed", (int64_t)s->witnessed);
		json_set_int(o, "counts_up_to", (int64_t)s->counts_up_to);
		json_set_int(o, "held", (int64_t)s->held);
		json_set_bool(o, "frozen", s->frozen);
		fork_line(line, s);
		set_words(o, line);
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
forks_show_claims_json(const Cmsa__ControlReply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_claims; i++) {
		const Cmsa__ClaimStatus *s = r->claims[i];
		json_t *o = json_object();
		char line[LINE];

		json_set_text(o, "by", s->by);
		json_set_text(o, "author", s->author);
		json_set_int(o, "forked_at", (int64_t)s->seq);
		json_set_text(
		    o, "state", fork_state_name(s->open ? FORK_OPEN : FORK_FALSE));
		claim_line(line, s);
		set_words(o, line);
		json_array_append_new(list, o);
	}
	return list;
}

/* --- one entry ---------------------------------------------------------------------- */

struct entry_asked {
	const struct place *at;
	struct buf *out;
};

static enum err
say_proof(void *ctx, const struct fact_proof *p)
{
	const struct entry_asked *a = ctx;
	const struct place *of = &p->fork.at;
	char line[LINE], why[128], one[HASH_HEX_LEN], other[HASH_HEX_LEN];

	if (place_cmp(&p->by, a->at))
		return ERR_NONE;
	hash_hex(one, &p->fork.ids[0]);
	hash_hex(other, &p->fork.ids[1]);
	if (p->state == FORK_PROVEN)
		snprintf(why, sizeof(why), "both were signed by its key: it is proven");
	else if (p->state == FORK_FALSE)
		snprintf(why, sizeof(why), "it does not verify, and has no effect");
	else
		snprintf(why, sizeof(why),
		    "not yet verifiable: %s is held up to %" PRIu64, of->author, p->held);
	snprintf(line, sizeof(line),
	    "%s:%u:%" PRIu64 " claims a fork of %s at %u:%" PRIu64 ", %.8s and %.8s; %s",
	    p->by.author, p->by.incarnation, p->by.seq, of->author, of->incarnation,
	    of->seq, one, other, why);
	buf_add_str(a->out, line);
	return ERR_NONE;
}

void
forks_show_entry(struct buf *out, const char *dir, const struct place *p, uint32_t kind)
{
	struct entry_asked asked = { p, out };
	struct factsdb *f = NULL;
	struct registry *r = NULL;
	struct position here = { 0 };
	struct facts *forks = NULL;
	enum err e = factsdb_open(&f, dir, STORE_READ, NULL);

	if (!e)
		e = factsdb_position(f, &here);
	if (!e)
		e = factsdb_registry(f, &r, here.register_number);
	if (!e && kind == KIND_PROOF)
		e = factsdb_proofs_each(f, r, &here, say_proof, &asked);
	else if (!e)
		e = factsdb_forks(f, &forks, r, &here);
	for (size_t i = 0; !e && forks && i < forks->n_forks; i++) {
		const struct fact_fork *k = &forks->forks[i];
		char words[FROZEN_LEN];

		if (k->at.incarnation != p->incarnation || p->seq <= k->limit ||
		    strcmp(k->at.author, p->author) != 0)
			continue;
		frozen_words(words, k);
		buf_add_str(out, words);
	}
	if (e && e != ERR_NOT_FOUND)
		log_warn(
		    "facts.db could not be read: what is said of forks may be missing");
	facts_free(forks);
	position_clear(&here);
	registry_free(r);
	factsdb_close(&f);
}
