/* processes.h - DIR/processes.pb: what cmsad's parent says of the processes that it runs,
 * for cmsa to read, also while core does not answer. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

enum {
	PROCESSES_MOST = 4,
	PROCESS_END = 96
};

struct process {
	char role[8];
	int64_t pid;           /* 0: not running, started again after back_off_ms */
	uint64_t starts;       /* since the parent started */
	char end[PROCESS_END]; /* how the last one ended; "" : none did */
	int64_t end_ms;        /* when, by the wall clock */
	int64_t back_off_ms;   /* how long it was, or is, waited after that */
};

struct processes {
	char isolation[160]; /* sandbox_text */
	char user[64];
	size_t n;
	struct process list[PROCESSES_MOST];
};

/* Replaces the file.  ERR_IO, ERR_FULL. */
enum err processes_write(const char *dir, const struct processes *p, struct errmsg *m);

/* ERR_NOT_FOUND when no parent runs there; ERR_INPUT for a file that is no such list. */
enum err processes_read(struct processes *p, const char *dir, struct errmsg *m);

/* At the end of the parent. */
void processes_remove(const char *dir);

#endif
