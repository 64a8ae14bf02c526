/* register_cmd.h - the parts of cmsa register; each returns the exit code. */
#ifndef REGISTER_CMD_H
#define REGISTER_CMD_H

#include "cli.h"

int register_show(struct cli *cli, const struct registry *r);
int register_lifecycle(struct cli *cli, const struct registry *r);
int register_resolution_text(struct cli *cli, const struct registry *r);
int register_draft(struct cli *cli, const struct registry *r);
int register_submit(struct cli *cli, const struct registry *r);
int register_invite(struct cli *cli, const struct registry *r);

#endif
