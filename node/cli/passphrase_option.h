/* passphrase_option.h - --passphrase-file and --passphrase-fd of the commands that need one. */
#ifndef PASSPHRASE_OPTION_H
#define PASSPHRASE_OPTION_H

#include "cli.h"
#include "secret.h"

#define PASSPHRASE_OPTIONS(of_what)                                                     \
	{ "passphrase-file", "FILE", "first line is the passphrase " of_what },         \
	{                                                                               \
		"passphrase-fd", "N",                                                   \
		    "read it from this descriptor; without either it is asked"          \
	}

/* As passphrase_get (passphrase.h); ERR_INPUT also for a descriptor that is no number. */
enum err passphrase_option(struct secret *out, const struct cli *cli, const char *prompt,
    bool twice, struct errmsg *m);

#endif
