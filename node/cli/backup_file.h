/* backup_file.h - what lies in a backup: named files, one after the other, in a sealed file
 * (sealed.h).  Of each: u32 length of its name, the name, u64 size, the bytes.  Then u32 0.
 * Big-endian. */
#ifndef BACKUP_FILE_H
#define BACKUP_FILE_H

#include <sys/types.h>

#include "sealed.h"

enum {
	BACKUP_NAME_LEN = 64
};

/* The files that a backup may hold, of which restore makes no others.  `key`: only when
 * keys are asked for.  Ended by a NULL name. */
struct backup_row {
	const char *name; /* below the node's folder */
	bool key;
	bool made; /* for the backup, not a file of the node's */
	bool open; /* others may read it */
};
extern const struct backup_row backup_rows[];
/* NULL: no backup holds it. */
const struct backup_row *backup_row_of(const char *name);

/* Errors as sealed.h; of a file also ERR_NOT_FOUND, ERR_IO. */
enum err backup_add(struct sealed_out *s, const char *name, struct bytes data);
enum err backup_add_file(
    struct sealed_out *s, const char *name, const char *path, struct errmsg *m);
enum err backup_add_end(struct sealed_out *s);

/* The next file of a backup; ERR_NOT_FOUND at the end; ERR_INPUT: none of backup_rows.
 * Its `size` bytes are read next. */
enum err backup_next(struct sealed_in *s, char name[static BACKUP_NAME_LEN],
    uint64_t *size, struct errmsg *m);
/* Those bytes, into a new file, synced. */
enum err backup_extract(struct sealed_in *s, const char *path, uint64_t size, mode_t mode,
    struct errmsg *m);

#endif
