/* import_cmd.c - cmsa import SOURCE FILE: a foreign file to our CSV, or to entries. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "bodies.h"
#include "cli.h"
#include "commands.h"
#include "file.h"
#include "import.h"
#include "kind.h"
#include "publish.h"

static enum err
read_request(struct import_request *q, const struct cli *cli, struct errmsg *m)
{
	const char *date = cli_option(cli, "review-date");
	struct nodeconf *conf;
	enum err e;

	q->file = cli->args[1];
	q->tables = cli_option(cli, "tables");
	q->country = cli_option(cli, "country");
	q->rest_not_available = cli_option(cli, "rest-not-available") != NULL;
	if (date && !date_parse(&q->review_date, date))
		return errmsg_set(m, ERR_INPUT,
		    "--review-date: expected a date YYYY-MM-DD, found \"%s\"", date);
	q->schedule = cli_option(cli, "schedule");
	q->hs_edition = cli_option(cli, "hs-edition");
	date = cli_option(cli, "start");
	if (date && !date_parse(&q->start, date))
		return errmsg_set(m, ERR_INPUT,
		    "--start: expected a date YYYY-MM-DD, found \"%s\"", date);
	if (!q->tables)
		return errmsg_set(m, ERR_INPUT,
		    "import: expected --tables DIR, the folder of the reference tables");
	if (q->country)
		return ERR_NONE;
	conf = calloc(1, sizeof(*conf));
	if (!conf)
		abort();
	e = nodeconf_read(conf, cli->dir, m);
	if (e)
		errmsg_set(
		    m, ERR_INPUT, "import: expected --country, or -C a node's folder");
	else
		q->country = strdup(conf->author);
	free(conf);
	return e;
}

static void
say_unusable(const struct import_result *r)
{
	for (size_t i = 0; i < r->n_unusable; i++) {
		const struct import_unusable *u = &r->unusable[i];

		fprintf(stderr, "row %u%s%s: %s: %s%sfound \"%s\": %s (%s)%s%s\n", u->row,
		    *u->column ? ", column " : "", u->column, u->subject, u->series,
		    *u->series ? ": " : "", u->found, import_reason_text(u->reason),
		    u->reason, u->erratum ? ", known erratum: " : "",
		    u->erratum ? u->erratum : "");
	}
}

static size_t
usable(const struct import_result *r)
{
	return r->kind == KIND_CAPACITY ? r->capacity.n : r->duty.n;
}

static void
say_sums(const struct import_result *r)
{
	fprintf(stderr,
	    "%zu rows read: %zu %s usable, %zu cells or rows not used (listed above), %zu rows of other "
	    "countries, %zu totals or groups of countries%s%s\n",
	    r->n_read, usable(r), r->kind == KIND_CAPACITY ? "reviews" : "duty lines",
	    r->n_unusable, r->n_elsewhere, r->n_no_country, *r->remark ? "; " : "",
	    r->remark);
}

static int
write_csv(const struct cli *cli, const struct import_result *r)
{
	const char *path = cli_option(cli, "out");
	struct errmsg m = { "" };
	struct buf out = { 0 };
	enum err e;

	if (r->kind == KIND_CAPACITY)
		capacity_csv_write(&out, &r->capacity);
	else
		duty_csv_write(&out, &r->duty);
	if (!path)
		return cli_out(&out, CLI_DONE);
	e = file_write(path, buf_view(&out), 0644, &m);
	buf_clear(&out);
	return e ? cli_fail(e, &m) : CLI_DONE;
}

static int
publish(const struct cli *cli, const struct import_result *r)
{
	struct bodies bodies = { 0 };
	struct errmsg m = { "" };
	uint8_t batch[16];
	int code;
	enum err e;

	if (!usable(r))
		return cli_error(CLI_NO,
		    "nothing was published: no row of the file is usable for this country");
	randombytes_buf(batch, sizeof(batch));
	if (r->kind == KIND_CAPACITY)
		e = bodies_of_capacity(&bodies, &r->capacity, batch, &m);
	else
		e = bodies_of_duty(&bodies, &r->duty, batch, &m);
	code = e ? cli_fail(e, &m) : publish_bodies(cli, r->kind, &bodies);
	bodies_clear(&bodies);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct import_request q = { 0 };
	struct import_result r;
	struct errmsg m = { "" };
	enum err e = read_request(&q, cli, &m);
	int code;

	(void)c;
	if (!e)
		e = import_run(&r, cli->args[0], &q, &m);
	if (e)
		return cli_fail(e == ERR_NOT_FOUND ? ERR_INPUT : e, &m);
	say_unusable(&r);
	say_sums(&r);
	if (cli_option(cli, "publish"))
		code = publish(cli, &r);
	else
		code = write_csv(cli, &r);
	import_clear(&r);
	return code;
}

static const struct cli_option options[] = {
	{ "country", "COUNTRY", "whose rows (default: this node's author)" },
	{ "tables", "DIR", "folder of the reference tables (deploy/reference)" },
	{ "review-date", "DATE", "date of review, for sources of capacity" },
	{ "rest-not-available", NULL,
	    "also say not-available for each critical mineral and stage not in the file" },
	{ "schedule", "TEXT", "edition as published, for usitc-hts and ukgt-2020" },
	{ "hs-edition", "HS2022", "and its edition of the Harmonized System" },
	{ "start", "DATE", "and its first day" },
	{ "out", "FILE", "write our CSV there (default: standard output)" },
	{ "publish", NULL, "publish what is usable instead, and list the rest" },
	PUBLISH_OPTIONS,
	{ NULL, NULL, NULL },
};

const struct cli_command import_cmd = { "import", "SOURCE FILE",
	"turn a foreign file (national-tariff, usitc-hts, ukgt-2020, usgs-mcs2025, usgs-mcs2026) into our CSV, or publish it",
	options, run, 2, 2 };
