/* act_record.c - the registrar's record of signed acts. */
#include "act_record.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "file.h"
#include "hash.h"
#include "text.h"

#define FIRST_LINE "cmsa registrar record 1"

enum {
	MAX_RECORD_BYTES = 16 << 20,
	MAX_LINE_BYTES = 128
};

void
act_record_path(char out[static 4096], const char *key_path)
{
	int n = snprintf(out, 4096, "%s.record", key_path);

	assert(n > 0 && n < 4096);
}

static void
write_head(struct buf *out, const struct public_key *key)
{
	char hex[HASH_HEX_LEN];

	hex_write(hex, key->b, sizeof(key->b));
	buf_add_str(out, FIRST_LINE "\nkey ");
	buf_add_str(out, hex);
	buf_add_str(out, "\n");
}

static void
write_line(struct buf *out, uint64_t number, const struct hash *id)
{
	char line[MAX_LINE_BYTES], hex[HASH_HEX_LEN];

	hash_hex(hex, id);
	snprintf(line, sizeof(line), "%" PRIu64 " %s\n", number, hex);
	buf_add_str(out, line);
}

enum err
act_record_new(const char *path, const struct public_key *key, struct errmsg *m)
{
	struct buf b = { 0 };
	enum err e;

	write_head(&b, key);
	e = file_write_new(path, buf_view(&b), 0600, m);
	buf_clear(&b);
	return e;
}

/* Takes one line off the front; false when there is no whole one of sane length. */
static bool
next_line(char line[static MAX_LINE_BYTES], struct bytes *text)
{
	const uint8_t *end = memchr(text->p, '\n', text->n);
	size_t n = end ? (size_t)(end - text->p) : MAX_LINE_BYTES;

	if (n >= MAX_LINE_BYTES)
		return false;
	memcpy(line, text->p, n);
	line[n] = '\0';
	text->p += n + 1;
	text->n -= n + 1;
	return strlen(line) == n;
}

static bool
parse_line(uint64_t *number, struct hash *id, char *line)
{
	char *space = strchr(line, ' ');
	int64_t v;

	if (!space)
		return false;
	*space = '\0';
	if (!text_to_i64(&v, line) || v < 1 ||
	    !hex_parse(id->b, sizeof(id->b), space + 1))
		return false;
	*number = (uint64_t)v;
	return true;
}

/* Looks for `number` in the record. */
static enum err
find(bool *found, struct hash *id, struct bytes text, const char *path,
    const struct public_key *key, uint64_t number, struct errmsg *m)
{
	struct buf head = { 0 };
	char line[MAX_LINE_BYTES];
	bool mine;

	write_head(&head, key);
	mine = text.n >= head.n && !memcmp(text.p, head.p, head.n);
	text.p += mine ? head.n : 0;
	text.n -= mine ? head.n : 0;
	buf_clear(&head);
	if (!mine)
		return errmsg_set(m, ERR_INPUT,
		    "%s: expected the record of this key, found another", path);
	*found = false;
	for (size_t row = 3; text.n; row++) {
		uint64_t at;
		struct hash got;

		if (!next_line(line, &text) || !parse_line(&at, &got, line))
			return errmsg_set(
			    m, ERR_INPUT, "%s is damaged at line %zu", path, row);
		if (at == number) {
			*found = true;
			*id = got;
		}
	}
	return ERR_NONE;
}

static enum err
put(const char *path, const struct public_key *key, uint64_t number,
    const struct hash *id, struct errmsg *m)
{
	struct buf file = { 0 };
	struct hash held = { { 0 } };
	char hex[HASH_HEX_LEN];
	bool found = false;
	enum err e = file_read(&file, path, MAX_RECORD_BYTES, m);

	if (e == ERR_NOT_FOUND)
		e = errmsg_set(m, e,
		    "%s, the record of what this key has signed, is lost: see keys/README.md",
		    path);
	if (!e)
		e = find(&found, &held, buf_view(&file), path, key, number, m);
	/* PROTOCOL M3.8 */
	if (!e && found && !hash_eq(&held, id)) {
		hash_hex(hex, &held);
		e = errmsg_set(m, ERR_REFUSED,
		    "this key has signed another act number %" PRIu64
		    " (id %s): a second one is refused",
		    number, hex);
	}
	if (!e && !found) {
		write_line(&file, number, id);
		e = file_write(path, buf_view(&file), 0600, m);
	}
	buf_clear(&file);
	return e;
}

enum err
act_record_put(const char *path, const struct public_key *key, uint64_t number,
    const struct hash *id, struct errmsg *m)
{
	char lock[4096];
	enum err e;
	int fd;

	/* The record is replaced by rename, so the lock is a file of its own. */
	if ((size_t)snprintf(lock, sizeof(lock), "%s.lock", path) >= sizeof(lock))
		return errmsg_set(m, ERR_INPUT, "the path of the record is too long");
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return errmsg_set(m, ERR_IO, "cannot open %s: %s", lock, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		e = put(path, key, number, id, m);
	else
		e = errmsg_set(m, ERR_BUSY, "another program is signing with this key");
	close(fd);
	return e;
}
