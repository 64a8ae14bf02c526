/* reftable.h - reference tables: a CSV file of a folder, columns by name. */
#ifndef REFTABLE_H
#define REFTABLE_H

#include "csvread.h"
#include "err.h"

/* Columns and where they stand in the file. */
struct reftable_column {
	const char *name;
	int at;
};

/* Reads folder/name.csv and finds the columns.  ERR_INPUT names a missing one.  On ERR_NONE
 * the caller clears `t`. */
enum err reftable_read(struct csv_table *t, struct reftable_column *columns,
    size_t n_columns, const char *folder, const char *name, struct errmsg *m);

/* The same for columns of a table that is already read; `path` is for the message. */
enum err reftable_find(const struct csv_table *t, struct reftable_column *columns,
    size_t n_columns, const char *path, struct errmsg *m);

#endif
