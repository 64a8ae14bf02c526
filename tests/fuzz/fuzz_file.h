/* fuzz_file.h - for doors that read a file by its path: the bytes as a file of a folder in memory. */
#ifndef FUZZ_FILE_H
#define FUZZ_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"

struct fuzz_file {
	char dir[32], path[64];
};

static inline void
fuzz_file_open(struct fuzz_file *f, const char *name, struct bytes data)
{
	snprintf(f->dir, sizeof(f->dir), "%s/cmsa-fuzz-XXXXXX",
	    access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	if (!mkdtemp(f->dir))
		abort();
	snprintf(f->path, sizeof(f->path), "%s/%s", f->dir, name);
	if (file_write(f->path, data, 0600, NULL))
		abort();
}

static inline void
fuzz_file_close(const struct fuzz_file *f)
{
	unlink(f->path);
	rmdir(f->dir);
}

#endif
