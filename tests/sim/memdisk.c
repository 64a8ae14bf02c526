/* memdisk.c - disks in memory that can die. */
#include "memdisk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct image {
	uint8_t *p;
	size_t n, room;
};

/* Written, and not synced yet. */
struct range {
	size_t at, n;
};

struct memdisk_file {
	char path[96];
	size_t unit;
	struct image live, synced;
	struct range *dirty;
	size_t n_dirty, room_dirty;
	uint8_t **shm; /* regions of the WAL index: memory of whoever has it open */
	size_t n_shm;
	int open;
};

struct handle {
	sqlite3_file base;
	struct memdisk *d;
	struct memdisk_file *f;
	int persist_wal;
};

static struct handle *
handle_of(sqlite3_file *base)
{
	return (struct handle *)(void *)base;
}

/* --- images ------------------------------------------------------------------------- */

static void
grow(struct image *m, size_t n)
{
	if (n > m->room) {
		m->room = n < 4096 ? 4096 : n + n / 2;
		m->p = mem_resize(m->p, m->room, 1);
	}
	if (n > m->n) {
		memset(m->p + m->n, 0, n - m->n);
		m->n = n;
	}
}

static void
put(struct image *m, const uint8_t *p, size_t n, size_t at)
{
	grow(m, at + n);
	if (n)
		memcpy(m->p + at, p, n);
}

static void
note(struct memdisk_file *f, size_t at, size_t n)
{
	if (f->n_dirty == f->room_dirty) {
		f->room_dirty = f->room_dirty ? 2 * f->room_dirty : 64;
		f->dirty = mem_resize(f->dirty, f->room_dirty, sizeof(*f->dirty));
	}
	f->dirty[f->n_dirty++] = (struct range){ at, n };
}

/* What is in a range now lies on the platter. */
static void
settle(struct memdisk_file *f, const struct range *r)
{
	size_t end = r->at + r->n < f->live.n ? r->at + r->n : f->live.n;

	if (r->at < end)
		put(&f->synced, f->live.p + r->at, end - r->at, r->at);
}

static void
sync_file(struct memdisk_file *f)
{
	for (size_t i = 0; i < f->n_dirty; i++)
		settle(f, &f->dirty[i]);
	f->n_dirty = 0;
	if (f->synced.n > f->live.n)
		f->synced.n = f->live.n;
	grow(&f->synced, f->live.n);
}

/* xorshift64 */
static uint64_t
next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void
lose(struct memdisk_file *f, enum memdisk_loss loss, uint64_t *seed)
{
	for (size_t i = 0; i < f->n_dirty && loss == MEMDISK_SOME_KEPT; i++)
		if (next(seed) >> 20 & 1)
			settle(f, &f->dirty[i]);
	f->n_dirty = 0;
	f->live.n = 0;
	put(&f->live, f->synced.p, f->synced.n, 0);
}

/* --- operations that may fail ------------------------------------------------------- */

/* SQLITE_OK, or what this operation comes to. */
static int
operate(struct handle *h)
{
	struct memdisk_unit *u = &h->d->unit[h->f->unit];

	if (u->dead)
		return SQLITE_IOERR;
	u->count++;
	if (u->dies_at && u->count >= u->dies_at) {
		u->dead = true;
		if (h->d->died)
			h->d->died(h->d->ctx, h->f->unit);
		return SQLITE_IOERR;
	}
	if (!u->first || u->count < u->first || u->count > u->last)
		return SQLITE_OK;
	u->failures++;
	return u->failure;
}

static int
x_read(sqlite3_file *b, void *p, int n, sqlite3_int64 at)
{
	const struct image *m = &handle_of(b)->f->live;
	size_t from = (size_t)at, len = (size_t)n, has;

	has = from < m->n ? m->n - from : 0;
	has = has < len ? has : len;
	if (has)
		memcpy(p, m->p + from, has);
	memset((uint8_t *)p + has, 0, len - has);
	return has == len ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
x_write(sqlite3_file *b, const void *p, int n, sqlite3_int64 at)
{
	struct handle *h = handle_of(b);
	int rc = operate(h);

	if (rc != SQLITE_OK)
		return rc;
	put(&h->f->live, p, (size_t)n, (size_t)at);
	note(h->f, (size_t)at, (size_t)n);
	return SQLITE_OK;
}

static int
x_truncate(sqlite3_file *b, sqlite3_int64 size)
{
	struct handle *h = handle_of(b);
	int rc = operate(h);

	if (rc != SQLITE_OK)
		return rc;
	if ((size_t)size < h->f->live.n)
		h->f->live.n = (size_t)size;
	return SQLITE_OK;
}

static int
x_sync(sqlite3_file *b, int flags)
{
	struct handle *h = handle_of(b);
	int rc = operate(h);

	(void)flags;
	if (rc != SQLITE_OK)
		return rc == SQLITE_FULL ? SQLITE_IOERR_FSYNC : rc;
	sync_file(h->f);
	return SQLITE_OK;
}

/* --- the rest of a file ------------------------------------------------------------- */

static int
x_file_size(sqlite3_file *b, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)handle_of(b)->f->live.n;
	return SQLITE_OK;
}

static int
x_lock(sqlite3_file *b, int level)
{
	(void)b;
	(void)level;
	return SQLITE_OK; /* one connection a file; the lock file keeps others out */
}

static int
x_check_lock(sqlite3_file *b, int *out)
{
	(void)b;
	*out = 0;
	return SQLITE_OK;
}

static int
x_control(sqlite3_file *b, int op, void *arg)
{
	struct handle *h = handle_of(b);
	int *value = arg;

	if (op != SQLITE_FCNTL_PERSIST_WAL)
		return SQLITE_NOTFOUND;
	if (*value >= 0)
		h->persist_wal = *value;
	*value = h->persist_wal;
	return SQLITE_OK;
}

static int
x_sector(sqlite3_file *b)
{
	(void)b;
	return 4096;
}

static int
x_device(sqlite3_file *b)
{
	(void)b;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static void
drop_shm(struct memdisk_file *f)
{
	for (size_t i = 0; i < f->n_shm; i++)
		free(f->shm[i]);
	free(f->shm);
	f->shm = NULL;
	f->n_shm = 0;
}

static int
x_shm_map(sqlite3_file *b, int page, int size, int extend, void volatile **out)
{
	struct memdisk_file *f = handle_of(b)->f;

	*out = NULL;
	if ((size_t)page >= f->n_shm && !extend)
		return SQLITE_OK;
	while ((size_t)page >= f->n_shm) {
		f->shm = mem_resize(f->shm, f->n_shm + 1, sizeof(*f->shm));
		f->shm[f->n_shm++] = mem_array((size_t)size, 1);
	}
	*out = f->shm[page];
	return SQLITE_OK;
}

static int
x_shm_lock(sqlite3_file *b, int offset, int n, int flags)
{
	(void)b;
	(void)offset;
	(void)n;
	(void)flags;
	return SQLITE_OK;
}

static void
x_shm_barrier(sqlite3_file *b)
{
	(void)b;
}

static int
x_shm_unmap(sqlite3_file *b, int drop)
{
	(void)drop;
	drop_shm(handle_of(b)->f);
	return SQLITE_OK;
}

static int
x_close(sqlite3_file *b)
{
	handle_of(b)->f->open--;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = x_close,
	.xRead = x_read,
	.xWrite = x_write,
	.xTruncate = x_truncate,
	.xSync = x_sync,
	.xFileSize = x_file_size,
	.xLock = x_lock,
	.xUnlock = x_lock,
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

static struct memdisk_file *
find(struct memdisk *d, const char *path)
{
	for (size_t i = 0; i < d->n_files; i++)
		if (!strcmp(d->files[i]->path, path))
			return d->files[i];
	return NULL;
}

static struct memdisk_file *
make(struct memdisk *d, const char *path)
{
	struct memdisk_file *f = mem_array(1, sizeof(*f));

	for (size_t i = 0; i < d->n_units; i++)
		if (!strncmp(path, d->unit[i].below, strlen(d->unit[i].below)))
			f->unit = i;
	assert(strlen(path) < sizeof(f->path));
	memcpy(f->path, path, strlen(path) + 1);
	d->files = mem_resize(d->files, d->n_files + 1, sizeof(*d->files));
	return d->files[d->n_files++] = f;
}

static int
x_open(sqlite3_vfs *v, const char *path, sqlite3_file *b, int flags, int *out_flags)
{
	struct memdisk *d = v->pAppData;
	struct handle *h = handle_of(b);

	*h = (struct handle){ .d = d };
	if (!path)
		return SQLITE_CANTOPEN; /* temp_store is memory */
	h->f = find(d, path);
	if (!h->f && !(flags & SQLITE_OPEN_CREATE))
		return SQLITE_CANTOPEN;
	if (!h->f)
		h->f = make(d, path);
	assert(!h->f->open);
	h->f->open++;
	b->pMethods = &methods;
	if (out_flags)
		*out_flags = flags;
	return SQLITE_OK;
}

static void
file_free(struct memdisk_file *f)
{
	drop_shm(f);
	free(f->live.p);
	free(f->synced.p);
	free(f->dirty);
	free(f);
}

static int
x_delete(sqlite3_vfs *v, const char *path, int sync_dir)
{
	struct memdisk *d = v->pAppData;

	(void)sync_dir;
	for (size_t i = 0; i < d->n_files; i++) {
		if (strcmp(d->files[i]->path, path) != 0)
			continue;
		if (d->unit[d->files[i]->unit].dead)
			return SQLITE_IOERR_DELETE;
		file_free(d->files[i]);
		d->files[i] = d->files[--d->n_files];
		return SQLITE_OK;
	}
	return SQLITE_IOERR_DELETE_NOENT;
}

static int
x_access(sqlite3_vfs *v, const char *path, int flags, int *out)
{
	(void)flags;
	*out = find(v->pAppData, path) != NULL;
	return SQLITE_OK;
}

static int
x_full_path(sqlite3_vfs *v, const char *path, int n, char *out)
{
	(void)v;
	return snprintf(out, (size_t)n, "%s", path) < n ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int
x_randomness(sqlite3_vfs *v, int n, char *out)
{
	struct memdisk *d = v->pAppData;

	for (int i = 0; i < n; i++)
		out[i] = (char)(next(&d->random) >> 32);
	return n;
}

void
memdisk_install(struct memdisk *d)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	*d = (struct memdisk){ .random = 1 };
	d->vfs = *real;
	d->vfs.pNext = NULL;
	d->vfs.zName = "memdisk";
	d->vfs.szOsFile = (int)sizeof(struct handle);
	d->vfs.pAppData = d;
	d->vfs.xOpen = x_open;
	d->vfs.xDelete = x_delete;
	d->vfs.xAccess = x_access;
	d->vfs.xFullPathname = x_full_path;
	d->vfs.xRandomness = x_randomness;
	if (sqlite3_vfs_register(&d->vfs, 1) != SQLITE_OK)
		abort();
}

void
memdisk_remove(struct memdisk *d)
{
	sqlite3_vfs_unregister(&d->vfs);
	for (size_t i = 0; i < d->n_files; i++)
		file_free(d->files[i]);
	free(d->files);
	d->files = NULL;
	d->n_files = 0;
}

size_t
memdisk_add(struct memdisk *d, const char *folder)
{
	struct memdisk_unit *u = &d->unit[d->n_units];

	assert(d->n_units < MEMDISK_MOST && strlen(folder) < sizeof(u->below));
	memcpy(u->below, folder, strlen(folder) + 1);
	return d->n_units++;
}

void
memdisk_revive(struct memdisk *d, size_t unit, enum memdisk_loss loss, uint64_t seed)
{
	struct memdisk_unit *u = &d->unit[unit];

	seed = seed | 1;
	u->dead = false;
	u->dies_at = u->first = u->last = 0;
	for (size_t i = 0; i < d->n_files; i++) {
		struct memdisk_file *f = d->files[i];

		if (f->unit != unit || loss == MEMDISK_ALL_KEPT)
			continue;
		assert(!f->open);
		lose(f, loss, &seed);
	}
}
