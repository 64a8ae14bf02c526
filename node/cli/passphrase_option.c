/* passphrase_option.c - a passphrase as the options say. */
#include "passphrase_option.h"

#include "passphrase.h"
#include "text.h"

enum err
passphrase_option(struct secret *out, const struct cli *cli, const char *prompt,
    bool twice, struct errmsg *m)
{
	const char *file = cli_option(cli, "passphrase-file"),
		   *fd = cli_option(cli, "passphrase-fd");
	struct passphrase_source from = { .file = file, .fd = -1 };
	int64_t n;

	if (fd && (!text_to_i64(&n, fd) || n < 0 || n > 1 << 20))
		return errmsg_set(m, ERR_INPUT,
		    "--passphrase-fd: expected a descriptor, found \"%s\"", fd);
	if (fd)
		from.fd = (int)n;
	return passphrase_get(out, &from, prompt, twice, m);
}
