/* backup_file.c - the files in a backup. */
#include "backup_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

enum {
	CHUNK_BYTES = 65536
};

/* Not here, on purpose: sign.record (an old one brought back allows a second signature for a
 * place), facts.db (folded anew from the log), the passphrase. */
const struct backup_row backup_rows[] = {
	{ .name = "backup.txt", .made = true },
	{ .name = "register.invitation", .made = true },
	{ .name = "log.db", .made = true },
	{ .name = "node.conf", .open = true },
	{ .name = "application.pb", .open = true },
	{ .name = "keys/statement.pb", .open = true },
	{ .name = "keys/identity.key", .key = true },
	{ .name = "keys/signing.key", .key = true },
	{ .name = "keys/next.key", .key = true },
	{ .name = "keys/transport.key", .key = true },
	{ .name = "keys/reading.key", .key = true },
	{ .name = NULL },
};

const struct backup_row *
backup_row_of(const char *name)
{
	for (const struct backup_row *r = backup_rows; r->name; r++)
		if (!strcmp(r->name, name))
			return r;
	return NULL;
}

static enum err
add_head(struct sealed_out *s, const char *name, uint64_t size)
{
	uint8_t head[4 + BACKUP_NAME_LEN + 8];
	size_t n = strlen(name);

	put_u32(head, (uint32_t)n);
	memcpy(head + 4, name, n);
	put_u64(head + 4 + n, size);
	return sealed_out_add(s, bytes_of(head, 4 + n + 8));
}

enum err
backup_add(struct sealed_out *s, const char *name, struct bytes data)
{
	enum err e = add_head(s, name, data.n);

	return e ? e : sealed_out_add(s, data);
}

enum err
backup_add_end(struct sealed_out *s)
{
	uint8_t none[4] = { 0 };

	return sealed_out_add(s, bytes_of(none, sizeof(none)));
}

/* Exactly `size` bytes: a file that another process is writing to is not taken. */
static enum err
add_bytes(
    struct sealed_out *s, int fd, uint64_t size, const char *path, struct errmsg *m)
{
	uint8_t chunk[CHUNK_BYTES];
	uint64_t left = size;
	enum err e = ERR_NONE;

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errmsg_set(
			    m, ERR_IO, "cannot read %s: %s", path, strerror(errno));
		if ((uint64_t)n > left || (!n && left))
			return errmsg_set(m, ERR_BUSY,
			    "%s changed while it was read: try again", path);
		if (!n)
			return e;
		left -= (uint64_t)n;
		e = sealed_out_add(s, bytes_of(chunk, (size_t)n));
		if (e)
			return e;
	}
}

enum err
backup_add_file(
    struct sealed_out *s, const char *name, const char *path, struct errmsg *m)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	enum err e = ERR_NONE;

	if (fd < 0)
		return errmsg_set(m, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		e = errmsg_set(m, ERR_IO, "%s: expected a regular file", path);
	if (!e)
		e = add_head(s, name, (uint64_t)st.st_size);
	if (!e)
		e = add_bytes(s, fd, (uint64_t)st.st_size, path, m);
	close(fd);
	return e;
}

/* --- reading ------------------------------------------------------------------------ */

enum err
backup_next(struct sealed_in *s, char name[static BACKUP_NAME_LEN], uint64_t *size,
    struct errmsg *m)
{
	uint8_t number[8];
	size_t n;
	enum err e = sealed_in_read(s, number, 4, m);

	if (e)
		return e;
	n = get_u32(number);
	if (!n)
		return ERR_NOT_FOUND;
	if (n >= BACKUP_NAME_LEN)
		return errmsg_set(m, ERR_INPUT,
		    "in the backup: expected a name of 1 to %d bytes, found %zu",
		    BACKUP_NAME_LEN - 1, n);
	e = sealed_in_read(s, name, n, m);
	name[n] = '\0';
	if (!e && !backup_row_of(name))
		e = errmsg_set(m, ERR_INPUT,
		    "in the backup: a file that this version does not know (a newer one "
		    "made it?)");
	if (!e)
		e = sealed_in_read(s, number, 8, m);
	*size = get_u64(number);
	return e;
}

enum err
backup_extract(struct sealed_in *s, const char *path, uint64_t size, mode_t mode,
    struct errmsg *m)
{
	uint8_t chunk[CHUNK_BYTES];
	struct file_out *out = NULL;
	enum err e;

	if (file_exists(path))
		return errmsg_set(m, ERR_INPUT, "in the backup: two files for %s", path);
	e = file_out_open(&out, path, mode, m);
	while (!e && size) {
		size_t n = size < sizeof(chunk) ? (size_t)size : sizeof(chunk);

		e = sealed_in_read(s, chunk, n, m);
		if (e)
			break;
		if (file_out_add(out, bytes_of(chunk, n)))
			return file_out_finish(&out, m); /* says why */
		size -= n;
	}
	if (e) {
		file_out_drop(&out);
		return e;
	}
	return file_out_finish(&out, m);
}
