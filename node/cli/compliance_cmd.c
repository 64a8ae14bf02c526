/* compliance_cmd.c - cmsa compliance, cmsa explain. */
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "compliance.h"

static int
show(const struct cli *cli, const struct findings *fs, const struct compliance_view *v,
    bool explain)
{
	struct buf b = { 0 };
	struct grid g;

	if (cli->format == REPORT_JSON)
		compliance_json(&b, fs, v);
	else if (explain && cli->format == REPORT_TEXT)
		compliance_explain(&b, fs, v);
	else if (cli->format == REPORT_CSV || v->findings) {
		compliance_findings(&g, fs, v);
		return cli_out_grid(cli, &g, CLI_DONE);
	} else {
		compliance_text(&b, fs, v);
	}
	return cli_out(&b, CLI_DONE);
}

static int
answer(const struct cli *cli, const struct compliance_view *v, bool explain)
{
	struct cli_question q;
	struct facts *facts = NULL;
	struct findings *fs;
	struct errmsg m = { "" };
	enum err e = cli_question_load(&q, &facts, cli, &m);
	int code;

	if (e)
		return cli_fail(e, &m);
	fs = comply_judge(facts, q.as_of);
	if (v->country && !fs->n_countries)
		code = cli_error(CLI_INPUT, "no country is enrolled at that position");
	else
		code = show(cli, fs, v, explain);
	findings_free(fs);
	facts_free(facts);
	cli_question_close(&q);
	return code;
}

static int
run_compliance(const struct cli_command *c, struct cli *cli)
{
	struct compliance_view v = { .country = cli->n_args ? cli->args[0] : NULL,
		.findings = cli_option(cli, "findings") != NULL };

	(void)c;
	if (v.country && !author_is_country(v.country))
		return cli_error(CLI_INPUT,
		    "compliance: expected an alpha-3 code, found \"%s\"", v.country);
	return answer(cli, &v, false);
}

static int
run_explain(const struct cli_command *c, struct cli *cli)
{
	struct compliance_view v = { .country = cli->args[0],
		.criterion = criterion_of_name(cli->args[1]),
		.findings = true };

	(void)c;
	if (!author_is_country(v.country))
		return cli_error(CLI_INPUT,
		    "explain: expected an alpha-3 code, found \"%s\"", v.country);
	if (!v.criterion)
		return cli_error(CLI_INPUT,
		    "explain: expected a criterion (b1, b2, b3, b4, b5a, b5b, b5c), found \"%s\"",
		    cli->args[1]);
	return answer(cli, &v, true);
}

static const struct cli_option compliance_options[] = {
	CLI_QUESTION_OPTIONS,
	{ "findings", NULL, "list every finding, not only the counts" },
	{ NULL, NULL, NULL },
};

static const struct cli_option explain_options[] = {
	CLI_QUESTION_OPTIONS,
	{ NULL, NULL, NULL },
};

const struct cli_command compliance_cmd = { "compliance", "[COUNTRY]",
	"who meets the eligibility criteria of section 4(b): matrix, counts, digest",
	compliance_options, run_compliance, 0, 1 };

const struct cli_command explain_cmd = { "explain", "COUNTRY CRITERION",
	"the findings of one country and criterion as sentences, with their evidence",
	explain_options, run_explain, 2, 2 };
