/* keys_show.c - cmsa-keys show: whose key a file holds; needs no passphrase. */
#include "keys_command.h"

#include <inttypes.h>
#include <stdio.h>

static void
print_json(const struct keyfile_info *info)
{
	char hex[65];

	/* Names are of a-z, A-Z, 0-9, '.' and '-' (name.h): nothing to escape. */
	hex_write(hex, info->public_key.b, sizeof(info->public_key.b));
	printf(
	    "{\"use\":\"%s\",\"author\":\"%s\",\"algorithm\":\"%s\",\"public_key\":\"%s\",\"argon2id_passes\":%" PRIu32
	    ",\"argon2id_memory_bytes\":%" PRIu64 "}\n",
	    key_use_name(info->use), info->author,
	    info->algorithm == KEY_ED25519 ? "Ed25519" : "X25519", hex,
	    info->limits.passes, info->limits.memory_bytes);
}

static int
run(const struct keys_arguments *a)
{
	struct errmsg m = { "" };
	struct keyfile_info info;
	enum err e = keyfile_peek(&info, a->words[0], &m);

	if (e)
		return keys_command_fail(e, &m);
	if (keys_command_value(a, "json"))
		print_json(&info);
	else
		keys_command_print_key(a->words[0], &info);
	return KEYS_EXIT_DONE;
}

const struct keys_command keys_show_command = {
	.name = "show",
	.words = "FILE",
	.least_words = 1,
	.most_words = 1,
	.summary = "whose key it is, its use and public half; asks for no passphrase",
	.options = { { "json", NULL, "as JSON", false } },
	.run = run,
};
