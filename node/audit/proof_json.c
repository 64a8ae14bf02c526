/* proof_json.c - the same as JSON, written by hand: the reader's program links no library for
 * it. */
#include <inttypes.h>

#include "frozen.h"
#include "proof.h"

void
proof_json_text(struct buf *out, const char *s)
{
	buf_add_str(out, "\"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_add_format(out, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			buf_add_format(out, "\\u%04x", (unsigned)*s);
		else
			buf_add(out, s, 1);
	}
	buf_add_str(out, "\"");
}

static void
add_said(struct buf *out, const struct proof_said *s)
{
	char time[25];

	time_write(time, s->time_ms);
	buf_add_format(out,
	    "{\"entry\": %" PRIu64 ", \"up_to\": %" PRIu64 ", \"time\": \"%s\"}", s->seq,
	    s->up_to, time);
}

static void
add_feed(struct buf *out, const struct proof_feed *f)
{
	char id[HASH_HEX_LEN];

	hash_hex(id, &f->head.id);
	buf_add_format(out,
	    "    {\"author\": \"%s\", \"role\": \"%s\", \"head\": %" PRIu64
	    ", \"head_id\": \"%s\", \"ranges\": [",
	    f->head.place.author, f->role ? role_name(f->role) : "", f->head.place.seq,
	    id);
	for (size_t i = 0; i < f->n_ranges; i++)
		buf_add_format(out,
		    "%s{\"first\": %" PRIu64 ", \"last\": %" PRIu64
		    ", \"signed_at\": %" PRIu64 "}",
		    i ? ", " : "", f->ranges[i].first, f->ranges[i].last,
		    f->ranges[i].signed_at);
	buf_add_format(out,
	    "], \"entries\": %" PRIu64 ", \"bodies\": %" PRIu64
	    ", \"not_public\": %" PRIu64 ", \"not_held\": %" PRIu64
	    ", \"not_asked_for\": %" PRIu64 ", \"unusable\": %" PRIu64
	    ", \"witnessed\": [",
	    f->entries, f->bodies, f->left_out, f->not_held, f->unchosen, f->unusable);
	for (size_t i = 0; i < f->n_words; i++) {
		buf_add_format(
		    out, "%s{\"by\": \"%s\", \"first\": ", i ? ", " : "", f->words[i].by);
		add_said(out, &f->words[i].first);
		buf_add_format(out, ", \"last\": ");
		add_said(out, &f->words[i].last);
		buf_add_format(out, "}");
	}
	buf_add_format(out, "]}");
}

static void
add_findings(struct buf *out, const struct proof *p)
{
	char digest[HASH_HEX_LEN] = "";

	if (!p->findings) {
		buf_add_format(out, "  \"findings\": null,\n");
		return;
	}
	if (!p->findings->incomplete)
		hash_hex(digest, &p->findings->digest);
	buf_add_format(out,
	    "  \"findings\": {\"count\": %zu, \"in_file\": %s, \"rules_version\": %u, "
	    "\"incomplete\": %s, \"digest\": \"%s\"},\n",
	    p->findings->n_list, p->manifest.findings ? "true" : "false",
	    p->findings->rules_version, p->findings->incomplete ? "true" : "false",
	    digest);
}

static void
add_disclosures(struct buf *out, const struct proof *p)
{
	static const char *const keys[] = { "not in the file", "wrong", "right" };

	buf_add_format(out, ",\n  \"sealed\": %zu,\n  \"disclosures\": [", p->n_sealed);
	for (size_t i = 0; i < p->n_disclosures; i++) {
		const struct proof_disclosure *d = &p->disclosures[i];

		buf_add_format(out,
		    "%s{\"by\": \"%s:%" PRIu64 "\", \"of\": \"%s:%" PRIu64
		    "\", \"key\": \"%s\"}",
		    i ? ", " : "", d->by.author, d->by.seq, d->of.author, d->of.seq,
		    keys[d->state]);
	}
	buf_add_str(out, "]");
}

static void
add_forks(struct buf *out, const struct proof *p)
{
	const size_t n = p->facts ? p->facts->n_forks : 0;
	char words[FROZEN_LEN];

	buf_add_format(out, ",\n  \"frozen\": [");
	for (size_t i = 0; i < n; i++) {
		const struct fact_fork *k = &p->facts->forks[i];

		buf_add_format(out,
		    "%s\n    {\"author\": \"%s\", \"incarnation\": %u, \"forked_at\": %" PRIu64
		    ", \"counts_up_to\": %" PRIu64 ", \"words\": ",
		    i ? "," : "", k->at.author, k->at.incarnation, k->at.seq, k->limit);
		frozen_words(words, k);
		proof_json_text(out, words);
		buf_add_str(out, "}");
	}
	buf_add_str(out, n ? "\n  ]" : "]");
}

void
proof_json(struct buf *out, const struct proof *p, const struct proof_ask *ask)
{
	char id[HASH_HEX_LEN], date[11];

	hash_hex(id, &p->manifest.alliance);
	date_write(date, p->manifest.as_of);
	buf_add_format(out,
	    "{\n  \"verified\": true,\n  \"alliance\": \"%s\",\n  \"alliance_given\": %s,\n",
	    id, ask->alliance ? "true" : "false");
	buf_add_str(out, "  \"name\": ");
	proof_json_text(out, registry_act(p->registry, 1)->act->body->genesis->name);
	buf_add_str(out, ",\n  \"position\": \"");
	position_write(out, &p->manifest.position);
	buf_add_format(out, "\",\n  \"as_of\": \"%s\",\n  \"level\": \"%s\",\n", date,
	    p->manifest.level == LEVEL_PUBLIC_FACTS ? "public" : "member");
	buf_add_format(out,
	    "  \"acts\": %" PRIu64 ",\n  \"void_acts\": %" PRIu64
	    ",\n  \"entries\": %" PRIu64 ",\n  \"bodies\": %" PRIu64 ",\n",
	    registry_number(p->registry), p->voids, p->entries, p->bodies);
	add_findings(out, p);
	buf_add_format(
	    out, "  \"disagree\": %" PRIu64 ",\n  \"disagrees\": ", p->disagree);
	proof_json_text(out, p->disagrees);
	add_disclosures(out, p);
	add_forks(out, p);
	buf_add_format(out, ",\n  \"feeds\": [");
	for (size_t i = 0; i < p->n_feeds; i++) {
		buf_add_str(out, i ? ",\n" : "\n");
		add_feed(out, &p->feeds[i]);
	}
	buf_add_format(out, "\n  ]\n}\n");
}
