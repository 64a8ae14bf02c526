/* draft_args.h - `key=value` words of an operator, each used once or named as wrong.
 * The first thing that is wrong is kept with its message; after it every call answers with
 * something harmless, so that a reader of many keys asks once, at the end. */
#ifndef DRAFT_ARGS_H
#define DRAFT_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <protobuf-c/protobuf-c.h>

#include "arena.h"
#include "err.h"

enum {
	DRAFT_MAX_ARGS = 64
};

struct draft_args {
	const char *const *words; /* borrowed */
	size_t n;
	bool used[DRAFT_MAX_ARGS];
	struct arena *mem; /* copies of values live here */
	struct errmsg *m;
	enum err err;
};

void draft_args_init(struct draft_args *a, const char *const *words, size_t n,
    struct arena *mem, struct errmsg *m);

/* Keeps the first error; the rest of a sentence "expected ..., found ...". */
void draft_args_fail(struct draft_args *a, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* The value of a key; NULL when it is not there. */
const char *draft_args_find(struct draft_args *a, const char *key);

/* The value, or an error when it is not there or empty. */
char *draft_args_text(struct draft_args *a, const char *key);

/* The value, or "" when the key is not there. */
char *draft_args_text_or_none(struct draft_args *a, const char *key);

/* 64 hexadecimal digits as 32 bytes, in the arena. */
ProtobufCBinaryData draft_args_hash(struct draft_args *a, const char *key);

/* A date "YYYY-MM-DD" as days; the second gives 0 when the key is not there. */
int32_t draft_args_date(struct draft_args *a, const char *key);
int32_t draft_args_date_or_none(struct draft_args *a, const char *key);

/* An integer of least..most; the second gives `otherwise` when the key is not there. */
uint64_t draft_args_number(
    struct draft_args *a, const char *key, uint64_t least, uint64_t most);
uint64_t draft_args_number_or(struct draft_args *a, const char *key, uint64_t least,
    uint64_t most, uint64_t otherwise);

/* "yes" or "no". */
bool draft_args_flag_or(struct draft_args *a, const char *key, bool otherwise);

/* One of `names`, a NULL-ended list: its index. */
size_t draft_args_choice(struct draft_args *a, const char *key, const char *const *names);

/* Every value of a key that may stand again; `values` holds DRAFT_MAX_ARGS. */
size_t draft_args_all(struct draft_args *a, const char **values, const char *key);

/* The parts of "AUT,DEU", in the arena; *n of them. */
char **draft_args_split(
    struct draft_args *a, size_t *n, const char *text, char separator);

/* The values of "key=AUT,DEU" as a set: sorted, however they were written; an error when
 * one is there twice. */
char **draft_args_set(struct draft_args *a, size_t *n, const char *key);

/* The first error; also when a word was never asked for. */
enum err draft_args_finish(struct draft_args *a);

#endif
