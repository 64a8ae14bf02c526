/* facts_cmd.c - cmsa capacity, cmsa duties: what is published, at a position. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "mem.h"

static const char *const stages[] = { "", "mined", "processed", "manufactured" };
static const char *const presences[] = { "", "reported", "nil", "withheld",
	"not-available" };

static const char *
word_of(const char *const *words, size_t n, int i)
{
	return i >= 0 && (size_t)i < n ? words[i] : "?";
}

static bool
matches(const char *wanted, const char *value)
{
	return !wanted || !strcmp(wanted, value);
}

/* --- capacity ----------------------------------------------------------------------- */

static void
add_quantity(struct grid *g, const Cmsa__Quantity *q)
{
	static const char *const bounds[] = { "", "<", ">" };

	if (!q)
		grid_text(g, "");
	else if (q->presence != CMSA__PRESENCE__PRESENCE_REPORTED)
		grid_text(g, word_of(presences, ARRAY_LEN(presences), (int)q->presence));
	else
		grid_format(g, "%s%s %s%s",
		    *q->published == '<' || *q->published == '>' ? "" : bounds[q->bound],
		    q->published, q->unit, q->estimated ? " e" : "");
}

static void
add_review(struct grid *g, const struct facts *f, const struct fact_review *r)
{
	char date[11];
	const struct fact_origin *s = &f->sources[r->source];

	date_write(date, r->reviewed);
	grid_row(g);
	grid_text(g, r->country);
	grid_text(g, r->nil_for_rest ? "(all the rest)" : r->subject);
	grid_text(g, word_of(stages, ARRAY_LEN(stages), (int)r->stage));
	grid_text(g, word_of(presences, ARRAY_LEN(presences), (int)r->presence));
	add_quantity(g, r->review->capacity);
	add_quantity(g, r->review->production);
	add_quantity(g, r->review->reserves);
	grid_text(g, r->review->form);
	grid_text(g, r->review->basis);
	if (r->review->reference_year)
		grid_number(g, r->review->reference_year);
	else
		grid_text(g, "");
	grid_text(g, date);
	grid_format(g, "%s%s%s", r->secondary ? "secondary " : "",
	    r->aggregate ? "aggregate " : "", r->review->sample ? "sample" : "");
	grid_format(
	    g, "%s:%u:%" PRIu64, s->place.author, s->place.incarnation, s->place.seq);
}

static bool
review_is_asked(const struct cli *cli, const struct fact_review *r)
{
	const char *country = cli_option(cli, "country"),
		   *mineral = cli_option(cli, "mineral");
	const char *stage = cli_option(cli, "stage");

	return matches(country, r->country) && matches(mineral, r->subject) &&
	       matches(stage, word_of(stages, ARRAY_LEN(stages), (int)r->stage));
}

static void
list_reviews(
    struct grid *g, const struct cli *cli, const struct facts *f, struct date as_of)
{
	grid_init(g, NULL,
	    "country subject stage presence capacity production reserves form basis #year reviewed marks entry");
	for (size_t i = 0; i < f->n_reviews; i++)
		if (f->reviews[i].reviewed.days <= as_of.days &&
		    review_is_asked(cli, &f->reviews[i]))
			add_review(g, f, &f->reviews[i]);
}

/* One sum of a mineral, stage, form, basis and base unit; units are never added together. */
struct total {
	const struct fact_review *r;
	int64_t capacity, production;
	uint32_t n_capacity, n_production;
	bool volume;
	const char *country; /* "" : all countries together */
};

static int
total_cmp(const void *va, const void *vb)
{
	const struct total *a = va, *b = vb;
	int c = strcmp(a->r->subject, b->r->subject);

	if (!c)
		c = (int)a->r->stage - (int)b->r->stage;
	if (!c)
		c = strcmp(a->r->review->form, b->r->review->form);
	if (!c)
		c = strcmp(a->r->review->basis, b->r->review->basis);
	if (!c)
		c = (int)a->volume - (int)b->volume;
	return c ? c : strcmp(a->country, b->country);
}

static bool
reported(const Cmsa__Quantity *q)
{
	return q && q->presence == CMSA__PRESENCE__PRESENCE_REPORTED &&
	       (q->grams || q->litres);
}

/* Newer reviews of the same thing stand behind older ones: only the last counts. */
static bool
is_replaced(const struct facts *f, size_t i, struct date as_of)
{
	const struct fact_review *a = &f->reviews[i], *b = a + 1;

	for (; b < f->reviews + f->n_reviews; b++) {
		if (strcmp(a->country, b->country) || strcmp(a->subject, b->subject) ||
		    a->stage != b->stage)
			return false;
		if (b->reviewed.days <= as_of.days &&
		    !strcmp(a->review->form, b->review->form) &&
		    !strcmp(a->review->basis, b->review->basis))
			return true;
	}
	return false;
}

static size_t
gather(struct total *t, const struct cli *cli, const struct facts *f, struct date as_of)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_reviews; i++) {
		const struct fact_review *r = &f->reviews[i];
		const Cmsa__Quantity *c = r->review->capacity, *p = r->review->production;

		if (r->reviewed.days > as_of.days || r->secondary || r->aggregate ||
		    r->nil_for_rest || !review_is_asked(cli, r) ||
		    is_replaced(f, i, as_of) || (!reported(c) && !reported(p)))
			continue;
		t[n].r = r;
		t[n].country = cli_option(cli, "by-country") ? r->country : "";
		t[n].volume = (reported(c) ? c : p)->litres > 0;
		if (reported(c)) {
			t[n].capacity = c->grams + c->litres;
			t[n].n_capacity = 1;
		}
		if (reported(p)) {
			t[n].production = p->grams + p->litres;
			t[n].n_production = 1;
		}
		n++;
	}
	qsort(t, n, sizeof(*t), total_cmp);
	return n;
}

/* Whole tonnes or cubic metres from grams or litres, rounded down, with what is left over
 * behind the point. */
static void
add_amount(struct grid *g, int64_t amount, uint32_t n, bool volume)
{
	int64_t whole = volume ? amount / 1000 : amount / 1000000;
	int64_t rest = volume ? amount % 1000 : amount % 1000000 / 1000;

	if (!n)
		grid_text(g, "");
	else if (rest)
		grid_format(
		    g, "%" PRId64 ".%03" PRId64 " %s", whole, rest, volume ? "m3" : "t");
	else
		grid_format(g, "%" PRId64 " %s", whole, volume ? "m3" : "t");
}

static void
add_total(struct grid *g, const struct total *t)
{
	grid_row(g);
	if (*t->country)
		grid_text(g, t->country);
	grid_text(g, t->r->subject);
	grid_text(g, word_of(stages, ARRAY_LEN(stages), (int)t->r->stage));
	grid_text(g, t->r->review->form);
	grid_text(g, t->r->review->basis);
	add_amount(g, t->capacity, t->n_capacity, t->volume);
	grid_number(g, t->n_capacity);
	add_amount(g, t->production, t->n_production, t->volume);
	grid_number(g, t->n_production);
}

static void
list_totals(
    struct grid *g, const struct cli *cli, const struct facts *f, struct date as_of)
{
	struct total *t = mem_array(f->n_reviews, sizeof(*t)), sum;
	size_t n = gather(t, cli, f, as_of);

	grid_init(g, NULL,
	    cli_option(cli, "by-country")
		? "country subject stage form basis capacity #countries production #countries-producing"
		: "subject stage form basis capacity #countries production #countries-producing");
	for (size_t i = 0; i < n;) {
		sum = t[i];
		while (++i < n && !total_cmp(&sum, &t[i])) {
			sum.capacity += t[i].capacity;
			sum.production += t[i].production;
			sum.n_capacity += t[i].n_capacity;
			sum.n_production += t[i].n_production;
		}
		add_total(g, &sum);
	}
	free(t);
}

static int
run_capacity(const struct cli_command *c, struct cli *cli)
{
	struct facts *f = NULL;
	struct cli_question q;
	struct errmsg m = { "" };
	struct grid g;
	enum err e = cli_question_load(&q, &f, cli, &m);

	(void)c;
	if (e)
		return cli_fail(e, &m);
	if (cli_option(cli, "totals"))
		list_totals(&g, cli, f, q.as_of);
	else
		list_reviews(&g, cli, f, q.as_of);
	facts_free(f);
	cli_question_close(&q);
	return cli_out_grid(cli, &g, CLI_DONE);
}

/* --- duties ------------------------------------------------------------------------- */

static const char *
origin_word(const Cmsa__DutyLine *l)
{
	static const char *const scopes[] = { "", "any", "members",
		"countries-of-concern", "entities-of-concern" };

	return l->scope == CMSA__ORIGIN_SCOPE__ORIGIN_COUNTRY
		   ? l->origin
		   : word_of(scopes, ARRAY_LEN(scopes), (int)l->scope);
}

static void
add_duty(struct grid *g, const struct facts *f, const struct fact_duty *d)
{
	static const char *const kinds[] = { "", "ordinary", "additional", "relief",
		"antidumping", "countervailing", "safeguard", "other" };
	const Cmsa__DutyLine *l = d->line;
	const struct fact_origin *s = &f->sources[d->source];
	char start[11], end[11];

	date_write(start, (struct date){ l->start_days });
	date_write(end, (struct date){ l->end_days });
	grid_row(g);
	grid_text(g, d->country);
	grid_text(g, d->hs_edition);
	grid_text(g, l->code);
	grid_text(g, origin_word(l));
	grid_text(g, word_of(kinds, ARRAY_LEN(kinds), (int)l->kind));
	grid_text(g, l->measure);
	grid_number(g, l->ad_valorem_bp);
	grid_text(g, l->specific);
	grid_text(g, l->published);
	grid_text(g, start);
	grid_text(g, end);
	grid_text(g, l->citation);
	grid_format(
	    g, "%s:%u:%" PRIu64, s->place.author, s->place.incarnation, s->place.seq);
}

static bool
in_effect(const Cmsa__DutyLine *l, struct date d)
{
	return l->start_days <= d.days && (!l->end_days || l->end_days >= d.days);
}

static int
run_duties(const struct cli_command *c, struct cli *cli)
{
	const char *country = cli_option(cli, "importer"), *hs = cli_option(cli, "hs");
	struct facts *f = NULL;
	struct cli_question q;
	struct errmsg m = { "" };
	struct grid g;
	enum err e = cli_question_load(&q, &f, cli, &m);

	(void)c;
	if (e)
		return cli_fail(e, &m);
	grid_init(&g, NULL,
	    "importer edition code origin kind measure #ad-valorem-bp specific published start end citation entry");
	for (size_t i = 0; i < f->n_duties; i++)
		if (matches(country, f->duties[i].country) &&
		    in_effect(f->duties[i].line, q.as_of) &&
		    (!hs || !strncmp(f->duties[i].line->code, hs, strlen(hs))))
			add_duty(&g, f, &f->duties[i]);
	facts_free(f);
	cli_question_close(&q);
	return cli_out_grid(cli, &g, CLI_DONE);
}

static const struct cli_option capacity_options[] = {
	CLI_QUESTION_OPTIONS,
	{ "country", "COUNTRY", "only reviews of this country" },
	{ "mineral", "ID", "only this mineral or select product" },
	{ "stage", "STAGE", "mined, processed or manufactured" },
	{ "by-country", NULL, "with --totals: a row for each country" },
	{ "totals", NULL,
	    "sums by mineral, stage, form and basis; units are never added together" },
	{ NULL, NULL, NULL },
};

static const struct cli_option duties_options[] = {
	CLI_QUESTION_OPTIONS,
	{ "importer", "COUNTRY", "only the tariff of this country" },
	{ "hs", "DIGITS", "only codes that begin so" },
	{ NULL, NULL, NULL },
};

const struct cli_command capacity_cmd = { "capacity", "",
	"published capacity reviews, or their totals", capacity_options, run_capacity, 0,
	0 };
const struct cli_command duties_cmd = { "duties", "", "published duty lines in effect",
	duties_options, run_duties, 0, 0 };
