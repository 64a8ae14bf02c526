/* cli.h - cmsa: the operator's command line (design 8).  One file a command and one row in
 * the table of commands.c; help, completion and the man page come from that table. */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "bytes.h"
#include "control.pb-c.h"
#include "err.h"
#include "factsdb.h"
#include "grid.h"
#include "nodeconf.h"
#include "position.h"

/* Exit codes of cmsa. */
enum {
	CLI_DONE = 0,
	CLI_NO = 1,
	CLI_USAGE = 2,
	CLI_INPUT = 3,
	CLI_MACHINE = 4
};

enum {
	CLI_MAX_OPTIONS = 24,
	CLI_MAX_ARGS = 64
};

/* An option "--name VALUE", or "--name" when `value` is NULL. */
struct cli_option {
	const char *name;
	const char *value; /* the word shown for it, "DATE" */
	const char *help;
};

struct cli;

struct cli_command {
	const char *name;
	const char *args; /* "AUTHOR SEQ" */
	const char *summary;
	const struct cli_option
	    *options; /* ended by a NULL name; NULL: none but the common ones */
	int (*run)(const struct cli_command *c, struct cli *cli);
	int least_args, most_args; /* most -1: any number */
};

/* What was typed. */
struct cli {
	const char *dir; /* -C */
	bool json;
	enum report_format format; /* --json, --csv; text without either */
	const char *args[CLI_MAX_ARGS];
	int n_args;
	struct {
		const char *name, *value;
	} options[CLI_MAX_OPTIONS];
	int n_options;
};

extern const struct cli_command *const cli_commands[]; /* ended by NULL */

/* The value of an option; NULL when it was not typed; "" for one without a value. */
const char *cli_option(const struct cli *cli, const char *name);

/* "cmsa: text" on standard error; returns the exit code that goes with the error. */
int cli_fail(enum err e, const struct errmsg *m);
int cli_error(int exit_code, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* Writes to standard output and frees; CLI_MACHINE when that fails, else `code`. */
int cli_out(struct buf *b, int code);
int cli_out_grid(const struct cli *cli, struct grid *g, int code); /* clears g too */

/* --- what several commands need (cli_node.c) ---------------------------------------- */

/* Facts of the node in cli->dir, read-only. */
enum err cli_facts(struct factsdb **out, const struct cli *cli, struct errmsg *m);

/* A question at a position: --at POSITION | AUTHOR:SEQ (of a witness or assessment entry),
 * default everything folded; --as-of DATE, default today (UTC); --level member|public,
 * default the role of this node. */
struct cli_question {
	struct factsdb *facts;
	struct registry *registry; /* at the position */
	struct position position;
	struct date as_of;
	enum facts_level level;
};
enum err cli_question_open(
    struct cli_question *q, const struct cli *cli, struct errmsg *m);
void cli_question_close(struct cli_question *q);

/* The same with the facts of the position at the level; the caller frees them first, then
 * closes the question. */
enum err cli_question_load(
    struct cli_question *q, struct facts **out, const struct cli *cli, struct errmsg *m);
/* Says on standard error up to where forked feeds count; cli_question_load has done so. */
void cli_note_frozen(const struct facts *f);

#define CLI_QUESTION_OPTIONS                                                            \
	{ "at", "POSITION",                                                             \
		"answer as of this position: \"register=12,AUS=1:5,...\", or "          \
		"AUTHOR:SEQ of a full "                                                 \
		"witness entry" },                                                      \
	    { "as-of", "DATE", "the date whose law applies (default: today, UTC)" },    \
	{                                                                               \
		"level", "LEVEL", "member or public (default: what this node may read)" \
	}

/* --- the control socket (cli_control.c) --------------------------------------------- */

struct cli_reply;

/* Sends one ControlRequest to the running node and waits for its reply.  ERR_GONE: no node
 * runs in cli->dir.  The caller frees with cli_reply_free; *reply is the decoded message. */
enum err cli_ask(struct cli_reply **out, const Cmsa__ControlReply **reply,
    const struct cli *cli, const Cmsa__ControlRequest *request, struct errmsg *m);
void cli_reply_free(struct cli_reply *r);

/* Is there a node in cli->dir that takes questions?  When that cannot be told (this user may
 * not ask it), true. */
bool cli_node_runs(const struct cli *cli);

#endif
