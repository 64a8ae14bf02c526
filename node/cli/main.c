/* main.c - cmsa: finds the command, reads its options, runs it. */
#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "help.h"
#include "log.h"

static const struct cli_option common[] = {
	{ "json", NULL, "answer as JSON" },
	{ "csv", NULL, "answer as CSV" },
	{ "help", NULL, "say what the command does" },
	{ NULL, NULL, NULL },
};

const char *
cli_option(const struct cli *cli, const char *name)
{
	for (int i = 0; i < cli->n_options; i++)
		if (!strcmp(cli->options[i].name, name))
			return cli->options[i].value;
	return NULL;
}

int
cli_error(int exit_code, const char *fmt, ...)
{
	va_list ap;

	fputs("cmsa: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return exit_code;
}

int
cli_fail(enum err e, const struct errmsg *m)
{
	int code = CLI_MACHINE;

	if (e == ERR_INPUT || e == ERR_NOT_FOUND)
		code = CLI_INPUT;
	if (e == ERR_REFUSED)
		code = CLI_NO;
	return cli_error(code, "%s", m && m->text[0] ? m->text : err_name(e));
}

int
cli_out(struct buf *b, int code)
{
	bool ok = fwrite(b->p ? b->p : (const uint8_t *)"", 1, b->n, stdout) == b->n &&
		  fflush(stdout) == 0;

	buf_clear(b);
	return ok ? code : cli_error(CLI_MACHINE, "cannot write the answer");
}

int
cli_out_grid(const struct cli *cli, struct grid *g, int code)
{
	struct buf b = { 0 };

	grid_write(&b, g, cli->format);
	grid_clear(g);
	return cli_out(&b, code);
}

static const struct cli_option *
find_option(const struct cli_option *list, const char *name, size_t n)
{
	for (; list && list->name; list++)
		if (strlen(list->name) == n && !strncmp(list->name, name, n))
			return list;
	return NULL;
}

/* One "--name", "--name VALUE" or "--name=VALUE".  Returns how many words it took; 0 after
 * an error was said. */
static int
take_option(struct cli *cli, const struct cli_command *c, char **argv, int left)
{
	const char *name = argv[0] + 2, *eq = strchr(name, '=');
	size_t n = eq ? (size_t)(eq - name) : strlen(name);
	const struct cli_option *o = find_option(c->options, name, n);
	const char *value = eq ? eq + 1 : NULL;

	if (!o)
		o = find_option(common, name, n);
	if (!o || cli->n_options == CLI_MAX_OPTIONS) {
		cli_error(0,
		    "%s: expected an option of this command, found \"%s\"; see cmsa %s --help",
		    c->name, argv[0], c->name);
		return 0;
	}
	if (o->value && !eq && left > 1)
		value = argv[1];
	if (!!o->value != !!value) {
		cli_error(0, "%s: --%s: expected %s", c->name, o->name,
		    o->value ? o->value : "no value");
		return 0;
	}
	cli->options[cli->n_options].name = o->name;
	cli->options[cli->n_options++].value = value ? value : "";
	return o->value && !eq ? 2 : 1;
}

static int
parse(struct cli *cli, const struct cli_command *c, char **argv, int n)
{
	bool only_args = false;

	for (int i = 0; i < n;) {
		int took = 1;

		if (!only_args && !strcmp(argv[i], "--"))
			only_args = true;
		else if (!only_args && !strncmp(argv[i], "--", 2))
			took = take_option(cli, c, argv + i, n - i);
		else if (cli->n_args < CLI_MAX_ARGS)
			cli->args[cli->n_args++] = argv[i];
		if (!took)
			return CLI_USAGE;
		i += took;
	}
	if (cli_option(cli, "help"))
		return CLI_DONE;
	if (cli->n_args < c->least_args ||
	    (c->most_args >= 0 && cli->n_args > c->most_args))
		return cli_error(CLI_USAGE, "usage: cmsa %s %s", c->name, c->args);
	cli->json = cli_option(cli, "json") != NULL;
	cli->format = cli->json                ? REPORT_JSON
		      : cli_option(cli, "csv") ? REPORT_CSV
					       : REPORT_TEXT;
	return CLI_DONE;
}

static const struct cli_command *
find_command(const char *name)
{
	for (size_t i = 0; cli_commands[i]; i++)
		if (!strcmp(cli_commands[i]->name, name))
			return cli_commands[i];
	return NULL;
}

static int
run(struct cli *cli, char **argv, int n)
{
	const struct cli_command *c = find_command(argv[0]);
	int code;

	if (!c)
		return cli_error(CLI_USAGE,
		    "expected a command, found \"%s\"; see cmsa help", argv[0]);
	code = parse(cli, c, argv + 1, n - 1);
	if (code)
		return code;
	if (cli_option(cli, "help")) {
		help_command(c, common);
		return CLI_DONE;
	}
	return c->run(c, cli);
}

int
main(int argc, char **argv)
{
	struct cli cli = { .dir = "." };
	int i = 1;

	if (sodium_init() < 0)
		return cli_error(CLI_MACHINE, "libsodium does not start");
	log_start("cmsa", LOG_WARN);
	while (i < argc && argv[i][0] == '-') {
		if (!strcmp(argv[i], "-C") && i + 1 < argc) {
			cli.dir = argv[i + 1];
			i += 2;
		} else if (!strcmp(argv[i], "-h") || !strcmp(argv[i], "--help")) {
			help_all(stdout);
			return CLI_DONE;
		} else {
			help_all(stderr);
			return CLI_USAGE;
		}
	}
	if (i == argc) {
		help_all(stderr);
		return CLI_USAGE;
	}
	return run(&cli, argv + i, argc - i);
}
