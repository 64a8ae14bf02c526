/* compliance_text.c - findings for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compliance.h"
#include "compliance_replies.h"
#include "frozen.h"
#include "grid_formats.h"
#include "law.h"
#include "lifecycle.h"
#include "mem.h"

static bool
is_shown(const struct compliance_view *v, const char *country, Cmsa__Criterion c)
{
	return (!v->country || !strcmp(v->country, country)) &&
	       (!v->criterion || v->criterion == c);
}

static void
write_head(struct buf *out, const struct findings *fs)
{
	struct buf position = { 0 };
	char date[11], digest[HASH_HEX_LEN];

	position_write(&position, &fs->facts->position);
	date_write(date, fs->as_of);
	hash_hex(digest, &fs->digest);
	buf_add_line(out,
	    "Eligibility criteria of section 4(b) on %s, as far as published up to",
	    date);
	buf_add_line(out, "  position %.*s", (int)position.n, (const char *)position.p);
	buf_add_line(out, "  level    %s",
	    fs->facts->level == LEVEL_MEMBER_FACTS ? "member" : "public");
	buf_add_line(out, "  digest   %s",
	    fs->incomplete ? "none: incomplete, bodies are missing here" : digest);
	frozen_text(out, fs->facts, "  ");
	buf_clear(&position);
}

static const struct criterion_result *
result_of(const struct findings *fs, const char *country, Cmsa__Criterion c)
{
	for (size_t i = 0; i < fs->n_criteria; i++)
		if (fs->criteria[i].criterion == c &&
		    !strcmp(fs->criteria[i].country, country))
			return &fs->criteria[i];
	return NULL;
}

/* Which criteria occur, in their order. */
static size_t
criteria_in(Cmsa__Criterion out[static 8], const struct findings *fs,
    const struct compliance_view *v)
{
	size_t n = 0;

	for (int c = CMSA__CRITERION__CRITERION_B1; c <= CMSA__CRITERION__CRITERION_B5C;
	     c++)
		for (size_t i = 0; i < fs->n_criteria; i++)
			if (fs->criteria[i].criterion == (Cmsa__Criterion)c &&
			    is_shown(v, fs->criteria[i].country, (Cmsa__Criterion)c)) {
				out[n++] = (Cmsa__Criterion)c;
				break;
			}
	return n;
}

static void
write_matrix(struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	Cmsa__Criterion columns[8];
	size_t n = criteria_in(columns, fs, v);
	char names[256] = "country state";
	struct grid g;

	for (size_t i = 0; i < n; i++) {
		strncat(names, " ", sizeof(names) - strlen(names) - 1);
		strncat(
		    names, criterion_name(columns[i]), sizeof(names) - strlen(names) - 1);
	}
	strncat(names, " complies", sizeof(names) - strlen(names) - 1);
	grid_init(&g, NULL, names);
	for (size_t i = 0; i < fs->n_countries; i++) {
		const struct country_result *c = &fs->countries[i];

		if (v->country && strcmp(v->country, c->country))
			continue;
		grid_row(&g);
		grid_text(&g, c->country);
		grid_text(&g,
		    life_state_name(
			lifecycle_at(fs->facts->registry, c->country, fs->as_of).state));
		for (size_t k = 0; k < n; k++) {
			const struct criterion_result *r =
			    result_of(fs, c->country, columns[k]);

			grid_format(&g, "%s%s", r ? status_name(r->status) : "-",
			    r && !r->counted ? "*" : "");
		}
		grid_format(&g, "%s%s", c->complies ? "yes" : "no",
		    c->informational ? " (informational)" : "");
	}
	grid_text_write(out, &g);
	buf_add_line(out,
	    "* computed, not counted: before entry into force, or the USA, which is not judged");
	grid_clear(&g);
}

/* Two answers side by side: what a government agreed to, and what it does. */
static void
write_agreed(struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	char names[256] = "country";
	struct grid g;

	for (int p = 1; p < COMPLY_PARAGRAPHS; p++) {
		strncat(names, " ", sizeof(names) - strlen(names) - 1);
		strncat(names, criterion_name((Cmsa__Criterion)p),
		    sizeof(names) - strlen(names) - 1);
	}
	grid_init(&g, "Agreed by undertaking / performed", names);
	for (size_t i = 0; i < fs->n_countries; i++) {
		const struct country_result *c = &fs->countries[i];

		if (v->country && strcmp(v->country, c->country))
			continue;
		grid_row(&g);
		grid_text(&g, c->country);
		for (int p = 1; p < COMPLY_PARAGRAPHS; p++) {
			const struct criterion_result *r =
			    result_of(fs, c->country, (Cmsa__Criterion)p);

			grid_format(&g, "%s / %s", c->agreed[p].act ? "yes" : "no",
			    r ? status_name(r->status) : "-");
		}
	}
	grid_text_write(out, &g);
	grid_clear(&g);
}

static void
write_counts(struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	struct grid g;

	grid_init(&g, "Findings by criterion, status and reason",
	    "country criterion status #count reason meaning");
	for (size_t i = 0; i < fs->n_counts; i++) {
		const struct status_count *k = &fs->counts[i];

		if (!is_shown(v, k->country, k->criterion))
			continue;
		grid_row(&g);
		grid_text(&g, k->country);
		grid_text(&g, criterion_name(k->criterion));
		grid_text(&g, status_name(k->status));
		grid_number(&g, k->count);
		grid_text(&g, k->reason);
		grid_text(&g, reason_text(k->reason));
	}
	grid_text_write(out, &g);
	grid_clear(&g);
}

static void
write_choices(struct buf *out, const struct findings *fs)
{
	struct law law;

	law_at(&law, fs->facts->registry, fs->as_of);
	buf_add_line(out,
	    "Choices used: rules %u; review_max_age_days %u; hkg_mac_country %s; hkg_mac_entities %s; "
	    "sdp_wider %s; mixed_floor %s; floor_counts %s; alert_witnesses %u; "
	    "hs_edition %s; meetings_may_miss %u; alert_ack_days %u; alert_outcome_days %u; "
	    "alert_late_days %u; fund_close_days %u",
	    law.policy->rules_version, law.policy->review_max_age_days,
	    law.policy->hkg_mac_country ? "yes" : "no",
	    law.policy->hkg_mac_entities ? "yes" : "no",
	    law.policy->sdp_wider ? "yes" : "no",
	    law.policy->mixed_floor == CMSA__MIXED_FLOOR__MIXED_FLOOR_HIGHEST ? "highest"
									      : "lowest",
	    law.policy->floor_counts == CMSA__FLOOR_COUNTS__FLOOR_COUNTS_TOTAL
		? "total"
		: "additional",
	    law.policy->alert_witnesses, law.policy->hs_edition,
	    law_meetings_may_miss(law.policy), law_alert_ack_days(law.policy),
	    law_alert_outcome_days(law.policy), law_alert_late_days(law.policy),
	    law_fund_close_days(law.policy));
	law_clear(&law);
}

void
compliance_text(
    struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	write_head(out, fs);
	buf_add_str(out, "\n");
	write_matrix(out, fs, v);
	buf_add_str(out, "\n");
	write_agreed(out, fs, v);
	buf_add_str(out, "\n");
	write_counts(out, fs, v);
	buf_add_str(out, "\n");
	compliance_replies_table(out, fs, v);
	for (size_t i = 0; i < fs->n_countries; i++)
		if (*fs->countries[i].note &&
		    (!v->country || !strcmp(v->country, fs->countries[i].country)))
			buf_add_line(out, "%s: %s", fs->countries[i].country,
			    fs->countries[i].note);
	write_choices(out, fs);
}

static void
join(struct buf *out, char *const *list, size_t n)
{
	buf_reset(out);
	for (size_t i = 0; i < n; i++) {
		buf_add_str(out, i ? ";" : "");
		buf_add_str(out, list[i]);
	}
	buf_add(out, "", 1);
}

static const char *
stage_word(Cmsa__Stage s)
{
	static const char *const words[] = { "", "mined", "processed", "manufactured" };

	return (size_t)s < ARRAY_LEN(words) ? words[s] : "";
}

static void
add_evidence(struct grid *g, const Cmsa__Finding *f, struct buf *b)
{
	char ref[64];

	buf_reset(b);
	for (size_t i = 0; i < f->n_evidence; i++) {
		const Cmsa__Ref *r = f->evidence[i];

		snprintf(ref, sizeof(ref), "%s%s:%u:%llu", i ? ";" : "", r->author,
		    r->incarnation, (unsigned long long)r->seq);
		buf_add_str(b, ref);
	}
	buf_add(b, "", 1);
	grid_text(g, (const char *)b->p);
}

void
compliance_findings(
    struct grid *g, const struct findings *fs, const struct compliance_view *v)
{
	struct buf b = { 0 };

	grid_init(g, NULL,
	    "country criterion status reason products stage hs6 partners measured "
	    "required flags evidence #count sentence replies");
	for (size_t i = 0; i < fs->n_list; i++) {
		const Cmsa__Finding *f = &fs->list[i].pb;

		if (!is_shown(v, f->country, f->criterion))
			continue;
		grid_row(g);
		grid_text(g, f->country);
		grid_text(g, criterion_name(f->criterion));
		grid_text(g, status_name(f->status));
		grid_text(g, f->reason);
		join(&b, f->products, f->n_products);
		grid_text(g, (const char *)b.p);
		grid_text(g, stage_word(f->stage));
		join(&b, f->hs6, f->n_hs6);
		grid_text(g, (const char *)b.p);
		join(&b, f->partners, f->n_partners);
		grid_text(g, (const char *)b.p);
		grid_text(g, f->measured);
		grid_text(g, f->required);
		join(&b, f->flags, f->n_flags);
		grid_text(g, (const char *)b.p);
		add_evidence(g, f, &b);
		grid_number(g, f->count);
		grid_text(g, fs->list[i].sentence);
		compliance_replies_cell(&b, fs, f);
		grid_text(g, (const char *)b.p);
	}
	buf_clear(&b);
}

static int
worst_first(const void *a, const void *b)
{
	const struct finding *const *x = a, *const *y = b;

	if ((*x)->pb.status != (*y)->pb.status)
		return (*x)->pb.status < (*y)->pb.status ? -1 : 1;
	return *x < *y ? -1 : *x > *y; /* then in table order */
}

static void
explain_one(struct buf *out, const struct findings *fs, const struct finding *f)
{
	char where[160];

	buf_add_line(
	    out, "%s: %s (%s)", status_name(f->pb.status), f->sentence, f->pb.reason);
	for (size_t i = 0; i < f->pb.n_evidence; i++) {
		const Cmsa__Ref *r = f->pb.evidence[i];
		char id[17];

		hex_write(id, r->id.data, r->id.len < 8 ? r->id.len : 8);
		snprintf(where, sizeof(where), "%s:%u:%llu, id %s...", r->author,
		    r->incarnation, (unsigned long long)r->seq, id);
		buf_add_line(out, "    evidence: entry %s (cmsa show %s %llu)", where,
		    r->author, (unsigned long long)r->seq);
	}
	for (size_t i = 0; i < f->pb.n_flags; i++)
		buf_add_line(out, "    flag: %s", f->pb.flags[i]);
	compliance_replies_below(out, fs, &f->pb);
}

void
compliance_explain(
    struct buf *out, const struct findings *fs, const struct compliance_view *v)
{
	const struct finding **sorted = mem_array(fs->n_list, sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < fs->n_list; i++)
		if (is_shown(v, fs->list[i].pb.country, fs->list[i].pb.criterion))
			sorted[n++] = &fs->list[i];
	qsort(sorted, n, sizeof(*sorted), worst_first);
	write_head(out, fs);
	if (v->country && v->criterion) {
		const struct criterion_result *r =
		    result_of(fs, v->country, v->criterion);

		buf_add_line(out, "\n%s, %s %s: %s, %zu findings\n", v->country,
		    criterion_name(v->criterion), criterion_title(v->criterion),
		    r ? status_name(r->status) : "not judged", n);
	}
	for (size_t i = 0; i < n; i++)
		explain_one(out, fs, sorted[i]);
	free(sorted);
}
