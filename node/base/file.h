/* file.h - files that are whole or absent: read with a limit, written by temp + rename.
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "bytes.h"
#include "err.h"

/* Reads all of `path` into `out` (cleared first; the caller clears it).  ERR_NOT_FOUND,
 * ERR_INPUT when larger than `most_bytes`, ERR_IO; `m` says which file and why. */
enum err file_read(
    struct buf *out, const char *path, size_t most_bytes, struct errmsg *m);

/* Writes a temporary file beside `path` with `mode`, syncs it, renames it over `path` and
 * syncs the folder: afterwards the old or the new content is there, never part of one. */
enum err file_write(const char *path, struct bytes data, mode_t mode, struct errmsg *m);

/* As file_write, but refuses (ERR_BUSY) when `path` exists. */
enum err file_write_new(
    const char *path, struct bytes data, mode_t mode, struct errmsg *m);

/* A file that is written piece by piece, beside `path` until it is whole.  Each call after one
 * that failed fails too; file_out_finish says why, and drops what was written.  file_out_open:
 * ERR_INPUT when the name is empty or too long. */
struct file_out;
enum err file_out_open(
    struct file_out **out, const char *path, mode_t mode, struct errmsg *m);
enum err file_out_add(struct file_out *f, struct bytes data);
/* Syncs and renames, as file_write; frees in any case. */
enum err file_out_finish(struct file_out **f, struct errmsg *m);
/* Removes what was written, and frees; NULL is fine. */
void file_out_drop(struct file_out **f);

bool file_exists(const char *path);

/* dir + "/" + name into `out`; aborts when it does not fit (paths are ours). */
void path_join(char out[static 4096], const char *dir, const char *name);

#endif
