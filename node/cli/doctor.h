/* doctor.h - what is wrong with a node and its peers, and what to do: the rules of cmsa doctor.
 * Pure: they judge what the node said and what was found on its disk.  The words are those
 * of deploy/RUNBOOK.md. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"
#include "control.pb-c.h"
#include "entry.h"

enum {
	DOCTOR_SKEW_MS = 60 * 1000,      /* clocks further apart are wrong */
	DOCTOR_SILENT_MS = 60 * 1000,    /* twelve beacons */
	DOCTOR_DISK_DAYS = 30,           /* fewer left: make room */
	DOCTOR_DISK_LEAST_MIB = 256,     /* less free: make room now */
	DOCTOR_GROWTH_DAYS = 7,          /* the growth of so many days is taken on */
};

struct ailment {
	char who[AUTHOR_LEN + NODE_NAME_LEN]; /* "this node", or "GBR/main" */
	const char *what;                     /* a word: "clock-skew" */
	const char *todo;
	char found[320];
};

/* Zero it before its first use. */
struct ailments {
	struct ailment *v;
	size_t n;
};

/* `what` and `todo` are kept by address. */
void doctor_add(struct ailments *a, const char *who, const char *what, const char *todo,
    const char *found, ...) ATTR_PRINTF(5, 6);
void doctor_clear(struct ailments *a);

/* The node's answer to a status question: its state, what it set aside, what it refused. */
void doctor_status(struct ailments *a, const Cmsa__ControlReply *status);

/* Its answer to the question for peers.  When most clocks differ alike, its own is wrong. */
void doctor_peers(struct ailments *a, const Cmsa__ControlReply *peers, int64_t now_ms);

/* A node at work is behind somebody for moments.  Of the gaps found before only those stay that
 * `later`, its answer a little later, has too.  True: some stay. */
bool doctor_gaps_stay(struct ailments *a, const Cmsa__ControlReply *later);

/* Its answer to the question for what witness entries list and nobody gives. */
void doctor_listed(struct ailments *a, const Cmsa__ControlReply *listed);

struct doctor_disk {
	uint64_t free_bytes;
	uint64_t used_bytes;  /* of log.db, facts.db and their WALs */
	uint64_t all_bytes;   /* of all entries */
	uint64_t grown_bytes; /* of those of the last `days` */
	int64_t days;         /* 1 .. DOCTOR_GROWTH_DAYS */
};
/* Days until the disk is full if it goes on so; INT64_MAX: it does not grow. */
int64_t doctor_days_left(const struct doctor_disk *d);
void doctor_disk(struct ailments *a, const struct doctor_disk *d);

#endif
