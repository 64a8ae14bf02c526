/* passphrase.h - where a passphrase comes from: a prompt on the terminal, a file or a
 * descriptor.  Never an argument or the environment, which other users can see. */
#ifndef PASSPHRASE_H
#define PASSPHRASE_H

#include <stdbool.h>

#include "err.h"
#include "secret.h"

enum {
	PASSPHRASE_MAX_BYTES = 1024
};

/* At most one is set; neither (file NULL, fd -1): ask on the terminal. */
struct passphrase_source {
	const char *file;
	int fd;
};

/* Reads the passphrase: the bytes up to the first line feed or the end.  `prompt` is
 * shown on a terminal, without echo of what is typed; `twice` asks again and compares
 * (for new keys).  The caller clears `out`. ERR_INPUT: empty, too long, two that differ,
 * or no terminal to ask on; ERR_NOT_FOUND, ERR_IO for a file.  A file that others may
 * read gets a warning in the log. */
enum err passphrase_get(struct secret *out, const struct passphrase_source *from,
    const char *prompt, bool twice, struct errmsg *m);

#endif
