/* reftable.c - see reftable.h. */
#include "reftable.h"

#include <stdio.h>

#include "file.h"

enum err
reftable_find(const struct csv_table *t, struct reftable_column *columns,
    size_t n_columns, const char *path, struct errmsg *m)
{
	for (size_t i = 0; i < n_columns; i++) {
		columns[i].at = csv_table_column(t, columns[i].name);
		if (columns[i].at < 0)
			return errmsg_set(m, ERR_INPUT,
			    "%s: expected a column \"%s\", found none", path,
			    columns[i].name);
	}
	return ERR_NONE;
}

enum err
reftable_read(struct csv_table *t, struct reftable_column *columns, size_t n_columns,
    const char *folder, const char *name, struct errmsg *m)
{
	char path[4096], file[128];
	enum err e;

	snprintf(file, sizeof(file), "%s.csv", name);
	path_join(path, folder, file);
	e = csv_table_read(t, path, m);
	if (e)
		return e;
	e = reftable_find(t, columns, n_columns, path, m);
	if (e)
		csv_table_clear(t);
	return e;
}
