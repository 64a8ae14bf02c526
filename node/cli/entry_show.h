/* entry_show.h - one entry as JSON, for the commands that show one. */
#ifndef ENTRY_SHOW_H
#define ENTRY_SHOW_H

#include "cli.h"
#include "json.h"
#include "store.h"

/* The place that "AUTHOR SEQ" or "AUTHOR:SEQ" and --incarnation name; CLI_DONE, or the exit code of an error that
 * is said.  The entry is then read: ERR_NOT_FOUND and so on are said, too. */
int entry_show_read(struct stored_entry *out, struct store **log, struct cli *cli);

/* Everything of its header. */
void entry_show_header(json_t *o, const struct stored_entry *se);

/* "body", or what is wrong with it.  `plain`: that of a sealed entry which was opened, else
 * empty. */
void entry_show_body(json_t *o, const struct stored_entry *se, struct bytes plain);

#endif
