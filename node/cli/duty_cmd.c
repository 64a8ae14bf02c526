/* duty_cmd.c - cmsa duty: what duty applies to goods, and by which clause. */
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "due_report.h"
#include "law.h"
#include "name.h"
#include "text.h"

/* "8505.11.00" or "85051100": digits into `out`; false when it is neither. */
static bool
take_code(char out[static 13], const char *typed)
{
	size_t n = 0;

	for (; *typed; typed++)
		if (*typed != '.') {
			if (n == 12)
				return false;
			out[n++] = *typed;
		}
	out[n] = '\0';
	return text_is_digits(out, 6, 12);
}

/* A country of the register's table, when it has one, or a territory of the register. */
static bool
is_known(const struct registry *r, const struct law *law, const char *country)
{
	if (!author_is_country(country))
		return false;
	for (size_t i = 0; i < law->n_iso; i++)
		if (!strcmp(law->iso[i]->alpha3, country))
			return true;
	return !law->n_iso || registry_territory(r, country);
}

static int
take_question(struct due_question *q, char code[static 13], const struct cli *cli)
{
	const char *typed = cli_option(cli, "hs"), *use = cli_option(cli, "end-use");

	q->importer = cli_option(cli, "importer");
	q->origin = cli_option(cli, "origin");
	q->entity = cli_option(cli, "entity-of-concern") != NULL;
	if (!q->importer || !q->origin || !typed)
		return cli_error(CLI_USAGE,
		    "duty: expected --importer COUNTRY --origin COUNTRY "
		    "--hs CODE, found no --%s",
		    !q->importer ? "importer"
		    : !q->origin ? "origin"
				 : "hs");
	if (!take_code(code, typed))
		return cli_error(CLI_INPUT,
		    "duty: --hs: expected 6 to 12 digits, points between them or not, found \"%s\"",
		    typed);
	if (use && strcmp(use, "yes") != 0 && strcmp(use, "no") != 0)
		return cli_error(
		    CLI_INPUT, "duty: --end-use: expected yes or no, found \"%s\"", use);
	if (use)
		q->end_use = *use == 'y' ? DUE_AS_THE_ACT_NAMES : DUE_ANOTHER_USE;
	q->code = code;
	return CLI_DONE;
}

/* CLI_DONE when both countries are known at the position. */
static int
check_countries(const struct due_question *q, const struct registry *r)
{
	const char *const names[] = { q->importer, q->origin };
	struct law law;
	int code = CLI_DONE;

	law_at(&law, r, q->d);
	for (size_t i = 0; i < ARRAY_LEN(names) && code == CLI_DONE; i++)
		if (!is_known(r, &law, names[i]))
			code = cli_error(CLI_INPUT,
			    "duty: --%s: expected an alpha-3 code of a country or a territory "
			    "of the register, found \"%s\"",
			    i ? "origin" : "importer", names[i]);
	law_clear(&law);
	return code;
}

static int
show(const struct cli *cli, const struct due *a, const struct due_question *q,
    const struct facts *f)
{
	struct buf b = { 0 };
	struct grid g;

	if (cli->format == REPORT_CSV) {
		due_rows(&g, a, f);
		return cli_out_grid(cli, &g, CLI_DONE);
	}
	if (cli->format == REPORT_JSON)
		due_json(&b, a, q, f);
	else
		due_text(&b, a, q, f);
	return cli_out(&b, CLI_DONE);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct due_question q = { 0 };
	struct cli_question at;
	struct facts *f = NULL;
	struct errmsg m = { "" };
	char hs[13] = "";
	int code = take_question(&q, hs, cli);
	enum err e;

	(void)c;
	if (code != CLI_DONE)
		return code;
	e = cli_question_load(&at, &f, cli, &m);
	if (e)
		return cli_fail(e, &m);
	q.d = at.as_of;
	code = check_countries(&q, at.registry);
	if (code == CLI_DONE) {
		struct due *a = due_determine(f, &q);

		code = show(cli, a, &q, f);
		due_free(a);
	}
	facts_free(f);
	cli_question_close(&at);
	return code;
}

static const struct cli_option options[] = {
	CLI_QUESTION_OPTIONS,
	{ "on", "DATE", "day of entry for consumption; the same as --as-of" },
	{ "importer", "COUNTRY", "country or customs territory that the goods enter" },
	{ "origin", "COUNTRY", "country that they come from" },
	{ "hs", "CODE", "6 to 12 digits: 850511, 8505.11.00" },
	{ "entity-of-concern", NULL, "they are goods of a foreign entity of concern" },
	{ "end-use", "yes|no", "they are, or are not, what the Act names by their use" },
	{ NULL, NULL, NULL },
};

const struct cli_command duty_cmd = { "duty", "",
	"the duty that applies to goods on a day, part by part, with the clause of the Act",
	options, run, 0, 0 };
