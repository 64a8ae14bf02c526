/* keys_command.h - the commands of cmsa-keys: one file each, one row each in the table of
 * cmsa_keys_main.c, from which help is printed too. */
#ifndef KEYS_COMMAND_H
#define KEYS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "keyfile.h"
#include "secret.h"

enum keys_exit {
	KEYS_EXIT_DONE = 0,
	KEYS_EXIT_NO = 1,
	KEYS_EXIT_USAGE = 2,
	KEYS_EXIT_INPUT = 3,
	KEYS_EXIT_MACHINE = 4,
};

enum {
	KEYS_MAX_OPTIONS = 16,
	KEYS_MAX_WORDS = 2
};

struct keys_option {
	const char *name;     /* "out", given as --out; NULL ends the table */
	const char *argument; /* "FILE"; NULL: a switch */
	const char *help;
	bool needed;
};

struct keys_arguments;

struct keys_command {
	const char *name;
	const char *words; /* "ACT-FILE", as help shows it */
	size_t least_words, most_words;
	const char *summary;
	struct keys_option options[KEYS_MAX_OPTIONS + 1];
	int (*run)(const struct keys_arguments *a); /* returns the exit code */
};

/* A command line after parsing; borrows argv. */
struct keys_arguments {
	const struct keys_command *command;
	const char *words[KEYS_MAX_WORDS];
	size_t n_words;
	const char *values[KEYS_MAX_OPTIONS]; /* by place in the table; a switch: "" */
};

/* Parses what follows the command's name.  False when it is not as the table says; `m`
 * says what was expected and found. */
bool keys_command_parse(struct keys_arguments *out, const struct keys_command *c,
    int argc, char *const *argv, struct errmsg *m);

/* The value of an option of the command's table; NULL when it was not given. */
const char *keys_command_value(const struct keys_arguments *a, const char *name);

/* Prints the help of one command on standard output. */
void keys_command_help(const struct keys_command *c);

/* The two options every command with a passphrase has. */
#define KEYS_PASSPHRASE_OPTIONS                                                       \
	{ "passphrase-file", "FILE", "first line of FILE is the passphrase", false }, \
	{                                                                             \
		"passphrase-fd", "N", "read the passphrase from open descriptor N",   \
		    false                                                             \
	}

/* Gets the passphrase as those options say.  The caller clears it. */
enum err keys_command_passphrase(struct secret *out, const struct keys_arguments *a,
    const char *prompt, bool twice, struct errmsg *m);

/* An alliance id as 64 hexadecimal digits, or a file with it: a genesis act, an invitation. */
enum err keys_command_alliance(struct hash *out, const char *text, struct errmsg *m);

/* Says the message on standard error and returns the exit code that fits the error. */
int keys_command_fail(enum err e, const struct errmsg *m);

/* Whose key, its use and public half: for show and new. */
void keys_command_print_key(const char *path, const struct keyfile_info *info);

extern const struct keys_command keys_new_command;
extern const struct keys_command keys_show_command;
extern const struct keys_command keys_sign_command;
extern const struct keys_command keys_record_command;
extern const struct keys_command keys_rotate_command;
extern const struct keys_command keys_reopen_command;
extern const struct keys_command keys_resume_command;

#endif
