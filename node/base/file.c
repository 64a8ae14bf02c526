/* file.c - whole-file reading and atomic replacement. */
#include "file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

void
path_join(char out[static 4096], const char *dir, const char *name)
{
	int n = snprintf(out, 4096, "%s/%s", dir, name);

	assert(n > 0 && n < 4096);
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static enum err
read_all(struct buf *out, int fd, const char *path, size_t most_bytes, struct errmsg *m)
{
	uint8_t chunk[16384];

	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errmsg_set(
			    m, ERR_IO, "cannot read %s: %s", path, strerror(errno));
		if (!n)
			return ERR_NONE;
		if (out->n + (size_t)n > most_bytes)
			return errmsg_set(m, ERR_INPUT,
			    "%s: expected at most %zu bytes, found more", path,
			    most_bytes);
		buf_add(out, chunk, (size_t)n);
	}
}

enum err
file_read(struct buf *out, const char *path, size_t most_bytes, struct errmsg *m)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum err e;

	buf_reset(out);
	if (fd < 0)
		return errmsg_set(m, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "cannot open %s: %s", path, strerror(errno));
	e = read_all(out, fd, path, most_bytes, m);
	close(fd);
	return e;
}

static bool
write_all(int fd, struct bytes data)
{
	while (data.n) {
		ssize_t n = write(fd, data.p, data.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		data.p += n;
		data.n -= (size_t)n;
	}
	return true;
}

static bool
sync_folder(const char *path)
{
	char dir[4096];
	char *slash;
	int fd;
	bool ok;

	snprintf(dir, sizeof(dir), "%s", path);
	slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0'; /* "/x" leaves "/" */
	fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

static enum err
replace(const char *path, struct bytes data, mode_t mode, bool fresh, struct errmsg *m)
{
	char tmp[4096];
	int n = snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path);
	bool ok;
	int fd;

	assert(n > 0 && (size_t)n < sizeof(tmp));
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0)
		return errmsg_set(
		    m, ERR_IO, "cannot create %s: %s", tmp, strerror(errno));
	ok = write_all(fd, data) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (ok)
		ok = fresh ? link(tmp, path) == 0 : rename(tmp, path) == 0;
	if (!ok) {
		int why = errno;

		unlink(tmp);
		if (fresh && why == EEXIST)
			return errmsg_set(m, ERR_BUSY,
			    "%s exists already; it is not overwritten", path);
		return errmsg_set(m, why == ENOSPC ? ERR_FULL : ERR_IO,
		    "cannot write %s: %s", path, strerror(why));
	}
	if (fresh)
		unlink(tmp);
	if (!sync_folder(path))
		return errmsg_set(
		    m, ERR_IO, "cannot sync the folder of %s: %s", path, strerror(errno));
	return ERR_NONE;
}

enum err
file_write(const char *path, struct bytes data, mode_t mode, struct errmsg *m)
{
	return replace(path, data, mode, false, m);
}

enum err
file_write_new(const char *path, struct bytes data, mode_t mode, struct errmsg *m)
{
	return replace(path, data, mode, true, m);
}

/* --- piece by piece ----------------------------------------------------------------- */

struct file_out {
	char path[4096], tmp[4096];
	int fd;
	mode_t mode;
	int why; /* errno of the first failure */
};

enum err
file_out_open(struct file_out **out, const char *path, mode_t mode, struct errmsg *m)
{
	struct file_out *f = mem_new(sizeof(*f));
	const int n = snprintf(f->path, sizeof(f->path), "%s", path);
	const int t = snprintf(f->tmp, sizeof(f->tmp), "%s.XXXXXX", path);

	if (n <= 0 || t <= n || (size_t)t >= sizeof(f->tmp)) {
		free(f);
		return errmsg_set(m, ERR_INPUT,
		    "expected the name of a file of 1 to 4088 bytes, found %zu",
		    strlen(path));
	}
	f->mode = mode;
	f->fd = mkostemp(f->tmp, O_CLOEXEC);
	if (f->fd < 0) {
		const int why = errno;

		free(f);
		return errmsg_set(
		    m, ERR_IO, "cannot create a file beside %s: %s", path, strerror(why));
	}
	*out = f;
	return ERR_NONE;
}

static enum err
error_of(int why)
{
	return why == ENOSPC ? ERR_FULL : ERR_IO;
}

enum err
file_out_add(struct file_out *f, struct bytes data)
{
	if (!f->why && !write_all(f->fd, data))
		f->why = errno;
	return f->why ? error_of(f->why) : ERR_NONE;
}

void
file_out_drop(struct file_out **f)
{
	if (!*f)
		return;
	close((*f)->fd);
	unlink((*f)->tmp);
	free(*f);
	*f = NULL;
}

enum err
file_out_finish(struct file_out **pf, struct errmsg *m)
{
	struct file_out *f = *pf;
	enum err e = ERR_NONE;

	if (!f->why && (fchmod(f->fd, f->mode) || fsync(f->fd) ||
			   rename(f->tmp, f->path) || !sync_folder(f->path)))
		f->why = errno;
	if (f->why)
		e = errmsg_set(m, error_of(f->why), "cannot write %s: %s", f->path,
		    strerror(f->why));
	file_out_drop(pf);
	return e;
}
