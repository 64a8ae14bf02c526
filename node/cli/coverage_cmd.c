/* coverage_cmd.c - cmsa coverage: the objectives of 4(e). */
#include "cli.h"
#include "commands.h"
#include "coverage_report.h"

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *subject = cli_option(cli, "mineral");
	struct cli_question q;
	struct facts *f = NULL;
	struct coverage *a;
	struct errmsg m = { "" };
	struct buf b = { 0 };
	struct grid g;
	enum err e = cli_question_load(&q, &f, cli, &m);

	(void)c;
	if (e)
		return cli_fail(e, &m);
	a = coverage_at(f, q.as_of);
	if (cli->format == REPORT_CSV)
		coverage_rows(&g, a, subject);
	else if (cli->format == REPORT_JSON)
		coverage_json(&b, a, subject);
	else
		coverage_text(&b, a, subject);
	coverage_free(a);
	facts_free(f);
	cli_question_close(&q);
	return cli->format == REPORT_CSV ? cli_out_grid(cli, &g, CLI_DONE)
					 : cli_out(&b, CLI_DONE);
}

static const struct cli_option options[] = {
	CLI_QUESTION_OPTIONS,
	{ "mineral", "ID", "only this mineral or select product" },
	{ NULL, NULL, NULL },
};

const struct cli_command coverage_cmd = { "coverage", "",
	"objectives of 4(e): capacity of the members together, shares, the goal of 90 percent",
	options, run, 0, 0 };
