/* faulty.c - a disk that fails. */
#include "faulty.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

struct faulty_undo {
	char path[256];
	int64_t at, old_size; /* bytes, of the file before */
	uint8_t *old;
	size_t n_old; /* fewer than were written when it grew */
};

struct file {
	sqlite3_file base;
	struct faulty *f; /* NULL: not of the watched folder */
	char path[256];
	sqlite3_file *real; /* behind this struct */
};

static struct file *
file_of(sqlite3_file *base)
{
	return (struct file *)(void *)base;
}

/* Is it this operation's turn to fail? */
static bool
fails(struct file *s)
{
	struct faulty *f = s->f;

	if (!f || f->is_well)
		return false;
	f->count++;
	if (!f->first || f->count < f->first || f->count > f->last)
		return false;
	f->failures++;
	return true;
}

/* --- what is not synced ------------------------------------------------------------- */

static void
note(struct file *s, int64_t at, int n)
{
	struct faulty *f = s->f;
	struct faulty_undo *u;
	sqlite3_int64 size = 0;

	if (!f || !f->keep_unsynced)
		return;
	f->undo = mem_resize(f->undo, f->n_undo + 1, sizeof(*f->undo));
	u = &f->undo[f->n_undo++];
	*u = (struct faulty_undo){ .at = at };
	memcpy(u->path, s->path, sizeof(u->path));
	s->real->pMethods->xFileSize(s->real, &size);
	u->old_size = size;
	if (at >= size)
		return;
	u->n_old = (size_t)(size - at < n ? size - at : n);
	u->old = mem_array(u->n_old, 1);
	if (s->real->pMethods->xRead(s->real, u->old, (int)u->n_old, at) != SQLITE_OK)
		abort();
}

/* Of one file; NULL: of all. */
static void
forget(struct faulty *f, const char *path)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_undo; i++)
		if (path && strcmp(f->undo[i].path, path) != 0)
			f->undo[n++] = f->undo[i];
		else
			free(f->undo[i].old);
	f->n_undo = n;
	if (n)
		return;
	free(f->undo);
	f->undo = NULL;
}

void
faulty_lose_power(struct faulty *f)
{
	for (size_t i = f->n_undo; i-- > 0;) {
		const struct faulty_undo *u = &f->undo[i];
		int fd = open(u->path, O_WRONLY | O_CLOEXEC);

		if (fd < 0 ||
		    pwrite(fd, u->old ? (const void *)u->old : "", u->n_old, u->at) !=
			(ssize_t)u->n_old ||
		    ftruncate(fd, u->old_size))
			abort();
		close(fd);
	}
	forget(f, NULL);
}

void
faulty_heal(struct faulty *f)
{
	forget(f, NULL);
	f->first = f->last = 0;
}

/* --- the methods of a file ---------------------------------------------------------- */

static int
x_close(sqlite3_file *b)
{
	struct file *s = file_of(b);

	return s->real->pMethods ? s->real->pMethods->xClose(s->real) : SQLITE_OK;
}

static int
x_read(sqlite3_file *b, void *p, int n, sqlite3_int64 at)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xRead(s->real, p, n, at);
}

static int
x_write(sqlite3_file *b, const void *p, int n, sqlite3_int64 at)
{
	struct file *s = file_of(b);

	if (fails(s))
		return s->f->kind == FAULTY_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	note(s, at, n);
	return s->real->pMethods->xWrite(s->real, p, n, at);
}

static int
x_truncate(sqlite3_file *b, sqlite3_int64 size)
{
	struct file *s = file_of(b);
	sqlite3_int64 old = 0;

	if (fails(s))
		return SQLITE_IOERR_TRUNCATE;
	s->real->pMethods->xFileSize(s->real, &old);
	if (old > size)
		note(s, size, (int)(old - size));
	return s->real->pMethods->xTruncate(s->real, size);
}

static int
x_sync(sqlite3_file *b, int flags)
{
	struct file *s = file_of(b);
	int rc;

	if (fails(s))
		return SQLITE_IOERR_FSYNC;
	rc = s->real->pMethods->xSync(s->real, flags);
	if (s->f && rc == SQLITE_OK)
		forget(s->f, s->path);
	return rc;
}

static int
x_file_size(sqlite3_file *b, sqlite3_int64 *out)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xFileSize(s->real, out);
}

static int
x_lock(sqlite3_file *b, int level)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xLock(s->real, level);
}

static int
x_unlock(sqlite3_file *b, int level)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xUnlock(s->real, level);
}

static int
x_check_lock(sqlite3_file *b, int *out)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xCheckReservedLock(s->real, out);
}

static int
x_control(sqlite3_file *b, int op, void *arg)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xFileControl(s->real, op, arg);
}

static int
x_sector(sqlite3_file *b)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xSectorSize(s->real);
}

static int
x_device(sqlite3_file *b)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xDeviceCharacteristics(s->real);
}

static int
x_shm_map(sqlite3_file *b, int page, int size, int extend, void volatile **out)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xShmMap(s->real, page, size, extend, out);
}

static int
x_shm_lock(sqlite3_file *b, int offset, int n, int flags)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xShmLock(s->real, offset, n, flags);
}

static void
x_shm_barrier(sqlite3_file *b)
{
	struct file *s = file_of(b);

	s->real->pMethods->xShmBarrier(s->real);
}

static int
x_shm_unmap(sqlite3_file *b, int drop)
{
	struct file *s = file_of(b);

	return s->real->pMethods->xShmUnmap(s->real, drop);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* no memory map: every read and write is seen */
	.xClose = x_close,
	.xRead = x_read,
	.xWrite = x_write,
	.xTruncate = x_truncate,
	.xSync = x_sync,
	.xFileSize = x_file_size,
	.xLock = x_lock,
	.xUnlock = x_unlock,
	.xCheckReservedLock = x_check_lock,
	.xFileControl = x_control,
	.xSectorSize = x_sector,
	.xDeviceCharacteristics = x_device,
	.xShmMap = x_shm_map,
	.xShmLock = x_shm_lock,
	.xShmBarrier = x_shm_barrier,
	.xShmUnmap = x_shm_unmap,
};

/* --- the VFS ------------------------------------------------------------------------ */

static int
x_open(sqlite3_vfs *v, const char *path, sqlite3_file *b, int flags, int *out_flags)
{
	struct faulty *f = v->pAppData;
	struct file *s = file_of(b);
	int rc;

	memset(s, 0, sizeof(*s));
	s->real = (sqlite3_file *)(void *)(s + 1);
	if (path && f->below && !strncmp(path, f->below, strlen(f->below))) {
		assert(strlen(path) < sizeof(s->path));
		memcpy(s->path, path, strlen(path) + 1);
		s->f = f;
	}
	rc = f->real->xOpen(f->real, path, s->real, flags, out_flags);
	b->pMethods = rc == SQLITE_OK ? &methods : NULL;
	return rc;
}

void
faulty_install(struct faulty *f)
{
	*f = (struct faulty){ .real = sqlite3_vfs_find(NULL) };
	f->vfs = *f->real; /* it takes the real one's data for nothing but its files */
	f->vfs.pNext = NULL;
	f->vfs.zName = "faulty";
	f->vfs.szOsFile = (int)sizeof(struct file) + f->real->szOsFile;
	f->vfs.xOpen = x_open;
	f->vfs.pAppData = f;
	if (sqlite3_vfs_register(&f->vfs, 1) != SQLITE_OK)
		abort();
}

void
faulty_remove(struct faulty *f)
{
	faulty_heal(f);
	sqlite3_vfs_unregister(&f->vfs);
}
