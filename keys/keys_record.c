/* keys_record.c - cmsa-keys record: the record of a key that has signed nothing.  For a
 * key whose file was made alone, or whose record was lost before it was first used. */
#include "keys_command.h"

#include <stdio.h>

#include "act_record.h"
#include "sign_record.h"

static enum err
make(const char *key_path, const char *out, char path[static 4096], struct errmsg *m)
{
	struct keyfile_info info;
	enum err e = keyfile_peek(&info, key_path, m);

	if (e)
		return e;
	if (info.use == KEY_REGISTRAR && !out) {
		act_record_path(path, key_path);
		return act_record_new(path, &info.public_key, m);
	}
	if (info.use == KEY_SIGNING && out) {
		snprintf(path, 4096, "%s", out);
		return sign_record_new(path, &info.public_key, m);
	}
	return errmsg_set(m, ERR_INPUT,
	    "expected a key for registrar use alone or for signing use with --out, found one for %s",
	    key_use_name(info.use));
}

static int
run(const struct keys_arguments *a)
{
	struct errmsg m = { "" };
	char path[4096];
	enum err e =
	    make(keys_command_value(a, "key"), keys_command_value(a, "out"), path, &m);

	if (e)
		return keys_command_fail(e, &m);
	printf("%s: the record of a key that has signed nothing\n", path);
	return KEYS_EXIT_DONE;
}

const struct keys_command keys_record_command = {
	.name = "record",
	.words = "",
	.summary = "start the record of a key that has never signed; for one that has, this\n"
		   "    makes a second signature for one place possible (keys/README.md, Loss)",
	.options = {
		{ "key", "FILE", "registrar or signing key file", true },
		{ "out", "FILE", "the record of a signing key: sign.record of its node", false },
	},
	.run = run,
};
