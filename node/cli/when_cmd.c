/* when_cmd.c - cmsa when: in which interval an entry was published, and who attests it. */
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "commands.h"
#include "text.h"
#include "when_faults.h"
#include "when_report.h"

static int
read_place(struct place *out, const struct cli *cli)
{
	const char *incarnation = cli_option(cli, "incarnation");
	int64_t seq, inc = 1;

	*out = (struct place){ .author = "" };
	if (!author_is_valid(cli->args[0]))
		return cli_error(
		    CLI_INPUT, "when: expected an author, found \"%s\"", cli->args[0]);
	if (!text_to_i64(&seq, cli->args[1]) || seq < 1)
		return cli_error(CLI_INPUT,
		    "when: expected a number from 1 on, found \"%s\"", cli->args[1]);
	if (incarnation &&
	    (!text_to_i64(&inc, incarnation) || inc < 1 || inc > UINT32_MAX))
		return cli_error(CLI_INPUT,
		    "when: --incarnation: expected a number from 1 on, found \"%s\"",
		    incarnation);
	memcpy(out->author, cli->args[0], strlen(cli->args[0]) + 1);
	out->incarnation = (uint32_t)inc;
	out->seq = (uint64_t)seq;
	return CLI_DONE;
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	struct cli_question q = { 0 };
	struct when *w = NULL;
	struct errmsg m = { "" };
	struct buf out = { 0 };
	struct place at;
	int code;
	enum err e;

	(void)c;
	if (cli_option(cli, "faults"))
		return when_faults(cli);
	if (cli->n_args != 2)
		return cli_error(CLI_USAGE,
		    "when: expected an author and a number, or --faults; see cmsa when --help");
	code = read_place(&at, cli);
	if (code)
		return code;
	e = cli_question_open(&q, cli, &m);
	if (e)
		return cli_fail(e, &m);
	e = factsdb_when(q.facts, &w, q.registry, &q.position, &at, q.as_of, &m);
	cli_question_close(&q);
	if (e)
		return cli_fail(e, &m);
	if (cli->json)
		when_report_json(&out, w);
	else
		when_report_text(&out, w);
	code = when_against(w) ? CLI_NO : CLI_DONE;
	when_free(w);
	return cli_out(&out, code);
}

static const struct cli_option options[] = {
	{ "incarnation", "N", "of the feed (default: 1)" },
	{ "faults", NULL,
		"list what witness entries name and nobody gives, who was asked, and which "
		"witness is at fault; exit 1 when one is" },
	CLI_QUESTION_OPTIONS,
	{ NULL, NULL, NULL },
};

const struct cli_command when_cmd = { "when", "AUTHOR SEQ | --faults",
	"when an entry was published: not before, not after, and who attests it; exit 1 when the "
	"time it claims lies outside",
	options, run, 0, 2 };
