/* report_cmd.c - cmsa report: the reports of the Act as documents. */
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "commands.h"
#include "file.h"
#include "name.h"
#include "report_formats.h"
#include "report_kinds.h"

enum {
	FILE_MODE = 0644
};

static const char EVERY[] = "all"; /* tables: each as a file */

static bool
is_folder(const char *path)
{
	struct stat s;

	return !stat(path, &s) && S_ISDIR(s.st_mode);
}

/* To the file `out` (in a folder: under `name`), or to standard output without one. */
static int
put(struct buf *b, const char *out, const char *name)
{
	struct errmsg m = { "" };
	char path[4096];
	enum err e;

	if (!out)
		return cli_out(b, CLI_DONE);
	if (is_folder(out))
		path_join(path, out, name);
	else
		snprintf(path, sizeof(path), "%s", out);
	e = file_write(path, buf_view(b), FILE_MODE, &m);
	buf_clear(b);
	if (e)
		return cli_fail(e, &m);
	printf("%s\n", path);
	return CLI_DONE;
}

static int
put_table(const struct report *r, const char *table, const char *out)
{
	struct buf b = { 0 };
	char name[160];

	snprintf(name, sizeof(name), "%s-%s.csv", r->kind, table);
	if (report_csv_write(&b, r, table))
		return put(&b, out, name);
	fprintf(stderr,
	    "cmsa: report: expected a table of this report, found \"%s\":", table);
	for (size_t i = 0; report_csv_table(r, i); i++)
		fprintf(stderr, " %s", report_csv_table(r, i));
	fprintf(stderr, "\n");
	return CLI_INPUT;
}

static int
put_tables(const struct report *r, const char *out)
{
	int code = CLI_DONE;

	if (!out || !is_folder(out))
		return cli_error(CLI_INPUT,
		    "report: --csv all: expected --out and a folder that exists, found \"%s\"",
		    out ? out : "");
	for (size_t i = 0; !code && report_csv_table(r, i); i++)
		code = put_table(r, report_csv_table(r, i), out);
	return code;
}

static int
show(const struct cli *cli, const struct report *r)
{
	const char *out = cli_option(cli, "out"), *table = cli_option(cli, "csv");
	struct buf b = { 0 };
	char name[160];

	if (table)
		return strcmp(table, EVERY) ? put_table(r, table, out)
					    : put_tables(r, out);
	if (cli_option(cli, "html"))
		report_html_write(&b, r);
	else if (cli->format == REPORT_JSON)
		report_json_write(&b, r);
	else
		report_plain_write(&b, r);
	snprintf(name, sizeof(name), "%s.%s", r->kind,
	    cli_option(cli, "html")      ? "html"
	    : cli->format == REPORT_JSON ? "json"
					 : "txt");
	return put(&b, out, name);
}

static int
make(const struct cli *cli, const struct report_kind *k, const char *country)
{
	struct cli_question q;
	struct facts *f = NULL;
	struct errmsg m = { "" };
	enum err e = cli_question_load(&q, &f, cli, &m);
	struct report *r;
	int code;

	if (e)
		return cli_fail(e, &m);
	r = report_kinds_make(k, f, q.as_of, country);
	code = show(cli, r);
	report_free(r);
	facts_free(f);
	cli_question_close(&q);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const struct report_kind *k = report_kinds_find(cli->args[0]);
	const char *country = cli->n_args > 1 ? cli->args[1] : "";

	(void)c;
	if (!k)
		return cli_error(CLI_INPUT,
		    "report: expected annual, five-year or country, found \"%s\"",
		    cli->args[0]);
	if (report_kinds_of_country(k) && !author_is_country(country))
		return cli_error(CLI_INPUT,
		    "report country: expected an alpha-3 code, found \"%s\"", country);
	if (!report_kinds_of_country(k) && *country)
		return cli_error(CLI_INPUT,
		    "report %s: expected no country, found \"%s\"", cli->args[0],
		    country);
	return make(cli, k, country);
}

static const struct cli_option options[] = {
	CLI_QUESTION_OPTIONS,
	{ "html", NULL, "one page that needs nothing else, to read and to print" },
	{ "csv", "TABLE",
	    "one table as CSV, \"sdmx\" for capacity as SDMX-CSV, or \"all\"" },
	{ "out", "PATH",
	    "a file, or a folder to write files into (default: standard output)" },
	{ NULL, NULL, NULL },
};

const struct cli_command report_cmd = { "report", "annual | five-year | country COUNTRY",
	"the annual report of 4(k), the five-year review of 4(j), a country on paper",
	options, run, 1, 2 };
