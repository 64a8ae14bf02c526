/* publish.h - bodies to the running node, for the commands that publish. */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "bodies.h"
#include "cli.h"
#include "row_errors.h"

#define PUBLISH_OPTIONS                                                                  \
	{ "audience", "AUDIENCE",                                                        \
		"public, customs or alliance (default: alliance; of alerts: customs)" }, \
	{                                                                                \
		"dry-run", NULL, "check all, publish nothing, say who could read it"     \
	}

/* Named `name`: in cmsa reply --to is another thing. */
#define PUBLISH_READERS(name)                                                                  \
	{                                                                                      \
		name, "AUTHORS",                                                               \
		    "seal it to these readers alone, such as USA,JPN.customs, and to yourself" \
	}

/* Are --audience and the readers typed right and together?  CLI_DONE, or CLI_INPUT, said. */
int publish_check_options(const struct cli *cli, uint32_t kind);

/* Sends them as entries of `kind`, whole or not at all; prints what was published.  Returns
 * the exit code. */
int publish_bodies(const struct cli *cli, uint32_t kind, const struct bodies *bodies);

/* All errors of a file on standard error; CLI_INPUT. */
int publish_say_errors(const char *path, const struct row_errors *errors);

#endif
