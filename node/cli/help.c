/* help.c - what cmsa can do, in words. */
#include "help.h"

#include <string.h>

void
help_all(FILE *f)
{
	fputs("usage: cmsa [-C DIR] COMMAND ...\n"
	      "A node of the Critical Minerals Security Alliance.  DIR is the node's "
	      "folder (default: .).\n\n",
	    f);
	for (size_t i = 0; cli_commands[i]; i++)
		fprintf(
		    f, "  %-11s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
	fputs(
	    "\ncmsa COMMAND --help says more.  Every command that reads takes --json and --csv.\n"
	    "Exit: 0 done, 1 the answer is no, 2 usage, 3 bad input (nothing was "
	    "published), 4 the machine failed.\n",
	    f);
}

static void
list_options(const struct cli_option *o)
{
	char left[64];

	for (; o && o->name; o++) {
		snprintf(
		    left, sizeof(left), "--%s %s", o->name, o->value ? o->value : "");
		printf("  %-22s %s\n", left, o->help);
	}
}

void
help_command(const struct cli_command *c, const struct cli_option *common)
{
	printf("usage: cmsa [-C DIR] %s %s\n%s\n\n", c->name, c->args, c->summary);
	list_options(c->options);
	list_options(common);
}

static void
complete(void)
{
	puts("# bash completion of cmsa: source this file");
	printf("complete -W '");
	for (size_t i = 0; cli_commands[i]; i++)
		printf("%s%s", i ? " " : "", cli_commands[i]->name);
	puts("' cmsa");
}

static void
man_page(void)
{
	puts(
	    ".TH CMSA 1\n.SH NAME\ncmsa \\- a node of the Critical Minerals Security Alliance\n"
	    ".SH SYNOPSIS\ncmsa [\\-C DIR] COMMAND ...\n.SH COMMANDS");
	for (size_t i = 0; cli_commands[i]; i++) {
		const struct cli_command *c = cli_commands[i];

		printf(".TP\n.B %s %s\n%s\n", c->name, c->args, c->summary);
		for (const struct cli_option *o = c->options; o && o->name; o++)
			printf(".br\n\\-\\-%s %s: %s\n", o->name,
			    o->value ? o->value : "", o->help);
	}
}

static int
run(const struct cli_command *c, struct cli *cli)
{
	(void)c;
	if (cli_option(cli, "completion"))
		complete();
	else if (cli_option(cli, "man"))
		man_page();
	else
		help_all(stdout);
	return CLI_DONE;
}

static const struct cli_option options[] = {
	{ "completion", NULL, "print bash completion" },
	{ "man", NULL, "print the man page" },
	{ NULL, NULL, NULL },
};

const struct cli_command help_cmd = { "help", "", "this list; --man, --completion",
	options, run, 0, 0 };
