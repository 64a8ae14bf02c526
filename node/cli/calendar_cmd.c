/* calendar_cmd.c - cmsa calendar: what falls due, and what is overdue. */
#include "calendar.h"
#include "calendar_report.h"
#include "cli.h"
#include "commands.h"

enum {
	PAST_DAYS = 31,
	FUTURE_DAYS = 366
};

/* An option's date, or so many days from D. */
static bool
take_date(struct date *out, const struct cli *cli, const char *name, int32_t otherwise)
{
	const char *typed = cli_option(cli, name);

	out->days = otherwise;
	if (!typed || date_parse(out, typed))
		return true;
	cli_error(
	    CLI_INPUT, "--%s: expected a date YYYY-MM-DD, found \"%s\"", name, typed);
	return false;
}

static int
show(const struct cli *cli, const struct calendar *c, const struct facts *f)
{
	const char *country = cli_option(cli, "country");
	struct buf b = { 0 };
	struct grid g;

	if (cli_option(cli, "ics"))
		calendar_ics(&b, c, f, country);
	else if (cli->format == REPORT_JSON)
		calendar_json(&b, c, f, country);
	else if (cli->format == REPORT_TEXT)
		calendar_text(&b, c, f, country);
	else {
		calendar_rows(&g, c, f, country);
		return cli_out_grid(cli, &g, CLI_DONE);
	}
	return cli_out(&b, CLI_DONE);
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct cli_question q;
	struct facts *f = NULL;
	struct errmsg m = { "" };
	struct date first, last;
	enum err e = cli_question_load(&q, &f, cli, &m);
	int code = CLI_INPUT;

	(void)c;
	if (e)
		return cli_fail(e, &m);
	if (take_date(&first, cli, "from", q.as_of.days - PAST_DAYS) &&
	    take_date(&last, cli, "to", q.as_of.days + FUTURE_DAYS)) {
		struct calendar *a = calendar_at(f, q.as_of, first, last);

		code = show(cli, a, f);
		calendar_free(a);
	}
	facts_free(f);
	cli_question_close(&q);
	return code;
}

static const struct cli_option options[] = {
	CLI_QUESTION_OPTIONS,
	{ "from", "DATE",
	    "first day (default: 31 days before); what is overdue is always shown" },
	{ "to", "DATE", "last day (default: 366 days ahead)" },
	{ "country", "COUNTRY", "only what this country has to do" },
	{ "ics", NULL, "iCalendar, for other calendars" },
	{ NULL, NULL, NULL },
};

const struct cli_command calendar_cmd = { "calendar", "",
	"what falls due: 90-day periods, phase-ins, reviews, alerts, reports, transfers",
	options, run, 0, 0 };
