/* author_keys.c - the keys of an author. */
#include "author_keys.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "sign_record.h"

static enum err
refuse_existing(const char *dir, struct errmsg *m)
{
	static const char *const names[] = { AUTHOR_KEYS_IDENTITY, AUTHOR_KEYS_SIGNING,
		AUTHOR_KEYS_TRANSPORT, AUTHOR_KEYS_READING, AUTHOR_KEYS_RECORD };
	char path[4096];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		path_join(path, dir, names[i]);
		if (file_exists(path))
			return errmsg_set(
			    m, ERR_BUSY, "%s exists already; nothing was made", path);
	}
	return ERR_NONE;
}

static enum err
make_folder(const char *dir, struct errmsg *m)
{
	char path[4096];

	path_join(path, dir, "keys");
	if ((mkdir(dir, 0700) != 0 && errno != EEXIST) ||
	    (mkdir(path, 0700) != 0 && errno != EEXIST))
		return errmsg_set(m, ERR_IO, "cannot make %s: %s", path, strerror(errno));
	return ERR_NONE;
}

static enum err
make_record(const char *dir, const struct public_key *signing, struct errmsg *m)
{
	char path[4096];

	path_join(path, dir, AUTHOR_KEYS_RECORD);
	return sign_record_new(path, signing, m);
}

enum err
author_keys_make(struct author_keys *out, const char *dir, const char *author,
    const struct secret *passphrase, struct keyfile_limits limits, struct errmsg *m)
{
	const struct {
		enum key_use use;
		const char *name;
		struct public_key *public_key;
	} rows[] = {
		{ KEY_IDENTITY, AUTHOR_KEYS_IDENTITY, &out->identity },
		{ KEY_SIGNING, AUTHOR_KEYS_SIGNING, &out->signing },
		{ KEY_TRANSPORT, AUTHOR_KEYS_TRANSPORT, &out->transport },
		{ KEY_READING, AUTHOR_KEYS_READING, &out->reading },
	};
	enum err e = refuse_existing(dir, m);

	if (!e)
		e = make_folder(dir, m);
	for (size_t i = 0; !e && i < ARRAY_LEN(rows); i++) {
		struct key k;
		char path[4096];

		e = key_new(&k, rows[i].use, author);
		if (e)
			return errmsg_set(m, e, "cannot make a key: %s", err_name(e));
		path_join(path, dir, rows[i].name);
		*rows[i].public_key = k.public_key;
		e = keyfile_write_new(path, &k, passphrase, limits, m);
		key_clear(&k);
	}
	return e ? e : make_record(dir, &out->signing, m);
}
