/* log_backup.c - the log copied while it is written to. */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "log_impl.h"

/* All pages in one read transaction: a writer goes on meanwhile, in the WAL. */
static int
copy(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc;

	if (!b)
		return sqlite3_errcode(to);
	rc = sqlite3_backup_step(b, -1);
	(void)sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum err
err_of(int rc)
{
	return (rc & 0xff) == SQLITE_FULL    ? ERR_FULL
	       : (rc & 0xff) == SQLITE_IOERR ? ERR_IO
					     : ERR_STORE;
}

static enum err
make_file(const char *path, struct errmsg *m)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errmsg_set(m, errno == EEXIST ? ERR_BUSY : ERR_IO,
		    "cannot make %s: %s", path, strerror(errno));
	close(fd);
	return ERR_NONE;
}

enum err
store_backup(struct store *s, const char *path, struct errmsg *m)
{
	sqlite3 *to = NULL;
	enum err e = make_file(path, m);
	int rc;

	if (e)
		return e;
	rc = sqlite3_open_v2(
	    path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = copy(to, s->sql.db);
	if (rc == SQLITE_OK) /* one file, without a WAL beside it */
		rc = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		e = errmsg_set(m, err_of(rc), "%s: the copy of log.db failed: %s", path,
		    sqlite3_errstr(rc));
	(void)sqlite3_close(to);
	if (e)
		(void)unlink(path);
	return e;
}
