/* registry_open.h - the register of a folder, for commands: a node's, or that of a
 * registrar's office, which has only acts. */
#ifndef REGISTRY_OPEN_H
#define REGISTRY_OPEN_H

#include "cli.h"

/* The acts in DIR/log.db, folded; an empty register when there is no log yet.  The caller
 * frees it. */
enum err registry_open(struct registry **out, const struct cli *cli, struct errmsg *m);

/* Folds one act into DIR/log.db when no node runs there; creates the log for a genesis act. */
enum err registry_put(const struct cli *cli, struct bytes signed_act, struct errmsg *m);

#endif
