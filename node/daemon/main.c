/* main.c - cmsad: the node.  Without a role it is the parent; with one, a child of it. */
#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "children.h"
#include "log.h"
#include "sandbox.h"

static const struct {
	const char *name;
	int (*run)(const struct nodeconf *conf);
} roles[] = {
	{ "parent", parent_run },
	{ "core", core_child },
	{ "sign", sign_child },
	{ "net", net_child },
};

static int
usage(void)
{
	fputs("usage: cmsad [-C DIR]\n"
	      "Runs the node set up in DIR (default: the current folder) until SIGTERM.\n"
	      "Set one up with `cmsa init`; look at it with `cmsa -C DIR status`.\n",
	    stderr);
	return 2;
}

static enum log_level
level_of(const char *word)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (!strcmp(words[i], word))
			return (enum log_level)i;
	return LOG_INFO;
}

int
main(int argc, char **argv)
{
	const char *dir = ".", *role = "parent";
	struct nodeconf conf;
	struct errmsg m;
	int opt;

	while ((opt = getopt(argc, argv, "C:R:h")) != -1) {
		if (opt == 'C')
			dir = optarg;
		else if (opt == 'R')
			role = optarg; /* given by the parent, not by people */
		else
			return usage();
	}
	if (optind != argc)
		return usage();
	if (sodium_init() < 0 || nodeconf_read(&conf, dir, &m)) {
		fprintf(stderr, "cmsad: %s\n", m.text);
		return 3;
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error like a full disk */
	log_start(role, level_of(conf.log_level));
	if (sandbox_begin())
		return 4;
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (!strcmp(roles[i].name, role))
			return roles[i].run(&conf);
	return usage();
}
