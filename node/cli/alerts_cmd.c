/* alerts_cmd.c - cmsa alerts: the list, one whole, and the subcommands of other files. */
#include <stdlib.h>
#include <string.h>

#include "alerts_node.h"
#include "alerts_sealed.h"
#include "alerts_show.h"
#include "commands.h"
#include "json.h"
#include "passphrase_option.h"
#include "publish.h"

/* What is sealed stands behind the list; of CSV, which has one table, on standard error. */
static enum err
write_list(struct buf *out, const struct cli *cli, const struct alerts_node *a,
    const struct alerts_line *lines, size_t n, struct errmsg *m)
{
	struct buf notes = { 0 };
	json_t *list;
	struct grid g;
	enum err e;

	if (cli->json) {
		list = json_array();
		for (size_t i = 0; i < n; i++)
			json_array_append_new(
			    list, alerts_show_json(a->facts, &lines[i]));
		e = alerts_sealed_write(NULL, list, cli, a, m);
		json_write(out, list, 0);
		return e;
	}
	alerts_list_grid(&g, lines, n, cli->format == REPORT_CSV);
	grid_write(out, &g, cli->format);
	grid_clear(&g);
	e = alerts_sealed_write(&notes, NULL, cli, a, m);
	if (notes.n && cli->format == REPORT_CSV)
		fwrite(notes.p, 1, notes.n, stderr);
	else
		buf_add(out, notes.p, notes.n);
	buf_clear(&notes);
	return e;
}

static int
overdue(const struct alerts_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (lines[i].clock && lines[i].clock->state == CLOCK_OVERDUE)
			return CLI_NO;
	return CLI_DONE;
}

static int
run_list(struct cli *cli)
{
	struct alerts_line *lines;
	struct alerts_filter f;
	struct alerts_node a;
	struct errmsg m = { "" };
	struct buf out = { 0 };
	size_t n;
	int code;
	enum err e = alerts_node_filter(&f, cli, &m);

	if (!e)
		e = alerts_node_open(&a, cli, &m);
	if (e)
		return cli_fail(e, &m);
	lines = alerts_list(
	    a.alerts, a.q.registry, a.country, &f, cli_option(cli, "all") != NULL, &n);
	e = write_list(&out, cli, &a, lines, n, &m);
	code = cli_option(cli, "check") ? overdue(lines, n) : CLI_DONE;
	free(lines);
	alerts_node_close(&a);
	if (e) {
		buf_clear(&out);
		return cli_fail(e, &m);
	}
	return cli_out(&out, code);
}

static int
run_show(struct cli *cli)
{
	struct fact_entry sealed;
	struct alerts_line line;
	struct alerts_node a;
	struct errmsg m = { "" };
	struct buf out = { 0 };
	enum err e = alerts_node_open(&a, cli, &m);

	if (e)
		return cli_fail(e, &m);
	e = alerts_node_find(&line, &a, cli->args[1], &m);
	if (e && alerts_sealed_find(&sealed, &a, cli->args[1]))
		errmsg_set(&m, e, "%s is sealed to named readers: cmsa open %s %llu",
		    cli->args[1], sealed.place.author,
		    (unsigned long long)sealed.place.seq);
	if (!e && cli->json)
		json_write(&out, alerts_show_json(a.facts, &line), 0);
	else if (!e)
		alerts_show_text(&out, a.facts, &line);
	alerts_node_close(&a);
	return e ? cli_fail(e, &m) : cli_out(&out, CLI_DONE);
}

static int
run_ack(struct cli *cli)
{
	return respond_run(cli, true);
}

static int
run_respond(struct cli *cli)
{
	return respond_run(cli, false);
}

static const struct {
	const char *name;
	int args; /* with its own name; 0: any number */
	int (*run)(struct cli *cli);
} subcommands[] = {
	{ "show", 2, run_show },
	{ "ack", 2, run_ack },
	{ "respond", 2, run_respond },
	{ "filter", 0, alerts_saved_run },
};

static int
run(const struct cli_command *c, struct cli *cli)
{
	if (!cli->n_args)
		return cli_option(cli, "watch") ? alerts_watch_run(cli) : run_list(cli);
	for (size_t i = 0; i < ARRAY_LEN(subcommands); i++) {
		if (strcmp(subcommands[i].name, cli->args[0]) != 0)
			continue;
		if (subcommands[i].args && cli->n_args != subcommands[i].args)
			return cli_error(CLI_USAGE,
			    "alerts %s: expected one alert such as JPN:12", cli->args[0]);
		return subcommands[i].run(cli);
	}
	return cli_error(CLI_USAGE,
	    "alerts: expected show, ack, respond or filter, found \"%s\"; see cmsa %s --help",
	    cli->args[0], c->name);
}

static const struct cli_option options[] = {
	{ "hs", "PREFIX", "only alerts about goods of this Harmonized System code" },
	{ "mineral", "MINERAL", "only alerts about this mineral or product" },
	{ "country", "COUNTRY", "only with this origin, transit or party's country" },
	{ "severity", "LEAST", "low, medium, high or critical, and above" },
	{ "state", "STATE",
	    "open, acknowledged, overdue, answered, answered-late; of respond: acknowledged, investigating, confirmed, refuted, closed" },
	{ "due", "DAYS", "only with a deadline at most so many days ahead" },
	{ "from", "AUTHOR", "only alerts of this author or country" },
	{ "named", "COUNTRY", "only alerts that name it for action" },
	{ "filter", "NAME", "the conditions saved under this name" },
	{ "for", "COUNTRY", "whose clocks (default: this node's country)" },
	{ "all", NULL, "retracted and corrected ones, too" },
	{ "check", NULL, "exit 1 when one that is listed is overdue" },
	{ "watch", NULL,
	    "what comes or changes from now on; with --json an object a line" },
	{ "count", "N", "with --watch: end with exit 0 after so many" },
	{ "timeout", "SECONDS",
	    "with --watch: end; exit 1 when nothing came, 4 when nothing could: the node does not run" },
	{ "since", "DATE", "of filter test: only alerts written on that day or later" },
	{ "action", "TEXT", "of ack and respond: what was done" },
	{ "date", "DATE", "of ack and respond: when it was done" },
	CLI_QUESTION_OPTIONS,
	{ "open", NULL, "open the sealed ones with the reading key of this folder" },
	PASSPHRASE_OPTIONS("of keys/reading.key"),
	{ "audience", "AUDIENCE",
	    "of ack and respond: public, customs or alliance (default: that of the alert; to a sealed one: sealed to its author)" },
	PUBLISH_READERS("to"),
	{ "dry-run", NULL, "of ack and respond: check all, publish nothing" },
	{ NULL, NULL, NULL },
};

const struct cli_command alerts_cmd = { "alerts",
	"[show|ack|respond ALERT] [filter save|list|test|drop NAME]",
	"alerts of evasion, their clocks and answers; --watch: live", options, run, 0,
	3 };
