/* compliance_replies.c - replies as cells, lines and a table; compliance_replies_json.c
 * has them as JSON, so that text links none. */
#include "compliance_replies.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "grid_formats.h"
#include "reply_of.h"

static void
add_text(struct buf *out, const struct findings *fs, const struct fact_reply *r)
{
	const struct fact_origin *s = &fs->facts->sources[r->source];
	char date[11], where[96];

	date_write(date, (struct date){ r->reply->as_of_days });
	snprintf(where, sizeof(where),
	    "%s:%u:%" PRIu64 " on findings of %s: ", s->place.author,
	    s->place.incarnation, s->place.seq, date);
	buf_add_str(out, where);
	buf_add_str(out, r->reply->text);
}

void
compliance_replies_cell(
    struct buf *out, const struct findings *fs, const Cmsa__Finding *f)
{
	size_t n = 0;
	const struct fact_reply *all = facts_replies_of(fs->facts, f->country, &n);

	buf_reset(out);
	for (size_t i = 0; i < n; i++) {
		if (!reply_of_finding(&all[i], f))
			continue;
		buf_add_str(out, out->n ? " | " : "");
		add_text(out, fs, &all[i]);
	}
	buf_add(out, "", 1);
}

static void
add_attachments(struct buf *out, const Cmsa__ReplyBody *b)
{
	char hash[65];

	for (size_t i = 0; i < b->n_attachments; i++) {
		hex_write(hash, b->attachments[i]->sha256.data, 32);
		buf_add_str(out, "        with ");
		buf_add_str(out, b->attachments[i]->name);
		buf_add_str(out, ", SHA-256 ");
		buf_add_str(out, hash);
		buf_add_str(out, "\n");
	}
}

void
compliance_replies_below(
    struct buf *out, const struct findings *fs, const Cmsa__Finding *f)
{
	size_t n = 0;
	const struct fact_reply *all = facts_replies_of(fs->facts, f->country, &n);

	for (size_t i = 0; i < n; i++) {
		if (!reply_of_finding(&all[i], f))
			continue;
		buf_add_str(out, "    reply: ");
		add_text(out, fs, &all[i]);
		buf_add_str(out, "\n");
		add_attachments(out, all[i].reply);
	}
}

static bool
is_shown(const struct compliance_view *v, const struct fact_reply *r)
{
	return (!v->country || !strcmp(v->country, r->country)) &&
	       (!v->criterion || v->criterion == r->reply->criterion);
}

void
compliance_replies_table(
    struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	const struct facts *f = fs->facts;
	struct grid g;

	grid_init(&g, "Replies, which change no finding",
	    "country criterion reason product as-of entry reply");
	for (size_t i = 0; i < f->n_replies; i++) {
		const struct fact_reply *r = &f->replies[i];
		const struct fact_origin *s = &f->sources[r->source];
		char date[11];

		if (!is_shown(v, r))
			continue;
		date_write(date, (struct date){ r->reply->as_of_days });
		grid_row(&g);
		grid_text(&g, r->country);
		grid_text(&g, criterion_name(r->reply->criterion));
		grid_text(&g, r->reply->reason);
		grid_text(&g, r->reply->product);
		grid_text(&g, date);
		grid_format(&g, "%s:%u:%" PRIu64, s->place.author, s->place.incarnation,
		    s->place.seq);
		grid_text(&g, r->reply->text);
	}
	if (g.n_rows) {
		grid_text_write(out, &g);
		buf_add_str(out, "\n");
	}
	grid_clear(&g);
}
