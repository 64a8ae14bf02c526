/* help.h - help, completion and the man page, all from the table of commands. */
#ifndef HELP_H
#define HELP_H

#include <stdio.h>

#include "cli.h"

void help_all(FILE *f);
void help_command(const struct cli_command *c, const struct cli_option *common);
extern const struct cli_command help_cmd;

#endif
