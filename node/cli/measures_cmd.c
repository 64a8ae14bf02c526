/* measures_cmd.c - cmsa measures: what countries have enacted, as published. */
#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "commands.h"

static const char *
kind_word(Cmsa__MeasureKind k)
{
	static const char *const words[] = { "?", "transshipment-enforcement",
		"investment-screening", "trade-remedies", "prohibition", "quota",
		"other" };

	return (size_t)k < ARRAY_LEN(words) ? words[k] : "?";
}

static void
add_list(struct grid *g, char *const *list, size_t n, const char *otherwise)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < n; i++) {
		buf_add_str(&b, i ? ";" : "");
		buf_add_str(&b, list[i]);
	}
	buf_add(&b, "", 1);
	grid_text(g, n ? (const char *)b.p : otherwise);
	buf_clear(&b);
}

static void
add_quota(struct grid *g, int64_t grams)
{
	if (!grams)
		grid_text(g, "");
	else if (grams % 1000000)
		grid_format(
		    g, "%" PRId64 ".%06" PRId64 " t", grams / 1000000, grams % 1000000);
	else
		grid_format(g, "%" PRId64 " t", grams / 1000000);
}

static void
add_measure(struct grid *g, const struct facts *f, const struct fact_measure *row)
{
	const struct fact_origin *s = &f->sources[row->source];
	const Cmsa__Measure *m = row->measure;
	char start[11], end[11], hash[65] = "";

	date_write(start, (struct date){ m->start_days });
	date_write(end, (struct date){ m->end_days });
	if (m->sha256.len == 32)
		hex_write(hash, m->sha256.data, 32);
	grid_row(g);
	grid_text(g, row->country);
	grid_text(g, m->id);
	grid_text(g, kind_word(m->kind));
	grid_text(g, m->critical_minerals ? "yes" : "no");
	grid_text(g, m->derivative_products ? "yes" : "no");
	add_list(g, m->hs6, m->n_hs6, "");
	add_list(
	    g, m->countries, m->n_countries, m->all_countries_of_concern ? "all" : "");
	grid_text(g, m->entities_of_concern ? "yes" : "no");
	grid_text(g, start);
	grid_text(g, end);
	add_quota(g, m->quota_grams_a_year);
	grid_text(g, m->citation);
	grid_text(g, m->authority);
	grid_text(g, hash);
	grid_text(g, m->sample ? "sample" : "");
	grid_format(
	    g, "%s:%u:%" PRIu64, s->place.author, s->place.incarnation, s->place.seq);
}

static bool
is_asked(const struct cli *cli, const struct fact_measure *row, struct date as_of)
{
	const char *country = cli_option(cli, "country"), *kind = cli_option(cli, "kind");
	const Cmsa__Measure *m = row->measure;
	bool holds =
	    m->start_days <= as_of.days && (!m->end_days || m->end_days >= as_of.days);

	return (holds || cli_option(cli, "all")) &&
	       (!country || !strcmp(country, row->country)) &&
	       (!kind || !strcmp(kind, kind_word(m->kind)));
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct facts *f = NULL;
	struct cli_question q;
	struct errmsg m = { "" };
	struct grid g;
	enum err e = cli_question_load(&q, &f, cli, &m);

	(void)c;
	if (e)
		return cli_fail(e, &m);
	grid_init(&g, NULL,
	    "country id kind minerals derivatives hs6 concern entities start end quota "
	    "citation authority sha256 marks entry");
	for (size_t i = 0; i < f->n_measures; i++)
		if (is_asked(cli, &f->measures[i], q.as_of))
			add_measure(&g, f, &f->measures[i]);
	facts_free(f);
	cli_question_close(&q);
	return cli_out_grid(cli, &g, CLI_DONE);
}

static const struct cli_option options[] = {
	CLI_QUESTION_OPTIONS,
	{ "country", "COUNTRY", "only measures of this country" },
	{ "kind", "KIND", "only this kind, such as trade-remedies" },
	{ "all", NULL, "also those that have ended or not begun" },
	{ NULL, NULL, NULL },
};

const struct cli_command measures_cmd = { "measures", "",
	"published measures in effect: enforcement, screening, remedies, quotas", options,
	run, 0, 0 };
