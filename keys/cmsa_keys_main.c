/* cmsa_keys_main.c - cmsa-keys: makes and shows keys and signs acts, on a machine that
 * needs no network and no node. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "keys_command.h"

static const struct keys_command *const commands[] = {
	&keys_new_command,
	&keys_show_command,
	&keys_sign_command,
	&keys_record_command,
	&keys_rotate_command,
	&keys_reopen_command,
	&keys_resume_command,
};

static void
help(void)
{
	puts(
	    "cmsa-keys COMMAND ...: keys of the Alliance exchange; needs no network.\n"
	    "Exit codes: 0 done, 1 the answer is no, 2 usage, 3 bad input, 4 the machine "
	    "failed.\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		keys_command_help(commands[i]);
}

static const struct keys_command *
find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static bool
asks_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return argc > 1 && !strcmp(argv[1], "help");
}

int
main(int argc, char **argv)
{
	const struct rlimit no_core = { 0, 0 };
	const struct keys_command *c = argc > 1 ? find(argv[1]) : NULL;
	struct keys_arguments a;
	struct errmsg m = { "" };

	setrlimit(RLIMIT_CORE, &no_core); /* secrets stay out of core files */
	if (asks_help(argc, argv)) {
		if (c)
			keys_command_help(c);
		else
			help();
		return KEYS_EXIT_DONE;
	}
	if (!c) {
		fprintf(stderr,
		    "cmsa-keys: expected new, show, sign, record, reopen or resume, found %s; see cmsa-keys --help\n",
		    argc > 1 ? argv[1] : "nothing");
		return KEYS_EXIT_USAGE;
	}
	if (!keys_command_parse(&a, c, argc - 2, argv + 2, &m)) {
		fprintf(stderr, "cmsa-keys: %s\n", m.text);
		return KEYS_EXIT_USAGE;
	}
	return c->run(&a);
}
