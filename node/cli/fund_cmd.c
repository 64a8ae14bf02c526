/* fund_cmd.c - cmsa fund: the trust fund of section 6 by fiscal year, and what is wrong. */
#include "cli.h"
#include "commands.h"
#include "ledger.h"
#include "text.h"

static int
show(const struct cli *cli, const struct fund *l, const struct ledger_view *v)
{
	struct buf b = { 0 };
	struct grid g;

	if (cli->format == REPORT_CSV) {
		ledger_table(&g, l, v);
		return cli_out_grid(cli, &g, CLI_DONE);
	}
	if (cli->format == REPORT_JSON)
		ledger_json(&b, l, v);
	else
		ledger_text(&b, l, v);
	return cli_out(&b, CLI_DONE);
}

static int
answer(const struct cli *cli, const struct ledger_view *v)
{
	struct facts *facts = NULL;
	struct cli_question q;
	struct errmsg m = { "" };
	struct fund *l;
	enum err e = cli_question_open(&q, cli, &m);
	int code;

	if (e)
		return cli_fail(e, &m);
	e = factsdb_load(q.facts, &facts, q.registry, &q.position, q.level, &m);
	if (e) {
		cli_question_close(&q);
		return cli_fail(e, &m);
	}
	cli_note_frozen(facts);
	l = fund_ledger(facts, q.as_of);
	code = show(cli, l, v);
	fund_free(l);
	facts_free(facts);
	cli_question_close(&q);
	return code;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	const char *year = cli_option(cli, "year");
	struct ledger_view v = { 0 };
	int64_t number = 0;

	(void)c;
	if (year && (!text_to_i64(&number, year) || number < 1900 || number > 2199))
		return cli_error(CLI_INPUT,
		    "fund: --year: expected a fiscal year such as 2027, found \"%s\"",
		    year);
	v.year = (int)number;
	return answer(cli, &v);
}

static const struct cli_option options[] = {
	CLI_QUESTION_OPTIONS,
	{ "year", "YEAR", "only this fiscal year, which ends on 30 September of it" },
	{ NULL, NULL, NULL },
};

const struct cli_command fund_cmd = { "fund", "",
	"the trust fund of section 6: receipts, transfers, balance, shares, what is wrong",
	options, run, 0, 0 };
