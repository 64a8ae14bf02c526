/* config.h - node.conf: `key = value` lines under [sections], read with inih.
 * The set of keys is a table of the caller; an unknown key is an error that names it. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stddef.h>

#include "err.h"

enum {
	CONFIG_MAX_VALUE =
	    512, /* of several values joined; a line has at most 190 bytes */
	CONFIG_MAX_BYTES = 64 << 10
};

/* One key the caller understands; `value` keeps its default when the file has no such
 * line.  A key with `many` may stand several times: values joined by '\n'. */
struct config_key {
	const char *section;
	const char *name;
	char value[CONFIG_MAX_VALUE];
	int many;
};

/* ERR_INPUT: an unknown section or key, one that stands twice (and not `many`), a value
 * or line too long, a NUL byte, a line that is no pair; `m` says what was expected, found
 * and where. */
enum err config_read(
    struct config_key *keys, size_t n_keys, const char *path, struct errmsg *m);

#endif
